"""Outlines: smooth curves through points, mirrored shapes, ovals, strokes."""

from __future__ import annotations

import math
from collections.abc import Sequence

Point = tuple[float, float]


def smooth(points: Sequence[Point], *, closed: bool = True, steps: int = 10) -> list[Point]:
    """A Catmull-Rom curve through `points`."""
    count = len(points)
    if count < 3:
        return list(points)
    spans = count if closed else count - 1
    curve: list[Point] = []
    for i in range(spans):
        if closed:
            before, start, end, after = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        else:
            before, start, end, after = (points[min(max(i + k, 0), count - 1)] for k in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            a, b = 2 * t**3 - 3 * t**2 + 1, t**3 - 2 * t**2 + t
            c, d = 3 * t**2 - 2 * t**3, t**3 - t**2
            x = a * start[0] + b * (end[0] - before[0]) / 2 + c * end[0] + d * (after[0] - start[0]) / 2
            y = a * start[1] + b * (end[1] - before[1]) / 2 + c * end[1] + d * (after[1] - start[1]) / 2
            curve.append((x, y))
    if not closed:
        curve.append(points[-1])
    return curve


def mirrored(half: Sequence[Point]) -> list[Point]:
    """The closed outline whose right half is `half`, from top to bottom, symmetric about x = 0."""
    return [*half, *((-x, y) for x, y in reversed(half) if abs(x) > 1e-9)]


def ring(x: float, y: float, rx: float, ry: float, angle: float = 0.0, *, corners: int = 40) -> list[Point]:
    """Points around an oval turned by `angle` (radians)."""
    cos, sin = math.cos(angle), math.sin(angle)
    around = (math.tau * i / corners for i in range(corners))
    return [
        (x + rx * math.cos(a) * cos - ry * math.sin(a) * sin, y + rx * math.cos(a) * sin + ry * math.sin(a) * cos)
        for a in around
    ]


def stroke(path: Sequence[Point], half: float) -> list[Point]:
    """The two edges of a stroke as one polygon: a clear stroke must not cover itself twice."""
    left: list[Point] = []
    right: list[Point] = []
    for i, (x, y) in enumerate(path):
        (ax, ay), (bx, by) = path[max(0, i - 1)], path[min(len(path) - 1, i + 1)]
        long = math.hypot(bx - ax, by - ay) or 1.0
        nx, ny = -(by - ay) / long * half, (bx - ax) / long * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return [*left, *reversed(right)]
