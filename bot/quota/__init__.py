"""Windows, rules, units and prices. Pure calendar and integer arithmetic; the store moves the counters."""
