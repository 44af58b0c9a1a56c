"""The playground: a chat page in the browser, with the same commands, pictures and buttons as everywhere."""
