"""Working simple implementations of the ports."""
