"""A group's use as one self-contained page, and as CSV for a spreadsheet."""

from __future__ import annotations

from adapters.drawings import svg
from adapters.drawings.board import BANANA, rounded_top
from adapters.drawings.report import LOST, shown_day, state_colour
from adapters.drawings.sheet import sheet
from bot.costs.use import ReportData
from bot.texts import Texts

_WIDE, _HIGH, _LEFT, _FLOOR = 720, 280, 44, 246
_TOP = 28
_EDGE = 20  # half a date stands beyond the last bar
_NUMBERED = 14  # days that leave room for a number on each bar


def report_html(data: ReportData, language: str, texts: Texts) -> str:
    count = len(data.days)
    caption = texts.say(language, "report.caption", pictures=data.delivered, people=len(data.members), days=count)
    empty = not data.delivered and not data.refunded
    sections = [f"<p>{svg.shown(texts.say(language, 'report.empty', days=count) if empty else caption)}</p>"]
    per_day = texts.say(language, "report.per_day")
    sections += [f"<h2>{svg.shown(per_day)}</h2>", _days(data, per_day)]
    if data.refunded:
        sections.append(f"<p>{svg.key(LOST, texts.say(language, 'report.lost'))}</p>")
    if data.members:
        sections += [f"<h2>{svg.shown(texts.say(language, 'report.per_member'))}</h2>", _members(data)]
    if data.states:
        keys = (
            svg.key(state_colour(state.state, i), f"{texts.say(language, f'report.{state.state}')} {state.count:,}")
            for i, state in enumerate(data.states)
        )
        sections += [f"<h2>{svg.shown(texts.say(language, 'report.per_state'))}</h2>", f"<p>{' '.join(keys)}</p>"]
    return svg.page(language, data.title, "\n".join(sections))


def _days(data: ReportData, label: str) -> str:
    end, parts = rounded_top(max((day.delivered + day.refunded for day in data.days), default=0))
    drawn: list[str] = []
    for i in range(parts + 1):
        y = _FLOOR - (_FLOOR - _TOP) * i / parts
        drawn += [svg.grid(_LEFT, _WIDE, y), svg.words(_LEFT - 8, y + 4, f"{round(end * i / parts):,}", "end")]
    step = (_WIDE - _LEFT - _EDGE) / max(1, len(data.days))
    every = max(1, -(-len(data.days) // 7))
    for i, day in enumerate(data.days):
        x, wide = _LEFT + step * (i + 0.18), step * 0.64
        delivered, refunded = ((_FLOOR - _TOP) * value / end for value in (day.delivered, day.refunded))
        drawn.append(svg.bar(x, _FLOOR - delivered, wide, delivered, BANANA, hint=f"{day.day}: {day.delivered}"))
        drawn.append(svg.bar(x, _FLOOR - delivered - refunded, wide, refunded, LOST, hint=f"{day.day}: {day.refunded}"))
        if len(data.days) <= _NUMBERED and day.delivered:
            drawn.append(svg.words(x + wide / 2, _FLOOR - delivered - refunded - 6, str(day.delivered), "middle"))
        if (len(data.days) - 1 - i) % every == 0:
            drawn.append(svg.words(x + wide / 2, _FLOOR + 22, shown_day(day.day), "middle"))
    return svg.drawing(_WIDE, _HIGH, label, drawn)


def _members(data: ReportData) -> str:
    ranked, _ = data.top(len(data.members))
    most = max((member.units for member in ranked), default=0) or 1
    rows = (
        f"<tr><td>{svg.shown(member.name)}</td><td width='55%'>"
        f"{svg.drawing(200, 12, '', [svg.bar(0, 1, 200 * member.units / most, 10, BANANA)])}</td><td>{member.units:,}</td></tr>"
        for member in ranked
    )
    return f"<table>{''.join(rows)}</table>"


def report_csv(data: ReportData) -> str:
    """Three columns: `kind` (day, member, state), `name`, `value`; refunds of a day stand as kind `refunded`."""
    rows: list[tuple[str, str, int]] = []
    for day in data.days:
        rows += [("day", day.day.isoformat(), day.delivered), ("refunded", day.day.isoformat(), day.refunded)]
    rows += [("member", member.name, member.units) for member in data.members]
    rows += [("state", state.state, state.count) for state in data.states]
    return sheet(("kind", "name", "value"), rows)
