"""WeChat in three rooms: official account, WeCom app, WeCom group robot, on one envelope, token, media and memory.

Few answers, short windows, counted pushes: what the platform allows is data here, and pictures come first.
"""
