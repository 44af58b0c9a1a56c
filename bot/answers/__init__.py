"""One room a family of commands: each takes a command and the one who sent it, and returns the answer."""
