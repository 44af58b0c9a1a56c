"""The WeCom robot, in groups and alone: one streamed answer a message, over callbacks or one websocket."""
