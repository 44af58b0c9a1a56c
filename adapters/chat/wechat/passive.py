"""What a callback can be answered with, and how it looks on the wire. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from adapters.chat.wechat.body import Body, Format, text
from adapters.chat.wechat.callback import Letter


@dataclass(frozen=True, slots=True)
class Text:
    """At most 2,048 bytes; the words are already escaped."""

    words: str


@dataclass(frozen=True, slots=True)
class Image:
    media_id: str


@dataclass(frozen=True, slots=True)
class Card:
    """A news card: one article is all that is allowed. `picture` is the address of a JPEG or PNG."""

    title: str
    words: str
    link: str
    picture: str


Content = Text | Image | Card


def reply(letter: Letter, content: Content, now: datetime) -> Body:
    """The fields of a passive reply to that letter."""
    head = {
        "ToUserName": text(letter.body, "FromUserName"),
        "FromUserName": text(letter.body, "ToUserName"),
        "CreateTime": int(now.timestamp()),
    }
    match content:
        case Text(words):
            return {**head, "MsgType": "text", "Content": words}
        case Image(media_id):
            return {**head, "MsgType": "image", "Image": {"MediaId": media_id}}
        case Card():
            articles = [article(content)]
            listed = {"item": articles} if letter.format is Format.XML else articles
            return {**head, "MsgType": "news", "ArticleCount": 1, "Articles": listed}


def article(card: Card) -> Body:
    return {"Title": card.title, "Description": card.words, "PicUrl": card.picture, "Url": card.link}
