"""What touches the world: chats, painters, the web, the command line. Nothing here decides; it translates."""

VERSION = "0.1.0"
