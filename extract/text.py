"""Flattened text without markup to a Document: what a reader's tool left of a page, rails and labels included."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract import language, lexicon
from extract.document import Document, Moment, Part, Rail
from extract.facts import agencies
from extract.flat import headline, lines, model, rails
from extract.flat.lines import Kind, Line

_LOOK_FOR_TITLE = 6
_TITLE_LETTERS = range(15, 221)
_HEAD_LINES = 8
_ABOVE, _HEADLINE, _LONG_HEADLINE = 15, range(25, 181), 40
_UNUSABLE = re.compile("[\ud800-\udfff\x00]")
_LINE_END = re.compile(r"\r\n|\n|\r")
_ITEM = re.compile(r"\s*[•·▪►*–-]\s+\S")
_LABEL_PART = re.compile(r"^(.{2,40}?)\s+[/|›»]\s+\S")


@dataclass(frozen=True, slots=True)
class Judged:
    """The lines of a text with the rule that cuts each (None: body), and where the title stands."""

    lines: Sequence[Line]
    verdicts: Sequence[str | None]
    title: int | None

    def body(self) -> list[str]:
        """The texts of the lines that nothing cuts."""
        return [line.text for line, rule in zip(self.lines, self.verdicts, strict=True) if rule is None]

    def cut_as(self, kind: Kind) -> list[str]:
        """Lines cut as ``kind`` that stand before the first rail (a rail's credits are not the article's)."""
        first = next((i for i, line in enumerate(self.lines) if line.kind is Kind.RAIL), len(self.lines))
        return [line.text for line in self.lines[:first] if line.kind is kind]


def strip(text: str) -> Document:
    """The article in ``text``: each line is a paragraph, a title, a label or part of a rail; blank lines are free.

    Lines of the result's text are the input's, byte for byte (a carriage return at the end excepted). Title,
    date, section, agencies and captions are read from the lines round the body; a date never comes from a rail.
    Text with no body at all gives a Document with an empty text. Never raises.
    """
    judged = _judge([line for line in _LINE_END.split(_UNUSABLE.sub("\ufffd", text)) if line.strip()])
    body = judged.body()
    published, updated = _times(judged)
    section = _section(judged)
    title = judged.lines[judged.title].text.strip() if judged.title is not None else None
    found = {"title": title, "published": published, "updated": updated, "section": section}
    return Document(
        text="\n".join(body),
        title=title,
        published=published,
        updated=updated,
        language=language.of_text("\n".join(body)),
        section=section,
        agencies=agencies.credited(body, judged.cut_as(Kind.AGENCY)),
        captions=tuple(judged.cut_as(Kind.CAPTION)),
        rails=_rails(judged),
        origins=tuple((name, "visible text") for name, value in found.items() if value is not None),
        parts=_parts(judged),
    )


def lay_out(texts: list[str]) -> Judged:
    """The lines of a text, judged by rules alone, and where its title stands."""
    title_at = _find_title(texts)
    judged = lines.classify(texts, texts[title_at] if title_at is not None else None)
    verdicts = rails.judge(judged)
    deep = _title_above_body(judged, verdicts)
    if deep is not None:
        title_at = deep
        judged = lines.classify(texts, texts[title_at])
        verdicts = rails.judge(judged)
    return Judged(judged, verdicts, title_at)


def _judge(texts: list[str]) -> Judged:
    """The lines judged by rules, a whole page's by the fitted model."""
    laid = lay_out(texts)
    verdicts, title_at = list(laid.verdicts), laid.title
    fitted = model.judge(laid.lines, laid.title)
    if fitted is not None:
        verdicts, title_at = fitted, headline.title(laid.lines, fitted)
    if title_at is not None:
        verdicts[title_at] = "title"
    return Judged(laid.lines, verdicts, title_at)


def _find_title(texts: Sequence[str]) -> int | None:
    """Where the title stands: after a breadcrumb that ends in it, or as the first line when that is no sentence."""
    keys = [lexicon.key(text) for text in texts[: _LOOK_FOR_TITLE + 1]]
    for index in range(len(keys) - 1):
        here, after = keys[index], keys[index + 1]
        if len(after) > 15 and here != after and here.endswith(after):
            return index + 1
    return 0 if len(texts) > 1 and _may_be_title(texts[0]) else None


