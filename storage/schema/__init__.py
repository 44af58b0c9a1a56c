"""The tables, one file a noun. Changing one means a new file in `migrations/versions`; a test compares the two."""

from storage.schema.columns import metadata
from storage.schema.jobs import cache, calls, files, flights, jobs, messages, pictures, shares, sources
from storage.schema.ledger import counters, ledger, packs, rules
from storage.schema.people import (
    audit,
    blocks,
    codes,
    events,
    groups,
    identities,
    notes,
    people,
    silent,
    strikes,
    targets,
    tries,
)

__all__ = [
    "audit",
    "blocks",
    "cache",
    "calls",
    "codes",
    "counters",
    "events",
    "files",
    "flights",
    "groups",
    "identities",
    "jobs",
    "ledger",
    "messages",
    "metadata",
    "notes",
    "packs",
    "people",
    "pictures",
    "rules",
    "shares",
    "silent",
    "sources",
    "strikes",
    "targets",
    "tries",
]
