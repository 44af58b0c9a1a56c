"""Taking pictures out of the history."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from storage.schema import files, pictures, sources

_MANY = 500


def delete(c: sa.Connection, picture: int) -> str | None:
    """Return the content hash if nobody refers to those bytes any more. The row stays, so its id is never reused."""
    digest = c.execute(
        sa.select(pictures.c.digest).where(pictures.c.id == picture).with_for_update()
    ).scalar_one_or_none()
    if digest is None:
        return None
    c.execute(sa.update(pictures).where(pictures.c.id == picture).values(digest=None))
    return next(iter(unreferenced(c, [digest])), None)


def unreferenced(c: sa.Connection, digests: Collection[str]) -> set[str]:
    """Those that no picture and no job asks for; a platform's handles of them are forgotten as well."""
    asked = sorted(set(digests))
    return {digest for start in range(0, len(asked), _MANY) for digest in _orphans(c, asked[start : start + _MANY])}


def _orphans(c: sa.Connection, asked: Sequence[str]) -> set[str]:
    kept = set(c.execute(sa.select(pictures.c.digest).where(pictures.c.digest.in_(asked))).scalars())
    kept |= set(c.execute(sa.select(sources.c.digest).where(sources.c.digest.in_(asked))).scalars())
    gone = set(asked) - kept
    if gone:
        c.execute(sa.delete(files).where(files.c.digest.in_(sorted(gone))))
    return gone
