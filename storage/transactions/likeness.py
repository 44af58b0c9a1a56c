"""The text index of prompts. It holds hashes of words, each with its chat: a word of one group says nothing in another.

How many prompts have a word is counted, so that a search starts from the rare ones; what is erased stays counted.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b

import orjson
import sqlalchemy as sa

from storage.prepared import Prepared
from storage.schema.columns import micros

_FORGET = {
    "sqlite": "DELETE FROM likeness WHERE rowid = :job",
    "postgresql": "DELETE FROM likeness WHERE job = :job",
}
_KEEP = {
    "sqlite": "INSERT INTO likeness (rowid, words) VALUES (:job, :words)",
    "postgresql": "INSERT INTO likeness (job, words) VALUES (:job, :words)",
}
_FIRST = "(SELECT id FROM jobs WHERE created >= :since ORDER BY created LIMIT 1)"
_FIND = Prepared(
    "SELECT rowid, words FROM likeness "  # noqa: S608  our own constant
    f"WHERE likeness MATCH :sought AND rowid >= {_FIRST} ORDER BY rowid DESC LIMIT :count",
    on_postgres="SELECT job, words FROM likeness WHERE to_tsvector('simple', words) @@ to_tsquery('simple', :sought) "  # noqa: S608
    f"AND job >= {_FIRST} ORDER BY job DESC LIMIT :count",
)
_COUNT = sa.text(
    "INSERT INTO likeness_words AS t (word, prompts) VALUES (:word, 1) "
    "ON CONFLICT (word) DO UPDATE SET prompts = t.prompts + 1"
)
_RARE = Prepared(
    "SELECT word, prompts FROM likeness_words WHERE word IN (SELECT value FROM json_each(:words)) "
    "ORDER BY prompts, word LIMIT :count",
    on_postgres="SELECT word, prompts FROM likeness_words "
    "WHERE word IN (SELECT jsonb_array_elements_text(CAST(:words AS jsonb))) ORDER BY prompts, word LIMIT :count",
)
_PROMPTS = Prepared(
    "SELECT id, prompt FROM jobs WHERE id IN (SELECT value FROM json_each(:jobs))",
    on_postgres="SELECT id, prompt FROM jobs "
    "WHERE id IN (SELECT CAST(jsonb_array_elements_text(CAST(:jobs AS jsonb)) AS bigint))",
)
_TELLING = 5  # so many of the rarest words are looked for
_COMMON = 500, 1_500  # so many prompts in all with one of them: then three must be shared, or four, and not two
_SEEN = 150  # prompts whose other words are looked at
_AND = {"sqlite": " AND ", "postgresql": " & "}
_OR = {"sqlite": " OR ", "postgresql": " | "}


def keep(c: sa.Connection, job: int, chat: str, words: Sequence[str]) -> None:
    """Doing it twice changes nothing."""
    forget(c, [job])
    hashed = sorted({_hashed(chat, word) for word in words})
    c.execute(sa.text(_KEEP[c.dialect.name]), {"job": job, "words": " ".join(hashed)})
    if hashed:
        c.execute(_COUNT, [{"word": word} for word in hashed])


def forget(c: sa.Connection, jobs: Sequence[int]) -> None:
    if jobs:
        c.execute(sa.text(_FORGET[c.dialect.name]), [{"job": job} for job in jobs])


def find(c: sa.Connection, chat: str, words: Sequence[str], since: datetime, count: int) -> list[tuple[int, str]]:
    """Jobs of that chat asked for since then that share two of the rarest of these words; those that share most first."""
    hashed = {_hashed(chat, word) for word in words}
    found = _RARE.run(c, {"words": _json(sorted(hashed)), "count": _TELLING})
    rare = {str(word): int(prompts) for word, prompts in found}
    if not rare:
        return []
    kind = c.dialect.name
    needed = 2 + bisect(_COMMON, sum(rare.values()))
    sought = _some(needed, list(rare), _AND[kind], _OR[kind])
    seen = _FIND.run(c, {"sought": sought, "since": micros(since), "count": _SEEN})
    shared = [(_shared(hashed, text.split()), job) for job, text in seen]
    best = [job for _, job in sorted(shared, reverse=True)[:count]]
    prompts = {int(job): str(prompt) for job, prompt in _PROMPTS.run(c, {"jobs": _json(best)})}
    return [(job, prompts[job]) for job in best if prompts.get(job)]


def _some(needed: int, terms: Sequence[str], both: str, either: str) -> str:
    """So many of these terms: `(a AND (b OR c)) OR (b AND c)` for two of three. All of them where there are fewer."""
    if needed == 1:
        return f"({either.join(terms)})"
    first, rest = terms[0], terms[1:]
    if not rest:
        return first
    found = f"({first}{both}{_some(needed - 1, rest, both, either)})"
    return f"({found}{either}{_some(needed, rest, both, either)})" if len(rest) >= needed else found


def _json(values: Sequence[str] | Sequence[int]) -> str:
    return orjson.dumps(values).decode()


def _shared(ours: set[str], theirs: Sequence[str]) -> float:
    """From 0 to 1: what part of the words of both are the same."""
    return 2 * len(ours.intersection(theirs)) / (len(ours) + len(theirs))


def _hashed(chat: str, word: str) -> str:
    """Letters and digits alone: every tokenizer of every database takes it as one word."""
    return f"w{blake2b(f'{chat} {word}'.encode(), digest_size=6).hexdigest()}"
