"""The one way in: proves that a callback is the platform's, opens it, and seals the reply in the same manner."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adapters.chat.wechat import signature
from adapters.chat.wechat.body import Body, Format, read, text, write_json, write_xml
from adapters.chat.wechat.envelope import Envelope, Sealed
from adapters.chat.wechat.errors import BadRequest, NotTheirs
from bot.ports import Clock

Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Letter:
    """An opened callback. `sealed`: it came encrypted and so must the answer; `format` is what the console is set to."""

    body: Body
    format: Format
    sealed: bool


@dataclass(frozen=True, slots=True)
class Names:
    """What the four fields of an envelope are called."""

    encrypt: str = "Encrypt"
    signature: str = "MsgSignature"
    timestamp: str = "TimeStamp"
    nonce: str = "Nonce"


ROBOT = Names("encrypt", "msgsignature", "timestamp", "nonce")


class Callback:
    """One callback address. `envelope` None: plaintext mode. `sealed_echo`: WeCom encrypts the URL check, WeChat does not."""

    def __init__(
        self,
        token: str,
        envelope: Envelope | None,
        clock: Clock,
        *,
        sealed_echo: bool = False,
        names: Names | None = None,
        nonce: Callable[[], str] = lambda: secrets.token_hex(8),
    ) -> None:
        self._token = token
        self._envelope = envelope
        self._clock = clock
        self._sealed_echo = sealed_echo
        self._names = names or Names()
        self._nonce = nonce
        self._window = signature.ReplayWindow(clock)

    def echo(self, query: Query) -> str:
        """What the URL check wants to read back. Raises `BadRequest`."""
        timestamp, nonce, echostr = (_one(query, name) for name in ("timestamp", "nonce", "echostr"))
        if self._sealed_echo and self._envelope is not None:
            return _utf8(self._envelope.open(echostr, _one(query, "msg_signature"), timestamp, nonce))
        signature.check(_one(query, "signature"), self._token, timestamp, nonce)
        return echostr

    def open(self, query: Query, raw: bytes) -> Letter:
        """The message in a POST. With a key configured, plaintext is refused. Raises `BadRequest`."""
        timestamp, nonce = _one(query, "timestamp"), _one(query, "nonce")
        if self._envelope is None:
            return self._open_plain(query, raw)
        outer, form = read(raw)
        encrypt = text(outer, self._names.encrypt)
        if not encrypt:
            raise NotTheirs("not encrypted, although a key is configured: set the console to safe or compatible mode")
        message = self._envelope.open(encrypt, _one(query, "msg_signature"), timestamp, nonce)
        self._window.admit(timestamp, nonce, message)
        inner, _ = read(message)
        return Letter(inner, form, sealed=True)

    def _open_plain(self, query: Query, raw: bytes) -> Letter:
        timestamp, nonce = _one(query, "timestamp"), _one(query, "nonce")
        signature.check(_one(query, "signature"), self._token, timestamp, nonce)
        self._window.admit(timestamp, nonce, raw)
        body, form = read(raw)
        if text(body, self._names.encrypt) and not text(body, "FromUserName"):
            raise BadRequest("encrypted, but no key is configured")
        return Letter(body, form, sealed=False)

    def seal(self, letter: Letter, fields: Body) -> bytes:
        """A reply in the letter's own format, encrypted if it was."""
        write = write_xml if letter.format is Format.XML else write_json
        plain = write(fields)
        if not letter.sealed or self._envelope is None:
            return plain
        sealed = self._envelope.seal(plain, str(int(self._clock.now().timestamp())), self._nonce())
        return write(self._outer(sealed))

    def _outer(self, sealed: Sealed) -> Body:
        return {
            self._names.encrypt: sealed.encrypt,
            self._names.signature: sealed.signature,
            self._names.timestamp: int(sealed.timestamp),
            self._names.nonce: sealed.nonce,
        }


def _one(query: Query, name: str) -> str:
    value = query.get(name, "")
    if not value or len(value) > 2048:
        raise BadRequest(f"no usable {name} in the query")
    return value


def _utf8(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise BadRequest("not UTF-8") from error
