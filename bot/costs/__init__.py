"""What it costs and when to upgrade: calculator, plan, ROI, score, and a group's use over a period. Pure.

Shares are exact decimals, money is integer micro-USD, a month has 30 days. Nothing here speaks: callers have the words.
"""