def _title_above_body(judged: Sequence[Line], verdicts: Sequence[str | None]) -> int | None:
    """In a text with menus before the body: the headline nearest above the body's first strong paragraph.

    None where the body starts so near the top that the first lines tell.
    """
    strong = (i for i, line in enumerate(judged) if verdicts[i] is None and line.kind is Kind.STRONG)
    start = next(strong, 0)
    if start <= _HEAD_LINES:
        return None
    above = [
        index
        for index in range(max(0, start - _ABOVE), start)
        if judged[index].kind in (Kind.SHORT, Kind.REPEAT) and judged[index].size in _HEADLINE
    ]
    return max(above, key=lambda index: (min(judged[index].size, _LONG_HEADLINE), index), default=None)


def _may_be_title(text: str) -> bool:
    if lines.size(text) not in _TITLE_LETTERS or lines.ends_sentence(text) or lines.is_cut_short(text):
        return False
    return lines.classify([text])[0].kind is Kind.SHORT


def _times(judged: Judged) -> tuple[Moment | None, Moment | None]:
    """Published and updated, as date lines near the title and the body's beginning state them."""
    start = next((i for i, rule in enumerate(judged.verdicts) if rule is None), len(judged.lines))
    return headline.times(judged.lines, judged.title if judged.title is not None else start, start)


def _section(judged: Judged) -> str | None:
    return _section_of_breadcrumb(judged) or _section_of_tags(judged) or _section_of_label(judged)


def _section_of_breadcrumb(judged: Judged) -> str | None:
    """What stands between "Home" and the title in a breadcrumb, glued or not."""
    if judged.title is None:
        return None
    title = judged.lines[judged.title].text.strip()
    for line in judged.lines:
        trail = line.text.strip()
        if line.kind is Kind.BREADCRUMB and trail.endswith(title):
            middle = _without_home(trail.removesuffix(title))
            return middle.strip(" /|›»>-–•") or None
    return None


def _without_home(trail: str) -> str:
    """``trail`` without a leading word for the home page, which may be glued to the next one."""
    for end in range(min(len(trail), 20), 2, -1):
        glued_on = end == len(trail) or not trail[end].islower()
        if glued_on and "breadcrumb" in lexicon.load().kinds(lexicon.key(trail[:end])):
            return trail[end:]
    return trail


def _section_of_tags(judged: Judged) -> str | None:
    for line in judged.cut_as(Kind.TAGS):
        name = line.partition(":")[2].strip()
        if name and len(name) <= 40 and "," not in name:
            return name
    return None


def _section_of_label(judged: Judged) -> str | None:
    """A short line of its own that also labels lines of the rails ("World" and "World / Some headline")."""
    labels = {match[1].strip() for line in judged.lines if (match := _LABEL_PART.match(line.text))}
    for line, rule in zip(judged.lines, judged.verdicts, strict=True):
        if rule is not None and line.text.strip() in labels:
            return line.text.strip()
    return None


def _parts(judged: Judged) -> tuple[Part, ...]:
    """The body's lines: items where a sign opens them, headings where a short line stands right above a paragraph."""
    kept = [line for line, rule in zip(judged.lines, judged.verdicts, strict=True) if rule is None]
    return tuple(_part(line, kept[place + 1 : place + 2]) for place, line in enumerate(kept))


def _part(line: Line, rest: Sequence[Line]) -> Part:
    if _ITEM.match(line.text):
        return Part("item", line.text, 1)
    below = rest[0].kind if rest else None
    heads = line.kind is Kind.SHORT and not lines.ends_sentence(line.text) and below in (Kind.STRONG, Kind.MEDIUM)
    return Part("heading", line.text, 2) if heads else Part("paragraph", line.text)


def _rails(judged: Judged) -> tuple[Rail, ...]:
    shown = [None if index == judged.title else rule for index, rule in enumerate(judged.verdicts)]
    headings = [line.kind is Kind.RAIL for line in judged.lines]
    return rails.gather([line.text for line in judged.lines], shown, headings)
