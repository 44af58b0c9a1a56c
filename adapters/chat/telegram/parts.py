"""The parts of one message: put together in their order, and each of them edited apart, which means the whole then."""

from __future__ import annotations

import itertools
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import replace

from adapters.chat.telegram import inbound
from adapters.chat.telegram.limits import TEXT, units
from bot.model import Incoming

_CHATS, _IN_A_CHAT = 256, 16  # as many messages are known: an edit counts for seconds


class Lately:
    """The parts of what was put together lately, in this process: one that comes again, or edited, means all of them."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, deque[Sequence[Incoming]]] = OrderedDict()

    def keep(self, parts: Sequence[Incoming]) -> None:
        if len(parts) < 2 and not inbound.album(parts[0]):
            return
        chat = parts[0].chat.id
        self._known.setdefault(chat, deque(maxlen=_IN_A_CHAT)).append(parts)
        self._known.move_to_end(chat)
        if len(self._known) > _CHATS:
            self._known.popitem(last=False)

    def whole(self, incoming: Incoming) -> Incoming | None:
        """Everything that this message is a part of: edited, if it is an edit; else the same as before. None: it is no part.

        A picture that trickles in after its album was thought whole is an edit of it, if that asked for anything.
        """
        here = self._known.get(incoming.chat.id, ())
        for number, parts in enumerate(here):
            found = changed(parts, incoming)
            if found is not None and not incoming.edited:
                return merged(parts)
            if found is not None:
                self._known[incoming.chat.id][number] = found
                return replace(merged(found), event=incoming.event, edited=True, late=incoming.late)
            if inbound.album(incoming) and incoming.event == parts[0].event:
                self._known[incoming.chat.id][number] = [*parts, incoming]
                return _trickled(parts, incoming)
        return None


def _trickled(parts: Sequence[Incoming], incoming: Incoming) -> Incoming:
    """Under the number of the message by which the album is known."""
    before, whole = merged(parts), merged([*parts, incoming])
    if not whole.text:
        return before
    return replace(whole, event=f"{incoming.event}:{incoming.message}", message=before.message, edited=True)


def changed(parts: Sequence[Incoming], incoming: Incoming) -> Sequence[Incoming] | None:
    """These messages with that one as it is now; None: it is not one of them."""
    if incoming.press is not None or all(part.message != incoming.message for part in parts):
        return None
    now = replace(incoming, edited=False, late=False)
    return [replace(now, event=part.event) if part.message == now.message else part for part in parts]


def merged(parts: Sequence[Incoming]) -> Incoming:
    """The first message with everything of the others. The pictures of an album may come in any order."""
    if not inbound.album(parts[0]):
        return replace(parts[0], text=_joined([part.text for part in parts]))
    parts = sorted(parts, key=lambda part: int(part.message or 0))
    return replace(
        parts[0],
        text=next((part.text for part in parts if part.text), ""),
        attachments=tuple(thing for part in parts for thing in part.attachments),
        replied=next((part.replied for part in parts if part.replied), None),
        addressed=any(part.addressed for part in parts),
        mentions=tuple(who for part in parts for who in part.mentions),
    )


def _joined(texts: list[str]) -> str:
    """Cut in the middle of a word only where a text has no blank before the limit."""
    whole = texts[0]
    for before, text in itertools.pairwise(texts):
        whole += text if units(before) >= TEXT else f"\n{text}"
    return whole
