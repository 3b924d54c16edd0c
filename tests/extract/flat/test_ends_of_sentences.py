from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import lexicon
from extract.flat.lines import Kind, classify, ends_sentence, is_cut_short, is_share_bar, size

# The rule in one pattern each: a stop, perhaps a blank and closing signs; or a closing quote; and no ellipsis.
_END = re.compile(r"[.!?。！？؟।։۔;·]\s?[\"”’»“')\]）」』】]*\s*$|[”»」\"]\s*$")
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*$")
_TAILS = st.text(alphabet="ab.!?。؟·…[]()\"'”’»“「」 \u00a0\n", max_size=8)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("The vote is today.", True),
        ("The vote is today. ", True),
        ("Is the vote today?", True),
        ("« Le vote a lieu aujourd’hui . »", True),
        ("“The vote is today.”", True),
        ("(The vote is today.)", True),
        ("“The vote is today”", True),  # a quotation without its stop
        ("Η ψηφοφορία είναι σήμερα;", True),
        ("投票は今日です。", True),
        ("मतदान आज है।", True),
        ("هل التصويت اليوم؟", True),
        ("The vote is today", False),
        ("The vote is today:", False),
        ("The vote (today)", False),
        ("The vote is …", False),
        ("The vote is ...", False),
        ("The vote is [...]", False),
        ("The vote is […] ", False),
        ("v1.2", False),
        ("", False),
        (" ", False),
    ],
)
def test_a_sentence_ends_with_its_stop(text, ends):
    assert ends_sentence(text) is ends


@given(_TAILS)
def test_the_end_is_found_as_the_rule_has_it(tail):
    text = f"Some words {tail}"
    assert is_cut_short(text) is bool(_CUT.search(text))
    assert ends_sentence(text) is (bool(_END.search(text)) and not _CUT.search(text))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Photo: Jane Doe / The Paper", Kind.CAPTION),
        ("FOTÓ: Kovács Péter, a lap munkatársa", Kind.CAPTION),
        ("Φωτογραφία: Γιώργος Παππάς, EUROKINISSI", Kind.CAPTION),
        ("Crédit : Marie Durand, pour le journal", Kind.CAPTION),
        ("写真：山田太郎、昨日の会場にて", Kind.CAPTION),
        ("사진=김철수 기자의 어제 모습", Kind.CAPTION),
        ("The square at night. Getty Images", Kind.CAPTION),
        ("The square at night /AFP", Kind.CAPTION),
        ("© 2024 The Paper", Kind.LEGAL),
        ("(c) 2024 The Paper", Kind.LEGAL),
        ("All rights reserved by the paper", Kind.LEGAL),
        ("Tous droits réservés, Le Journal", Kind.LEGAL),
        ("ВСЕ ПРАВА ЗАЩИЩЕНЫ, Газета", Kind.LEGAL),
        ("Με την επιφύλαξη παντός δικαιώματος", Kind.LEGAL),
        ("Get the news in your inbox each day", Kind.LABEL),
        ("Das Neueste in Ihrem Postfach am Morgen", Kind.LABEL),
        ("Les nouvelles dans votre boîte chaque matin", Kind.LABEL),
        ("Вести от редакции в вашу почту", Kind.LABEL),
        ("Τα νέα στο ταχυδρομείο σας κάθε πρωί", Kind.LABEL),
        ("» Follow us on all channels", Kind.LABEL),
        ("Ακολουθήστε μας παντού", Kind.LABEL),
        ("We follow your photo of the rights", Kind.SHORT),  # words of all three, and none of them
        ("A credit to your content", Kind.SHORT),
    ],
)
def test_a_lines_kind_is_told_by_its_signs(line, kind):
    assert classify([line])[0].kind is kind


@pytest.mark.parametrize(
    ("line", "shares"),
    [
        ("facebook twitter", True),
        ("facebook | twitter | whatsapp", True),
        ("share this with all of your friends on facebook twitter", True),
        ("one two three four five six seven eight twitter", False),
        ("facebook one two three four five six seven eight", False),
        ("facebook", False),
        ("twitter and the law", False),
        ("", False),
    ],
)
def test_a_share_bar_names_two_services(line, shares):
    assert is_share_bar(line) is shares


@pytest.mark.parametrize(
    ("text", "letters"),
    [("", 0), ("abc", 3), ("αβγ", 3), ("日本", 6), ("한국 a", 8), ("カナ", 6)],
)
def test_a_wide_letter_counts_three(text, letters):
    assert size(text) == letters


@given(st.text(max_size=200))
def test_a_look_up_form_is_the_same_however_often_it_is_asked_for(line):
    assert lexicon.key(line) == lexicon.key(line)
    assert lexicon.key(f"» {line} ") == lexicon.key(line)
    assert lexicon.load().opening_kinds(line) == lexicon.load().opening_kinds(f" {line}")
