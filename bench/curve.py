"""The harvest curve as an SVG picture, drawn by hand: no plotting library is worth its weight here."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT, LEFT, TOP = 640, 400, 60, 20
_PLOT_W, _PLOT_H = WIDTH - LEFT - 20, HEIGHT - TOP - 60
_INK, _GREY, _CURVE, _BAR = "#222", "#999", "#0b5fa5", "#b3261e"


def picture(found: Sequence[bool], about: int, at: float, bar: float) -> str:
    """The share of the ``about`` articles (upwards) by the share of fetches (to the right), with chance, the best that
    can be, and the bar (``bar`` of them within ``at`` of the fetches). ``found``: see bench.harvest.Harvest."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        *_grid(),
        _line([(0, 0), (1, 1)], _GREY, "4 4"),
        _line([(0, 0), (min(1.0, about / max(1, len(found))), 1), (1, 1)], _GREY, "2 3"),
        _line(_points(found, about), _CURVE, ""),
        _mark(at, bar),
        *_words(found, about, at),
    ]
    return "\n".join([*parts, "</svg>", ""])


def _points(found: Sequence[bool], about: int) -> list[tuple[float, float]]:
    points, had = [(0.0, 0.0)], 0
    for number, is_about in enumerate(found, 1):
        had += is_about
        points.append((number / len(found), had / max(1, about)))
    return points


def _x(share: float) -> float:
    return LEFT + share * _PLOT_W


def _y(share: float) -> float:
    return TOP + (1 - share) * _PLOT_H


def _line(points: Sequence[tuple[float, float]], colour: str, dashes: str) -> str:
    path = " ".join(f"{_x(across):.1f},{_y(up):.1f}" for across, up in points)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{1 if dashes else 2}"{dashed}/>'


def _grid() -> list[str]:
    made = []
    for step in range(5):
        share = step / 4
        made.append(f'<line x1="{_x(share):.1f}" y1="{_y(0)}" x2="{_x(share):.1f}" y2="{_y(1)}" stroke="#eee"/>')
        made.append(f'<line x1="{_x(0)}" y1="{_y(share):.1f}" x2="{_x(1)}" y2="{_y(share):.1f}" stroke="#eee"/>')
        made.append(_text(_x(share), _y(0) + 16, f"{share:.0%}", _INK, "middle"))
        made.append(_text(_x(0) - 6, _y(share) + 4, f"{share:.0%}", _INK, "end"))
    return made


def _mark(at: float, bar: float) -> str:
    return f'<circle cx="{_x(at):.1f}" cy="{_y(bar):.1f}" r="5" fill="none" stroke="{_BAR}" stroke-width="2"/>' + _text(
        _x(at) + 10, _y(bar) + 14, f"bar: {bar:.0%} within {at:.0%}", _BAR, "start"
    )


def _words(found: Sequence[bool], about: int, at: float) -> list[str]:
    reached = sum(found[: round(len(found) * at)]) / max(1, about)
    said = f"this crawl: {reached:.0%} within {at:.0%}"
    return [
        _text(_x(0.5), HEIGHT - 10, f"share of {len(found)} article fetches", _INK, "middle"),
        _text(_x(0.55), _y(0.5), "in any order", _GREY, "start"),
        _text(_x(at) + 10, _y(reached) - 8 if reached < 0.95 else _y(0.9), said, _CURVE, "start"),
        f'<text x="16" y="{_y(0.5):.1f}" transform="rotate(-90 16 {_y(0.5):.1f})" text-anchor="middle" fill="{_INK}">'
        f"share of {about} articles about the story</text>",
    ]


def _text(x: float, y: float, said: str, colour: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">{said}</text>'
