"""Queues only ring: "job N is ready". The rows of the store are the truth, so a lost ring loses nothing."""
