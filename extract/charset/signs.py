"""Charsets of two bytes a sign: Chinese, Japanese and Korean.

Any bytes can be read as some rare signs; only the right charset gives the signs that half of a text is made of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_TAG = re.compile(rb"<[^<>]*>")
SURE = 0.2
_SAMPLE, _LEAST = 20_000, 12
_HAN = (
    "的一是了不在有人我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好"
    "都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法"
    "此实回二理美点月明其种全工己话者向情部正名定女问力机给等几很业最间新位因重被电四第相次东政海使教西再平真世气信北少"
    "关并内加化由代军产入先山五太水万市体别处总才场书比住员性通目华报立命活数件安表原车应路期提感金何更反合放做系计或司利"
    "受光果界及今京务制解各任至清物台记边共风战接它许八特直服题建南度统交认算论百科元社术结六功指思非流每管连远资队带条院"
    "这來國個說們為時過學對裡後還發當無開見經頭動兩長樣現將與進實點種話問機給業間電東氣關並內產萬體別處總場書員華報數車"
    "應係計務記邊戰許題統認論術結連遠資隊帶條變聯權領傳決達辦運區轉眾"
)
_HANGUL = (
    "이다는을의에고가하지로서은기사한를들인시도자해대일정그리어나라부과보아있장제주조수전상국원구만스게으면년것성비안민미치오"
    "여북동경관러군합력위했발와계회무될된되할"
)
_KANA = "".join(map(chr, (*range(0x3041, 0x3097), *range(0x30A1, 0x30FB))))
_MARKS = "、。，．：；！？（）「」『』《》〈〉【】・ー…—“”‘’　"
_COMMON: Mapping[str, frozenset[str]] = {
    "cp932": frozenset(_KANA + _HAN + _MARKS),
    "euc_jp": frozenset(_KANA + _HAN + _MARKS),
    "gb18030": frozenset(_HAN + _MARKS),
    "big5hkscs": frozenset(_HAN + _MARKS),
    "cp949": frozenset(_HANGUL + _MARKS),
}


def share(html: bytes, codec: str) -> float | None:
    """Share of the signs beyond ASCII that are common ones when read with ``codec``; None for another charset.

    Little where few stand there; 0 where bytes are left that the charset cannot read.
    """
    return _share(_seen(html), codec) if codec in _COMMON else None


def _seen(html: bytes) -> bytes:
    return _TAG.sub(b" ", html[:_SAMPLE])


def _share(seen: bytes, codec: str) -> float:
    text = seen.decode(codec, "replace")
    beyond = [sign for sign in text if sign > "\x7f"]
    if beyond.count("\ufffd") > 1 + len(beyond) // 100:
        return 0.0
    held = _COMMON[codec]
    return sum(sign in held for sign in beyond) / max(_LEAST, len(beyond))


def guess(html: bytes) -> str | None:
    """The charset whose common signs the bytes give; None where they give those of none."""
    seen = _seen(html)
    found = {codec: _share(seen, codec) for codec in _COMMON}
    best = max(found, key=lambda codec: found[codec])
    return best if found[best] >= SURE else None
