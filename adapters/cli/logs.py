"""Logging: lines for people or JSON for machines, and never a key, a token or a password in either."""

from __future__ import annotations

import logging
import logging.handlers
import re
from collections.abc import Generator, Iterable
from contextlib import AbstractContextManager, contextmanager

from pydantic import BaseModel, SecretStr

from adapters.settings.reading import Settings

_HIDDEN = "[hidden]"
_PATTERNS = re.compile(
    r"(?<=/bot)\d{5,}:[\w-]{20,}|\b\d{6,}:[\w-]{30,}|\b(?:sk|gsk|hf|r8|AIza|key)[-_][\w-]{16,}"
    r"|(?<=Bearer )[\w.~+/-]+=*|(?<=[?&]key=)[^&\s\"']+|(?<=access_token=)[^&\s\"']+|(?<=[?&]secret=)[^&\s\"']+"
)
_SHORTEST = 6
_USUAL = {*vars(logging.makeLogRecord({})), "message", "asctime"}
_BYTES = 5_000_000
_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Detailed(logging.Formatter):
    """A line with what was logged beside the message: `attempt target=… outcome=…`."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  the library's name
        more = {name: value for name, value in vars(record).items() if name not in _USUAL}
        return " ".join([super().formatMessage(record), *(f"{name}={value}" for name, value in more.items())])


class Redacted(logging.Formatter):
    """Takes the known secrets, and whatever looks like one, out of the finished line: tracebacks included."""

    def __init__(self, inner: logging.Formatter, secrets: Iterable[str]) -> None:
        super().__init__()
        self._inner = inner
        known = sorted({secret for secret in secrets if len(secret) >= _SHORTEST}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def format(self, record: logging.LogRecord) -> str:
        line = _PATTERNS.sub(_HIDDEN, self._inner.format(record))
        return self._known.sub(_HIDDEN, line) if self._known else line


def service_logs(settings: Settings, secrets: Iterable[str] = ()) -> AbstractContextManager[None]:
    """On stderr, as configured."""
    from adapters.cli.log_lines import lines  # noqa: PLC0415  structlog loads a quarter of a second; a chat goes without

    return _installed(logging.StreamHandler(), lines(settings.house.log_format), settings, secrets)


def file_logs(settings: Settings, secrets: Iterable[str] = ()) -> AbstractContextManager[None]:
    """Into the data folder, out of the way of a chat in the terminal. Made with the first line."""
    settings.house.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = settings.house.data / "bananabot.log"
    handler = logging.handlers.RotatingFileHandler(path, maxBytes=_BYTES, backupCount=1, encoding="utf-8", delay=True)
    return _installed(handler, Detailed(_LINE), settings, secrets)


@contextmanager
def _installed(
    handler: logging.Handler, inner: logging.Formatter, settings: Settings, secrets: Iterable[str]
) -> Generator[None]:
    """While inside, this handler alone."""
    handler.setFormatter(Redacted(inner, [*known_secrets(settings), *secrets]))
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers[:] = [handler]
    logging.raiseExceptions = False  # a log that cannot be written (a full disk) stops nobody
    root.setLevel(settings.house.log.upper())
    for chatty in ("httpx", "httpcore", "aiohttp.access", "aiosqlite", "asyncio", "PIL", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        yield
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        handler.close()


def known_secrets(settings: Settings) -> list[str]:
    """Every secret that was configured."""
    groups: tuple[BaseModel, ...] = (
        settings.house,
        settings.telegram,
        settings.wechat,
        settings.wecom,
        settings.wecombot,
    )
    values = [getattr(group, name) for group in groups for name in type(group).model_fields]
    configured = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
    said = settings.provider.values()
    return configured + [key for one in said for key in (*one.keys, one.webhook_secret) if key]
