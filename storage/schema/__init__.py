"""The tables, one file a noun. Changing one means a new file in `migrations/versions`; a test compares the two."""

from storage.schema.columns import metadata
from storage.schema.jobs import calls, files, jobs, messages, pictures, shares, sources
from storage.schema.ledger import counters, ledger, packs, rules
from storage.schema.people import audit, blocks, events, groups, identities, notes, people, targets

__all__ = [
    "audit",
    "blocks",
    "calls",
    "counters",
    "events",
    "files",
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
    "sources",
    "targets",
]
