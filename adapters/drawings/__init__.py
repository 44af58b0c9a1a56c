"""Charts and sheets we draw ourselves: a group's report, what pictures cost, the styles at a glance, a chat for the README.

Pure: values and `Texts` in, bytes out. Everything people typed is made legible for pictures and escaped for pages.
"""
