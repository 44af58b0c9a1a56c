"""Finding people by what others call them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from bot.model import Person
from storage.rows import person_of
from storage.schema import identities, people


def find(c: sa.Connection, platform: str, word: str) -> Person | None:
    """By account (`12345`, `telegram:12345`) or by the name last seen (`@ann`, `ann`), newest account first."""
    named, _, account = word.partition(":")
    where, what = (named, account) if account else (platform, word)
    plain = what.removeprefix("@").lower()
    row = (
        c.execute(
            sa.select(people)
            .join(identities, identities.c.person == people.c.id)
            .where(
                identities.c.platform == where,
                sa.or_(
                    identities.c.account == what.removeprefix("@"),
                    sa.func.lower(identities.c.name).in_([plain, f"@{plain}"]),
                ),
            )
            .order_by((identities.c.account == what.removeprefix("@")).desc(), identities.c.created.desc())
            .limit(1)
        )
        .mappings()
        .one_or_none()
    )
    return None if row is None else person_of(row)


def names(c: sa.Connection, ids: Sequence[int]) -> dict[int, str]:
    """The name last seen, else the account; nothing for people who had themselves forgotten."""
    rows = c.execute(
        sa.select(identities.c.person, identities.c.platform, identities.c.account, identities.c.name)
        .where(identities.c.person.in_(sorted(set(ids))), identities.c.account.is_not(None))
        .order_by(identities.c.created.desc())
    )
    return {row.person: row.name or f"{row.platform}:{row.account}" for row in rows}
