"""Any update to an `Incoming`, or None. Pure and total: whatever the JSON holds, it never raises."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from adapters.chat.telegram.buttons import Buttons
from adapters.chat.telegram.fields import Node
from adapters.chat.telegram.senders import mentioned, sender_of
from adapters.chat.telegram.things import attachments
from adapters.chat.telegram.wording import Wording, wording
from bot.commands.cleaning import label
from bot.commands.grammar import is_command
from bot.model import Chat, ChatKind, Incoming, Press, Replied, Role

PLATFORM = "telegram"
EDIT_SECONDS = 10
DIRECT = "d"  # before the number of a topic of direct messages

_KINDS = {"private": ChatKind.PRIVATE, "group": ChatKind.GROUP, "supergroup": ChatKind.GROUP}
_LAST = datetime(9999, 1, 1, tzinfo=UTC).timestamp()


@dataclass(frozen=True, slots=True)
class Me:
    """Who the bot is: its id and its @username without the @."""

    id: int
    username: str


def read(update: object, me: Me, buttons: Buttons, now: datetime) -> Incoming | None:
    """A message, an edited one, or a press of one of our buttons."""
    whole = Node(update)
    number = whole["update_id"].number
    if number is None:
        return None
    said, edited, press = whole["message"], whole["edited_message"], whole["callback_query"]
    event = f"{me.id}:{number}:{_mark(said or edited or press)}"
    if said:
        return _message(said, me, event, now)
    if edited:
        return _edited(edited, me, event, now)
    return _press(press, buttons, event, now) if press else None


def _mark(node: Node) -> str:
    """Which one it is beside its number: after a week without updates Telegram begins to count anew, anywhere."""
    return node["id"].text or f"{node['chat']['id'].number}.{node['message_id'].number}"


def album(incoming: Incoming) -> bool:
    """Whether more messages of the same event may follow."""
    return ":album:" in incoming.event


def chat_of(node: Node, thread: str | None = None) -> Chat | None:
    number, kind = node["id"].number, _KINDS.get(node["type"].text)
    if number is None or kind is None:
        return None
    return Chat(PLATFORM, str(number), kind, label(node["title"].text), thread)


def _thread(node: Node) -> str | None:
    """A topic of a forum, or of a channel's direct messages."""
    topic, direct = node["message_thread_id"].number, node["direct_messages_topic"]["topic_id"].number
    if topic is not None and node["is_topic_message"].yes:
        return str(topic)
    return None if direct is None else f"{DIRECT}{direct}"


# ── messages ──


def _message(node: Node, me: Me, event: str, now: datetime, *, edited: bool = False) -> Incoming | None:
    number = node["message_id"].number
    chat = chat_of(node["chat"], _thread(node))
    sender = sender_of(node)
    if chat is None or number is None or sender is None or node["via_bot"]["id"].number == me.id:
        return None
    words = wording(node, me.id, me.username)
    things, replied = attachments(node), _replied(node, me)
    group = node["media_group_id"].text
    if words.elsewhere or not (words.text or things or words.mentioned):
        return None
    return Incoming(
        event=f"{me.id}:album:{chat.id}:{group}" if group and not edited else event,
        chat=chat,
        at=moment(node["date"], now),
        sender=sender.identity,
        role=sender.role,
        message=str(number) if number else None,  # 0: for our eyes alone, and not to be found by it
        text=words.text,
        attachments=things,
        replied=replied,
        addressed=_addressed(chat, words, replied, me),
        edited=edited,
        mentions=mentioned(node),
        language=node["from"]["language_code"].text or None,
    )


def _edited(node: Node, me: Me, event: str, now: datetime) -> Incoming | None:
    """What was changed at once is a correction; what is changed later is a new thought about an old message."""
    sent, changed = node["date"].number, node["edit_date"].number
    if sent is None or changed is None or changed < sent:
        return None
    message = _message(node, me, event, now, edited=True)
    return None if message is None else replace(message, late=changed - sent > EDIT_SECONDS)


def _addressed(chat: Chat, words: Wording, replied: Replied | None, me: Me) -> bool:
    if chat.kind is ChatKind.PRIVATE or words.mentioned or (replied is not None and replied.ours):
        return True
    return is_command(words.text, bot=me.username)


def _replied(node: Node, me: Me) -> Replied | None:
    answered = node["reply_to_message"]
    number = answered["message_id"].number
    if number is None or answered["forum_topic_created"]:  # every message of a topic "answers" its first one
        outside = node["external_reply"]
        things = attachments(outside)
        return Replied("", attachments=things) if things else None
    sender = sender_of(answered)
    return Replied(
        str(number),
        ours=answered["from"]["id"].number == me.id,
        sender=sender.identity if sender is not None else None,
        text=answered["text"].text or answered["caption"].text,
        attachments=attachments(answered),
        above=answered["is_automatic_forward"].yes,
    )


# ── presses ──


def _press(node: Node, buttons: Buttons, event: str, now: datetime) -> Incoming | None:
    pressed, sender = buttons.read(node["data"].text), sender_of(node)
    if pressed is None or sender is None or sender.identity is None:
        return None
    message = node["message"]
    chat = chat_of(message["chat"], _thread(message))
    if chat is None:  # under an inline message: we are not in that chat, the answer goes to whoever pressed
        chat = Chat(PLATFORM, sender.identity.account, ChatKind.PRIVATE)
    number = message["ephemeral_message_id"].number
    shown = message["message_id"].number if number is None else f"e{sender.identity.account}.{number}"
    token = node["id"].text
    return Incoming(
        event=event,
        chat=chat,
        at=now,
        sender=sender.identity,
        role=Role.UNKNOWN,
        message=str(shown) if shown else None,
        press=Press(pressed[0], pressed[1], str(shown or ""), token),
        language=node["from"]["language_code"].text or None,
        hint=token,
    )


def moment(node: Node, now: datetime) -> datetime:
    """A date of Telegram's; now where it says none that can be."""
    seconds = node.number
    if seconds is None or not 0 < seconds < _LAST:
        return now
    return datetime.fromtimestamp(seconds, UTC)
