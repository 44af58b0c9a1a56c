"""Words to commands: grammar, options, aliases. Pure: no port is called here.

`grammar.parse` is the door; the commands are the values in `picture`, `member`, `group` and `operator`; `table.COMMANDS` is the one
list that help, menus, completion and the documents are made from.
"""
