"""Who wrote: a person, or one of the faces behind which Telegram shows none."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.chat.telegram.fields import Node
from bot.commands.cleaning import label
from bot.model import Identity, Role

# Stand-ins in `from`: anonymous admins, channels writing in groups, posts of the linked channel
# (https://core.telegram.org/bots/api#message; the numbers are fixed).
ANONYMOUS_ADMIN = 1087968824
CHANNEL = 136817688
LINKED_CHANNEL = 777000

_FACES = frozenset({ANONYMOUS_ADMIN, CHANNEL, LINKED_CHANNEL})


@dataclass(frozen=True, slots=True)
class Sender:
    """`identity` is None where no person is shown: such a sender owns no quota."""

    identity: Identity | None
    role: Role


def sender_of(node: Node) -> Sender | None:
    """Who stands behind a message or press; None for another bot, or when nobody is named."""
    face, user = node["sender_chat"]["id"].number, node["from"]
    number = user["id"].number
    if face is not None:
        anonymous = face == node["chat"]["id"].number and number in {None, ANONYMOUS_ADMIN}
        return Sender(None, Role.ADMIN if anonymous else Role.MEMBER)
    if number is None or node["is_automatic_forward"].yes:
        return None
    if number in _FACES:
        return Sender(None, Role.ADMIN if number == ANONYMOUS_ADMIN else Role.MEMBER)
    return None if user["is_bot"].yes else Sender(identity_of(user), Role.UNKNOWN)


def identity_of(user: Node) -> Identity | None:
    number = user["id"].number
    if number is None:
        return None
    full = label(f"{user['first_name'].text} {user['last_name'].text}")
    return Identity("telegram", str(number), f"@{user['username'].text}" if user["username"].text else full)


def mentioned(node: Node) -> tuple[Identity, ...]:
    """People named by a link to their account (people with a @username are named by their text)."""
    entities = [*node["entities"], *node["caption_entities"]]
    found = [
        identity_of(e["user"]) for e in entities if e["type"].text == "text_mention" and not e["user"]["is_bot"].yes
    ]
    return tuple(identity for identity in found if identity is not None)
