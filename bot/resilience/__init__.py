"""Wrappers that have the shape of an ImageProvider, and routing over targets. No sockets, no status codes."""
