from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.names import ALIKE, alike, candidates, cuts, everyday, skeleton
from compare.words import words

SAME = [
    ("Putin", "Πούτιν"),
    ("Putin", "Путин"),
    ("Putin", "Путина"),
    ("Putin", "Путиным"),
    ("Putin", "Poutine"),
    ("Jinping", "Τζινπίνγκ"),
    ("Jinping", "Цзиньпин"),
    ("Jinping", "Цзиньпином"),
    ("Jinping", "Дзинпин"),
    ("Patrushev", "Πατρούσεφ"),
    ("Patrushev", "Патрушев"),
    ("Patrushev", "Патрушева"),
    ("Patrushev", "Patrouchev"),
    ("Patrushev", "Patruschew"),
    ("Patrushev", "Patrușev"),
    ("Patrushev", "Pátrushev"),
    ("Zakharova", "Ζαχάροβα"),
    ("Zakharova", "Захарова"),
    ("Zakharova", "Захаровой"),
    ("Zakharova", "Zaharova"),
    ("Zakharova", "Zajárova"),
    ("Nanping", "Νανπίνγκ"),
    ("Nanping", "Наньпин"),
    ("Nanping", "Нанпин"),
    ("Samarkand", "Σαμαρκάνδη"),
    ("Samarkand", "Самарканде"),
    ("Samarkand", "Samarcanda"),
    ("Lavrov", "Λαβρόφ"),
    ("Lavrov", "Лавров"),
    ("Lavrov", "Lawrow"),
    ("Zelensky", "Зеленский"),
    ("Zelensky", "Ζελένσκι"),
    ("Merkel", "Меркель"),
    ("Merkel", "Μέρκελ"),
    ("Macron", "Μακρόν"),
    ("Macron", "Макрон"),
    ("Kavanaugh", "Κάβανο"),
    ("Kavanaugh", "Кавано"),
    ("Reuters", "Ройтерс"),
    ("Vladivostok", "Βλαδιβοστόκ"),
]
OTHER = [
    ("Putin", "Biden"),
    ("Putin", "Patten"),
    ("Patrushev", "Petrov"),
    ("Lavrov", "Navalny"),
    ("Merkel", "Macron"),
    ("Samarkand", "Samara"),
    ("Nanping", "Beijing"),
    ("Zelensky", "Zaluzhny"),
    ("Moscow", "Munich"),
    ("Jinping", "Johnson"),
    ("Trump", "Trudeau"),
    ("Erdogan", "Eriksson"),
]


def meets(one: str, other: str) -> bool:
    return bool(set(cuts(skeleton(one))) & set(cuts(skeleton(other)))) and alike(one, other) > ALIKE


class TestAcrossScripts:
    @pytest.mark.parametrize(("one", "other"), SAME)
    def test_spellings_of_one_name_meet(self, one, other):
        assert meets(one, other)
        assert meets(other, one)

    @pytest.mark.parametrize(("one", "other"), OTHER)
    def test_different_names_do_not(self, one, other):
        assert not meets(one, other)

    @given(st.text(max_size=20))
    def test_every_name_is_like_itself_if_it_has_a_sound(self, name):
        assert alike(name, name) == pytest.approx(1.0)

    @given(st.text(max_size=20), st.text(max_size=20))
    def test_likeness_is_a_share_and_symmetric(self, one, other):
        assert 0.0 <= alike(one, other) <= 1.0
        assert alike(one, other) == alike(other, one)

    def test_short_names_must_sound_the_same(self):
        assert alike("Xi", "Σι") == 1.0
        assert alike("Xi", "Su") == 0.0


class TestSkeleton:
    @pytest.mark.parametrize(
        ("word", "expected"),
        [("Putin", "ptn"), ("Obama", "afn"), ("Xi", "s"), ("Yang", "ank"), ("", ""), ("Ai", "a")],
    )
    def test_keeps_the_consonants_and_marks_an_opening_vowel(self, word, expected):
        assert skeleton(word) == expected

    @pytest.mark.parametrize(
        ("bones", "expected"),
        [("ptn", ("ptn",)), ("ptnn", ("ptnn", "ptn")), ("ptrsf", ("ptrsf", "ptrs", "ptr")), ("s", ("s",)), ("", ("",))],
    )
    def test_cuts_leave_three_consonants_at_least(self, bones, expected):
        assert cuts(bones) == expected


class TestCandidates:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            # a capital inside a sentence
            ("The town expects Putin", ["Putin"]),
            # the first word is capitalised anyway, unless it stands so elsewhere or begins a name of two words
            ("Nobody met Yang.", ["Yang"]),
            ("Patrushev came. Then Patrushev left.", ["Patrushev", "Patrushev"]),
            ("Nikolai Patrushev came", ["Nikolai", "Patrushev"]),
            # a word that stands in lower case too is no name
            ("The Bank opened a bank near Nanping", ["Nanping"]),
            # months, days of the week and offices are none either
            ("He left on Monday in September with the President and Yang", ["Yang"]),
            ("В понедельник Путин уехал", ["Путин"]),
            ("Τη Δευτέρα ο Πούτιν έφυγε", ["Πούτιν"]),
            # a word that opens a sentence begins a name only where the next one goes on in it
            ("Putin spoke", []),
            ("End Putin", ["Putin"]),
            ("Anna, Bob", ["Anna", "Bob"]),
            ("Anna: Bob", []),
            ("Putin. Lavrov", []),
            ("Putin", []),
            ("Alone. Then Bob came. Alone Bob went", ["Bob", "Alone", "Bob"]),
            # a capital of two letters says too little
            ("They met PM Orban", ["Orban"]),
            ("So Xi left", []),
            ("", []),
        ],
    )
    def test_are_the_capitalised_words_that_name_something(self, text, expected):
        assert [word.text for word in candidates(words(text))] == expected

    @pytest.mark.parametrize("word", ["monday", "september", "lundi", "понедельник", "δευτερα", "president", "luni"])
    def test_everyday_words_are_known(self, word):
        assert word in everyday()

    @pytest.mark.parametrize("word", ["putin", "jinping", "nanping", "πουτιν", "путин", "reuters", "zakharova"])
    def test_names_are_not_everyday_words(self, word):
        assert word not in everyday()
