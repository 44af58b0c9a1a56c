"""The text index of prompts. It holds hashes of words, each with its chat: a word of one group says nothing in another.

How many prompts have a word is counted, so that a search starts from the rare ones; what is erased stays counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import sqlalchemy as sa

_FORGET = {
    "sqlite": "DELETE FROM likeness WHERE rowid = :job",
    "postgresql": "DELETE FROM likeness WHERE job = :job",
}
_KEEP = {
    "sqlite": "INSERT INTO likeness (rowid, words) VALUES (:job, :words)",
    "postgresql": "INSERT INTO likeness (job, words) VALUES (:job, :words)",
}
_FIND = {
    "sqlite": "SELECT l.rowid, j.prompt FROM likeness AS l JOIN jobs AS j ON j.id = l.rowid "
    "WHERE likeness MATCH :sought ORDER BY l.rowid DESC LIMIT :count",
    "postgresql": "SELECT l.job, j.prompt FROM likeness AS l JOIN jobs AS j ON j.id = l.job "
    "WHERE to_tsvector('simple', l.words) @@ to_tsquery('simple', :sought) ORDER BY l.job DESC LIMIT :count",
}
_COUNT = sa.text(
    "INSERT INTO likeness_words AS t (word, prompts) VALUES (:word, 1) "
    "ON CONFLICT (word) DO UPDATE SET prompts = t.prompts + 1"
)
_RARE = sa.text("SELECT word FROM likeness_words WHERE word IN :words ORDER BY prompts, word LIMIT :count").bindparams(
    sa.bindparam("words", expanding=True)
)
_TELLING, _TELLING_LONG = 5, 4  # so many of the rarest words are looked for
_LONG = 80  # words
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


def find(c: sa.Connection, chat: str, words: Sequence[str], count: int) -> list[tuple[int, str]]:
    """Jobs of that chat whose prompts share two of the rarest of these words, three where there are many; newest first."""
    hashed = sorted({_hashed(chat, word) for word in words})
    telling = _TELLING if len(hashed) < _LONG else _TELLING_LONG
    terms = list(c.execute(_RARE, {"words": hashed, "count": telling}).scalars()) if hashed else []
    if not terms:
        return []
    kind = c.dialect.name
    expression = _any_three if telling == _TELLING_LONG == len(terms) else _any_two
    rows = c.execute(sa.text(_FIND[kind]), {"sought": expression(terms, _AND[kind], _OR[kind]), "count": count})
    return [(job, prompt) for job, prompt in rows if prompt]


def _any_two(terms: Sequence[str], both: str, either: str) -> str:
    """`(a AND (b OR c)) OR (b AND (c))`: each list of prompts is walked as seldom as can be. One term is sought alone."""
    pairs = [f"({term}{both}({either.join(terms[i:])}))" for i, term in enumerate(terms[:-1], 1)]
    return either.join(pairs or terms)


def _any_three(terms: Sequence[str], both: str, either: str) -> str:
    """Of four."""
    a, b, c, d = terms
    return f"({a}{both}{b}{both}({c}{either}{d})){either}({c}{both}{d}{both}({a}{either}{b}))"


def _hashed(chat: str, word: str) -> str:
    """Letters and digits alone: every tokenizer of every database takes it as one word."""
    return f"w{blake2b(f'{chat} {word}'.encode(), digest_size=6).hexdigest()}"
