"""The composition root: knows everybody, is known by the doors alone. Real things by default, others by argument."""
