"""What pictures cost, as curves for every provider with today's point on them: a picture and a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.drawings import svg
from adapters.drawings.board import FAINT, SERIES, SOFT, Board, rounded_top
from bot.costs.curves import CostReport
from bot.texts import Texts

_WIDTH, _EDGE, _PLOT = 1080, 64, 430
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class _Axes:
    """One diagram: values in USD by name, and where today stands on the x axis (0 to 1)."""

    title: str
    ticks: Sequence[str]
    lines: Sequence[tuple[str, Sequence[float]]]
    here: float
    now: Sequence[float]

    @property
    def end(self) -> tuple[float, int]:
        return rounded_top(max((value for _, values in self.lines for value in values), default=0.0))


def cost_chart(report: CostReport, language: str, texts: Texts) -> bytes:
    """A PNG, 1080 pixels wide."""
    ranked = sorted(report.curves, key=lambda curve: curve.now)
    board = Board(_WIDTH, 250 + 2 * (_PLOT + 170) + 52 * len(ranked) + 30)
    board.text(_EDGE, 110, texts.say(language, "costs.title"), 46, bold=True, room=_WIDTH - 2 * _EDGE)
    board.text(_EDGE, 168, _today(report, language, texts), 30, fill=SOFT)
    top = 240.0
    for axes in _diagrams(report, language, texts):
        _plot(board, top, axes)
        top += _PLOT + 170
    for i, curve in enumerate(ranked):
        y = top + 20 + 52 * i
        board.dot(_EDGE + 12, y, 12, _colour(report, curve.name))
        board.text(_EDGE + 40, y, curve.name, 30, anchor="lm", room=500)
        amount = texts.say(language, "costs.month", amount=texts.money(language, curve.now))
        board.text(_WIDTH - _EDGE, y, amount, 30, anchor="rm", bold=True)
    return board.png()


def _today(report: CostReport, language: str, texts: Texts) -> str:
    return texts.say(
        language,
        "costs.today",
        daily=texts.number(language, report.daily_requests),
        rate=f"{float(report.hit_rate * 100):g}",
    )


def _diagrams(report: CostReport, language: str, texts: Texts) -> tuple[_Axes, _Axes]:
    far = report.volumes[-1]
    now = [curve.now / _MILLION for curve in report.curves]
    return (
        _Axes(
            texts.say(language, "costs.by_volume"),
            [texts.number(language, far * i // 4) for i in range(5)],
            [(curve.name, [micros / _MILLION for micros in curve.by_volume]) for curve in report.curves],
            report.daily_requests / far,
            now,
        ),
        _Axes(
            texts.say(language, "costs.by_hit_rate"),
            [f"{25 * i} %" for i in range(5)],
            [(curve.name, [micros / _MILLION for micros in curve.by_hit_rate]) for curve in report.curves],
            float(report.hit_rate),
            now,
        ),
    )


def _colour(report: CostReport, name: str) -> str:
    return SERIES[[curve.name for curve in report.curves].index(name) % len(SERIES)]


def _plot(board: Board, top: float, axes: _Axes) -> None:
    board.text(_EDGE, top + 10, axes.title, 32, bold=True)
    high, low, left, right = top + 60, top + 60 + _PLOT, _EDGE + 110, _WIDTH - _EDGE
    end, parts = axes.end
    for i in range(parts + 1):
        y = low - (low - high) * i / parts
        board.line([(left, y), (right, y)], FAINT if i else "#c9cdd4", 2)
        board.text(left - 16, y, f"${end * i / parts:,.0f}", 24, fill=SOFT, anchor="rm")
    for i, tick in enumerate(axes.ticks):
        board.text(left + (right - left) * i / (len(axes.ticks) - 1), low + 42, tick, 24, fill=SOFT, anchor="ms")
    x = left + (right - left) * axes.here
    board.line([(x, high), (x, low)], "#c9cdd4", 2)
    for number, ((_, values), now) in enumerate(zip(axes.lines, axes.now, strict=True)):
        fill = SERIES[number % len(SERIES)]
        points = [
            (left + (right - left) * i / (len(values) - 1), low - (low - high) * v / end) for i, v in enumerate(values)
        ]
        board.line(points, fill, 5)
        y = low - (low - high) * now / end
        board.dot(x, y, 13, "#ffffff")
        board.dot(x, y, 9, fill)


def cost_html(report: CostReport, language: str, texts: Texts) -> str:
    """One page without anything from elsewhere."""
    rows = "".join(
        f"<tr><td>{svg.key(_colour(report, curve.name), curve.name)}</td>"
        f"<td>{svg.shown(texts.say(language, 'costs.month', amount=texts.money(language, curve.now)))}</td></tr>"
        for curve in sorted(report.curves, key=lambda curve: curve.now)
    )
    diagrams = "".join(
        f"<h2>{svg.shown(axes.title)}</h2>{_svg_plot(axes, texts.say(language, 'costs.here'))}"
        for axes in _diagrams(report, language, texts)
    )
    body = f"<p>{svg.shown(_today(report, language, texts))}</p>{diagrams}<table>{rows}</table>"
    return svg.page(language, texts.say(language, "costs.title"), body)


def _svg_plot(axes: _Axes, here: str) -> str:
    left, right, high, low = 118.0, 672.0, 16.0, 260.0
    end, parts = axes.end
    drawn: list[str] = []
    for i in range(parts + 1):
        y = low - (low - high) * i / parts
        drawn += [svg.grid(left, right, y), svg.words(left - 10, y + 5, f"${end * i / parts:,.0f}", "end")]
    for i, tick in enumerate(axes.ticks):
        drawn.append(svg.words(left + (right - left) * i / (len(axes.ticks) - 1), low + 30, tick, "middle"))
    for number, ((name, values), now) in enumerate(zip(axes.lines, axes.now, strict=True)):
        fill = SERIES[number % len(SERIES)]
        points = [
            (left + (right - left) * i / (len(values) - 1), low - (low - high) * v / end) for i, v in enumerate(values)
        ]
        y = low - (low - high) * now / end
        drawn += [
            svg.curve(points, fill),
            svg.dot(left + (right - left) * axes.here, y, fill, f"{name}, {here}: ${now:,.2f}"),
        ]
    return svg.drawing(720, 300, axes.title, drawn, kind="plot")
