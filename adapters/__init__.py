"""Adapters touch the world: chats, image providers, web, queue, command line. They know `bot`; `bot` never knows them."""
