"""What the operator decided, read once from the environment and `.env`, checked, and handed on as values.

One file a group of variables; `reading` puts them together. Nobody else looks at the environment.
"""
