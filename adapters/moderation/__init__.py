"""Checks of prompts before anything is spent. Word lists here; another check stands behind the same port."""
