"""Beginnings of words that stand in what surrounds articles, counted in all blocks of a page at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MOST = 400  # letters of a block that are looked at
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
    columns: dict[str, NDArray[Any]] = {}
    for name, stems in STEMS.items():
        places = [place for stem in stems.split("|") for place in _places(whole, stem)]
        found = np.searchsorted(starts, np.array(places, dtype=np.int64), side="right") - 1
        columns[f"says {name}"] = np.bincount(found, minlength=len(cut))
    return columns


def _places(whole: str, stem: str) -> list[int]:
    places = []
    place = whole.find(stem)
    while place >= 0:
        places.append(place)
        place = whole.find(stem, place + len(stem))
    return places
