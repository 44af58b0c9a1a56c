"""The command line. One file a command; only the one that was asked for is loaded, so that `--help` answers at once."""
