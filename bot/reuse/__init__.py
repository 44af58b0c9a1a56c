"""Pictures that need not be drawn again: exactly the same request, the same one in flight, and almost the same.

The law: nothing is substituted unless it is exactly the same; what is private is found by nobody else.
"""
