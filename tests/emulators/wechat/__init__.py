"""Strict stand-ins for the three WeChat services: they refuse what the real ones refuse, in their words."""
