"""Words to commands: grammar, options, aliases. Pure: no port is called here."""
