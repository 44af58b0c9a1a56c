"""A group's use as a picture for a phone: pictures per day, per member, and how requests ended."""

from __future__ import annotations

from datetime import date

from adapters.drawings.board import ALERT, BANANA, FAINT, INK, SERIES, SOFT, Board, rounded_top
from bot.costs.use import MemberUse, ReportData
from bot.texts import Texts

WIDTH = 1080
MEMBERS = 8
LOST = "#f3c9c3"
STATES = {"delivered": BANANA, "refused": "#8b6bd0", "failed": ALERT, "cancelled": "#b6bbc4"}
_EDGE = 64
_DAYS_TALL = 520
_ROW = 66


def report_chart(data: ReportData, language: str, texts: Texts) -> bytes:
    """A PNG 1080 pixels wide; its height follows from what there is to show."""
    rows = _rows(data, language, texts)
    height = 300 + _DAYS_TALL + (130 + len(rows) * _ROW if rows else 0) + (270 if data.states else 0)
    board = Board(WIDTH, height)
    count = len(data.days)
    board.text(_EDGE, 118, data.title, 48, bold=True, room=WIDTH - 2 * _EDGE)
    if not data.delivered and not data.refunded:
        board.text(_EDGE, 184, texts.say(language, "report.empty", days=count), 32, fill=SOFT)
    else:
        board.text(_EDGE, 184, _caption(data, language, texts), 32, fill=SOFT, room=WIDTH - 2 * _EDGE)
    _days(board, 260, data, language, texts)
    y = 300.0 + _DAYS_TALL
    if rows:
        y = _members(board, y, rows, texts.say(language, "report.per_member"))
    if data.states:
        _states(board, y, data, language, texts)
    return board.png()


def _caption(data: ReportData, language: str, texts: Texts) -> str:
    return texts.say(language, "report.caption", pictures=data.delivered, people=len(data.members), days=len(data.days))


def _days(board: Board, top: float, data: ReportData, language: str, texts: Texts) -> None:
    board.text(_EDGE, top + 20, texts.say(language, "report.per_day"), 32, bold=True)
    if data.refunded:
        board.text(WIDTH - _EDGE, top + 20, texts.say(language, "report.lost"), 26, fill=SOFT, anchor="rs")
        wide = board.width_of(texts.say(language, "report.lost"), 26)
        board.dot(WIDTH - _EDGE - wide - 22, top + 11, 11, LOST)
    high, low = top + 90, top + _DAYS_TALL - 70
    end, parts = rounded_top(max((day.delivered + day.refunded for day in data.days), default=0))
    left = _EDGE + 56
    for i in range(parts + 1):
        y = low - (low - high) * i / parts
        board.line([(left, y), (WIDTH - _EDGE, y)], FAINT if i else "#c9cdd4", 2)
        board.text(left - 14, y, f"{round(end * i / parts):,}", 24, fill=SOFT, anchor="rm")
    count = len(data.days)
    step = (WIDTH - _EDGE - left) / max(1, count)
    wide = min(84.0, step * 0.64)
    every = max(1, -(-count // 8))
    for i, day in enumerate(data.days):
        x = left + step * (i + 0.5)
        delivered = low - (low - high) * day.delivered / end
        refunded = delivered - (low - high) * day.refunded / end
        board.bar(x - wide / 2, refunded, x + wide / 2, low, LOST, radius=wide * 0.12)
        board.bar(x - wide / 2, delivered, x + wide / 2, low, BANANA, radius=wide * 0.12)
        if count <= 14 and day.delivered:
            board.text(x, refunded - 12, str(day.delivered), 26, anchor="ms", bold=True)
        if (count - 1 - i) % every == 0:
            board.text(x, low + 42, shown_day(day.day), 24, fill=SOFT, anchor="ms")


def _rows(data: ReportData, language: str, texts: Texts) -> list[tuple[MemberUse, bool]]:
    """The busiest members, and the others as one; True marks those."""
    people, others = data.top(MEMBERS)
    rows = [(member, False) for member in people]
    if others:
        rows.append((MemberUse(texts.say(language, "report.others"), others.units), True))
    return rows


def _members(board: Board, top: float, rows: list[tuple[MemberUse, bool]], label: str) -> float:
    board.text(_EDGE, top + 20, label, 32, bold=True)
    most = max((member.units for member, _ in rows), default=0) or 1
    left, right, y = 360.0, WIDTH - _EDGE - 110, top + 56
    for member, together in rows:
        middle = y + _ROW / 2
        board.text(_EDGE, middle, member.name, 30, anchor="lm", room=left - _EDGE - 24, fill=SOFT if together else INK)
        board.bar(left, middle - 19, right, middle + 19, "#f4f5f7", radius=19)
        reach = max(38.0, (right - left) * member.units / most) if member.units else 0
        board.bar(left, middle - 19, left + reach, middle + 19, "#c9cdd4" if together else BANANA, radius=19)
        board.text(WIDTH - _EDGE, middle, f"{member.units:,}", 30, anchor="rm", bold=True)
        y += _ROW
    return y + 74


def _states(board: Board, top: float, data: ReportData, language: str, texts: Texts) -> None:
    board.text(_EDGE, top + 20, texts.say(language, "report.per_state"), 32, bold=True)
    top += 60
    total = sum(state.count for state in data.states) or 1
    x, right = float(_EDGE), WIDTH - _EDGE
    for i, state in enumerate(data.states):
        wide = (right - _EDGE) * state.count / total
        board.bar(x, top, x + max(0.0, wide - 4), top + 40, state_colour(state.state, i), radius=8)
        x += wide
    x = float(_EDGE)
    for i, state in enumerate(data.states):
        label = f"{texts.say(language, f'report.{state.state}')} {state.count:,}"
        board.dot(x + 11, top + 86, 11, state_colour(state.state, i))
        x += 34 + board.text(x + 34, top + 86, label, 28, anchor="lm", fill=SOFT) + 44


def state_colour(state: str, number: int) -> str:
    return STATES.get(state, SERIES[number % len(SERIES)])


def shown_day(day: date) -> str:
    return f"{day.month}-{day.day:02}"
