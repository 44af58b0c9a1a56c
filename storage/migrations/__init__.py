"""The steps a database takes from version to version, one file each in `versions`; run by `storage.upkeep`."""

STEPS = ("0001", "0002", "0003", "0004", "0005", "0006")
"""Every version in order. Compared before Alembic is loaded, so that a start with an up-to-date database is quick."""

HEAD = STEPS[-1]
