"""What a signed link opens on a phone: the picture, or why there is nothing."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from aiohttp import web


@dataclass(frozen=True, slots=True)
class MissingWords:
    """In the reader's language.

    `gone`: the link is too old, or what it led to was deleted; `unknown`: we never made that link; `again`: how to get it
    all the same.
    """

    language: str
    gone: str
    unknown: str
    again: str


@dataclass(frozen=True, slots=True)
class PictureWords:
    """In the reader's language. `hint` is how to keep a picture."""

    title: str
    hint: str
    missing: MissingWords


def shown(words: PictureWords) -> web.Response:
    title = escape(words.title)
    return _page(200, words.missing.language, title, f'<img src="?raw" alt="{title}"><p>{escape(words.hint)}</p>')


def missing(words: MissingWords, *, known: bool, page: bool) -> web.Response:
    """404 for what we never signed, 410 for what is over; `page` False: whoever asks shows no pages."""
    status, why = (410, words.gone) if known else (404, words.unknown)
    if not page:
        return web.Response(status=status, text=f"{why}\n")
    said = f"<main><h1>{escape(why)}</h1><p>{escape(words.again)}</p></main>"
    return _page(status, words.language, escape(why), said)


def _page(status: int, language: str, title: str, inside: str) -> web.Response:
    html = (
        f'<!doctype html><html lang="{escape(language)}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'
        f'<title>{title}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/i.css">{inside}</html>'
    )
    return web.Response(status=status, text=html, content_type="text/html", headers={"Cache-Control": "no-store"})


# no light-dark() and no dvh alone: the browsers inside chats are years behind
_STYLE = (
    ":root{color-scheme:light dark;--ground:#faf8f2;--card:#fff;--ink:#25221a;--soft:#6d675a;--line:#e6e0d0}"
    "@media(prefers-color-scheme:dark)"
    "{:root{--ground:#17150f;--card:#242119;--ink:#efe9da;--soft:#a39b88;--line:#37332a}}"
    "body{margin:0;min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;align-items:center;"
    "justify-content:center;background:var(--ground);color:var(--ink);"
    'font:16px/1.6 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif}'
    "img{display:block;max-width:100vw;max-height:88vh;object-fit:contain}"
    "p{margin:1rem;color:var(--soft);text-align:center}"
    "main{box-sizing:border-box;width:min(24rem,88vw);padding:1.6rem;background:var(--card);text-align:center;"
    "border:1px solid var(--line);border-radius:1.2rem}h1{font-size:1.15rem;margin:0}main p{margin:.8rem 0 0}"
)


async def style(_request: web.Request) -> web.StreamResponse:
    return web.Response(text=_STYLE, content_type="text/css", headers={"Cache-Control": "public, max-age=86400"})
