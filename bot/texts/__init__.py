"""Every word the bot says; one catalogue per language."""
