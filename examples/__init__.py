"""Small programs that use bananabot from outside."""
