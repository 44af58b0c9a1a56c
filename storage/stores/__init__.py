"""The ports of `bot.ports`, each a small class over the engine."""
