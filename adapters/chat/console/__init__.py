"""A chat in the terminal: typed by a person, or read line by line from another program."""
