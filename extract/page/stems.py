"""Beginnings of words that stand in what surrounds articles, counted in all blocks of a page at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MOST = 400  # letters of a block that are looked at
_TABLE = 0x10000
STEMS = {
    "signup": "newsletter|subscri|abonn|suscri|iscriv|assinan|inbox|sign up|sign in|log in|log-in|login|register|anmeld"
    "|subskryb|prenumer|подпис|абонир|εγγραφ|συνδρομ|구독|購読|メルマガ|登録|berlangganan|abone ol|unlimited",
    "cookie": "cookie|consent|gdpr|privacy|datenschutz|personal data|personali|tracking|einwillig|données perso"
    "|opt out",
    "legal": "copyright|©|all rights|rights reserved|vorbehalten|droits réservés|reservados|riservat|terms of"
    "|conditions|無断|무단|права защищ|zastrzeż",
    "photo": "photo|foto|getty|image|bild:|credit|courtesy|(ap |/ap|afp|reuters|imago|/dpa|写真|撮影|사진|фото|φωτο|ntb"
    "|video",
    "more": "read more|read also|related|click here|see also|more on|weiterlesen|lesen sie|mehr zum|lire aussi|à lire"
    "|leer más|lea también|leggi anche|leia |czytaj|читайте|διαβάστε|les også|läs också|læs også|関連|baca juga|topics",
    "share": "facebook|twitter|whatsapp|linkedin|instagram|telegram|pinterest|youtube|share|teilen|partage|follow ",
    "ad": "advert|sponsor|anzeige|publicit|publicidad|affiliate|commission|shop|buy now|discount|offer|deals|% off",
    "comment": "comment|kommentar|comentario|commentaire|reply|responses|komment",
    "when": "min read|ago|updated|published|posted|stand:| uhr|today|yesterday|202",
    "who": "journalist|reporter|editor|correspondent|author|writes|writer|contributor|redakt|autor|periodista|by ",
    "contact": "contact us|email|e-mail|@|tel:|phone|http|www.|download|free |get started|learn more",
}


def counts(texts: Sequence[str]) -> dict[str, NDArray[Any]]:
    """For each group of stems, how many stand in each of ``texts`` (its first 400 letters, whatever the case)."""
    cut = [text[:_MOST].lower() for text in texts]
    starts = np.cumsum([0, *(len(text) + 1 for text in cut)])
    whole = "\n".join(cut)
    held = _openings(whole)
    columns: dict[str, NDArray[Any]] = {}
    for name, stems in _stems().items():
        likely = (stem for stem, opening in stems if held[opening])
        places = [place for stem in likely for place in _places(whole, stem)]
        found = np.searchsorted(starts, np.array(places, dtype=np.int64), side="right") - 1
        columns[f"says {name}"] = np.bincount(found, minlength=len(cut))
    return columns


@lru_cache(maxsize=1)
def _stems() -> Mapping[str, tuple[tuple[str, int], ...]]:
    """The stems of each group, and the number that their first letters have in a table of ``_openings``."""
    listed = {name: stems.split("|") for name, stems in STEMS.items()}
    return {name: tuple((stem, int((*_numbers(stem), _TABLE)[0])) for stem in stems) for name, stems in listed.items()}


def _openings(whole: str) -> NDArray[np.bool_]:
    """Which numbers three letters in a row of ``whole`` have, and True for a stem of fewer letters.

    Most stems stand in few texts: where their first letters do not, they need no search.
    """
    held = np.zeros(_TABLE + 1, dtype=bool)
    held[_numbers(whole)] = held[_TABLE] = True
    return held


def _numbers(text: str) -> NDArray[np.uint32]:
    """A number for each three letters in a row, below 65,536. Different letters may share one."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    numbers: NDArray[np.uint32] = (codes[:-2] * 961 + codes[1:-1] * 31 + codes[2:]) % _TABLE
    return numbers


def _places(whole: str, stem: str) -> list[int]:
    places = []
    place = whole.find(stem)
    while place >= 0:
        places.append(place)
        place = whole.find(stem, place + len(stem))
    return places
