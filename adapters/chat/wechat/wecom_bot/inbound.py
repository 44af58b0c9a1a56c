"""Robot callbacks, alike over HTTP and websocket, as the core sees them. Pure and total."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from adapters.chat.wechat import cards
from adapters.chat.wechat.body import Body, nodes, text
from adapters.chat.wechat.wecom_bot.back import Back
from adapters.chat.wechat.wecom_bot.parts import attached, quoted, spoken
from bot.model import Chat, ChatKind, Identity, Incoming

PLATFORM = "wecombot"
_LONGEST_ID = 128


@dataclass(frozen=True, slots=True)
class Refresh:
    """The platform asks how far a stream is."""

    stream: str


@dataclass(frozen=True, slots=True)
class Message:
    """Something to answer. `welcome`: only a text may be answered. `card`: the one that was pressed, by its task id."""

    incoming: Incoming
    stream: str
    welcome: bool = False
    card: str = ""


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
    words = spoken(body).strip()
    if text(body, "chattype") == "group":
        words = _unaddressed(words, title)
    pictures, quote = attached(body), quoted(body)
    return Message(
        Incoming(
            event=event,
            chat=_chat(body, account),
            at=_sent_at(body, now),
            sender=Identity(PLATFORM, account),
            message=stream,
            text=words if words or pictures or quote else "/help",  # somebody who mentions us and says nothing more
            attachments=pictures,
            replied=quote,
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
    return Message(_bare(body, event, account, now, back, press=pressed), "", card=text(card[0], "task_id"))


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
    if title and words.startswith(f"@{title}"):
        return words[len(title) + 1 :].strip()
    if not words.startswith("@"):
        return words
    parts = words.split(maxsplit=1)
    return parts[1].strip() if len(parts) > 1 else ""


def _sent_at(body: Body, now: datetime) -> datetime:
    words = text(body, "create_time")
    return datetime.fromtimestamp(int(words), UTC) if words.isascii() and words.isdigit() and len(words) < 11 else now
