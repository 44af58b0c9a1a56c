"""Small pieces of pages: escaped text, SVG bars and lines, a page that needs nothing from anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from adapters.fonts import legible

_STYLE = """
:root { color-scheme: light dark; --ink: #1f2430; --soft: #6b7280; --faint: #e6e8ec; --ground: #fff }
@media (prefers-color-scheme: dark) { :root { --ink: #eceef2; --soft: #9aa1ad; --faint: #343a46; --ground: #14171d } }
body { margin: 0 auto; max-width: 760px; padding: 24px; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, "PingFang SC", "Noto Sans SC", "Microsoft YaHei", sans-serif }
h1 { font-size: 1.6rem; margin: 0 } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem } p { color: var(--soft); margin: .25rem 0 }
svg { width: 100%; height: auto; display: block } svg text { fill: var(--soft); font-size: 13px }
@media (max-width: 560px) { svg.plot text { font-size: 22px } svg.plot polyline { stroke-width: 4 } }
svg .grid { stroke: var(--faint) } table { border-collapse: collapse; width: 100%; margin-top: 1.2rem }
td, th { text-align: left; padding: .3rem .5rem .3rem 0; border-bottom: 1px solid var(--faint); font-weight: normal }
td:last-child, th:last-child { text-align: right; font-variant-numeric: tabular-nums }
@media (max-width: 520px) { body { padding: 16px } svg text { font-size: 22px } }
.named { white-space: nowrap; margin-right: 1em }
.key { display: inline-block; width: .8em; height: .8em; border-radius: 3px; margin-right: .4em }
"""


def shown(text: str) -> str:
    """What people typed, in one line and harmless in a page."""
    return escape(legible(text))


def page(language: str, title: str, body: str) -> str:
    """`title` is text, `body` is markup."""
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{shown(title)}</title>'
        f"<style>{_STYLE}</style></head><body>\n<h1>{shown(title)}</h1>\n{body}\n</body></html>\n"
    )


def drawing(width: int, height: int, label: str, parts: Sequence[str], *, kind: str = "bars") -> str:
    """A `plot` has room for larger letters where the page is narrow."""
    return (
        f'<svg class="{kind}" viewBox="0 0 {width} {height}" role="img" aria-label="{shown(label)}">\n'
        + "\n".join(parts)
        + "\n</svg>"
    )


def bar(x: float, y: float, width: float, height: float, fill: str, *, hint: str = "") -> str:
    tip = f"<title>{shown(hint)}</title>" if hint else ""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="3" fill="{fill}">{tip}</rect>'


def words(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{shown(text)}</text>'


def grid(x0: float, x1: float, y: float) -> str:
    return f'<line class="grid" x1="{x0:.1f}" x2="{x1:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'


def curve(points: Sequence[tuple[float, float]], stroke: str) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{stroke}" stroke-width="2.5" stroke-linejoin="round"/>'


def dot(x: float, y: float, fill: str, hint: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{fill}"><title>{shown(hint)}</title></circle>'


def key(fill: str, words: str) -> str:
    """A colour and what it stands for, never parted by a line's end."""
    return f'<span class="named"><span class="key" style="background:{fill}"></span>{shown(words)}</span>'
