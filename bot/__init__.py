"""The core decides. Plain Python: no framework, no SQL, no HTTP, and nothing of ours from outside this folder."""
