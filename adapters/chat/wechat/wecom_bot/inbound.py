"""Robot callbacks, alike over HTTP and websocket, as the core sees them. Pure and total."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from adapters.chat.wechat import cards
from adapters.chat.wechat.body import Body, nodes, text
from bot.model import Attachment, AttachmentKind, Chat, ChatKind, Identity, Incoming, Replied

PLATFORM = "wecombot"
_LONGEST_ID = 128


@dataclass(frozen=True, slots=True)
class Refresh:
    """The platform asks how far a stream is."""

    stream: str


@dataclass(frozen=True, slots=True)
class Message:
    """Something to answer. `welcome`: only a text may be answered; `press`: only later ways are left."""

    incoming: Incoming
    stream: str
    welcome: bool = False


@dataclass(frozen=True, slots=True)
class Back:
    """The way back, kept in `Address.hint`: the stream (empty after a press), the one-time URL, Unix seconds it began."""

    stream: str
    url: str
    since: int

    def hint(self) -> str:
        return orjson.dumps([self.stream, self.url, self.since]).decode()

    @classmethod
    def read(cls, hint: str) -> Back:
        """An empty way for a hint that is not ours."""
        try:
            stream, url, since = orjson.loads(hint)
            return cls(str(stream), str(url), int(since))
        except (ValueError, TypeError):
            return cls("", "", 0)


def read(body: Body, *, title: str, now: datetime) -> Message | Refresh | None:
    """None for what nobody needs to answer. `title` is the robot's name, which stands before words in a group."""
    kind = text(body, "msgtype")
    if kind == "stream":
        stream = text(body, "stream", "id")
        return Refresh(stream) if 0 < len(stream) <= _LONGEST_ID else None
    event, account = text(body, "msgid"), text(body, "from", "userid")
    if not (0 < len(event) <= _LONGEST_ID and 0 < len(account) <= _LONGEST_ID):
        return None
    if kind == "event":
        return _event(body, event, account, now)
    stream = "s" + hashlib.sha256(event.encode("utf-8", "surrogatepass")).hexdigest()[:30]
    words = _spoken(body)
    return Message(
        Incoming(
            event=event,
            chat=_chat(body, account),
            at=_sent_at(body, now),
            sender=Identity(PLATFORM, account),
            message=stream,
            text=_unaddressed(words, title) if text(body, "chattype") == "group" else words.strip(),
            attachments=_attached(body),
            replied=_quoted(body),
            hint=Back(stream, text(body, "response_url"), int(now.timestamp())).hint(),
        ),
        stream,
    )


def _event(body: Body, event: str, account: str, now: datetime) -> Message | None:
    name = text(body, "event", "eventtype")
    back = Back("", text(body, "response_url"), int(now.timestamp()))
    if name == "enter_chat":
        stream = f"w{hashlib.sha256(event.encode('utf-8', 'surrogatepass')).hexdigest()[:30]}"
        back = Back(stream, "", back.since)
        return Message(_bare(body, event, account, now, back, said="/start"), stream, welcome=True)
    if name != "template_card_event":
        return None
    card = nodes(body, "event", "template_card_event") or nodes(body, "event")
    token = orjson.dumps([_chat(body, account).id, back.hint()]).decode()
    pressed = cards.press(text(card[0], "event_key"), "", token)
    if pressed is None:
        return None
    return Message(_bare(body, event, account, now, back, press=pressed), "")


def _bare(
    body: Body, event: str, account: str, now: datetime, back: Back, *, said: str = "", press: Any = None
) -> Incoming:
    return Incoming(
        event=event,
        chat=_chat(body, account),
        at=_sent_at(body, now),
        sender=Identity(PLATFORM, account),
        message=event,
        text=said,
        press=press,
        hint=back.hint(),
    )


def _chat(body: Body, account: str) -> Chat:
    group = text(body, "chatid")
    if text(body, "chattype") == "group" and group:
        return Chat(PLATFORM, group, ChatKind.GROUP)
    return Chat(PLATFORM, account, ChatKind.PRIVATE)


def _unaddressed(words: str, title: str) -> str:
    """Group words begin with "@Robot "; a name with spaces in it is known from the settings alone."""
    words = words.strip()
    if title and words.startswith(f"@{title}"):
        return words[len(title) + 1 :].strip()
    if not words.startswith("@"):
        return words
    parts = words.split(maxsplit=1)
    return parts[1].strip() if len(parts) > 1 else ""


def _spoken(body: Body) -> str:
    parts = [text(part, "text", "content") for part in nodes(body, "mixed", "msg_item")]
    parts += [text(body, "text", "content"), text(body, "voice", "content")]
    return "\n".join(part for part in parts if part)


def _attached(body: Body) -> tuple[Attachment, ...]:
    pictures = [*nodes(body, "image"), *(picture_of(part) for part in nodes(body, "mixed", "msg_item"))]
    found = [_ref(AttachmentKind.PICTURE, picture) for picture in pictures if text(picture, "url")]
    found += [_ref(AttachmentKind.TEXT, file) for file in nodes(body, "file") if text(file, "url")]
    return tuple(found[:14])


def picture_of(part: Body) -> Body:
    """The picture of one part of a mixed message."""
    empty: Body = {}
    return next(iter(nodes(part, "image")), empty)


def _ref(kind: AttachmentKind, media: Body) -> Attachment:
    return Attachment(
        kind, orjson.dumps([text(media, "url"), text(media, "aeskey")]).decode(), name=text(media, "filename")
    )


def _quoted(body: Body) -> Replied | None:
    quote = next(iter(nodes(body, "quote")), None)
    return None if quote is None else Replied("", text=_spoken(quote), attachments=_attached(quote))


def _sent_at(body: Body, now: datetime) -> datetime:
    words = text(body, "create_time")
    return datetime.fromtimestamp(int(words), UTC) if words.isascii() and words.isdigit() and len(words) < 11 else now
