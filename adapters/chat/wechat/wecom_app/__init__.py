"""A WeCom self-built app: private chats with the members of one company; it may push whenever it has something to say."""
