from __future__ import annotations

import pytest

from compare.roman import plain
from compare.subjects import subject_of, subjects, unspaced_subjects
from compare.tables import rows
from compare.view import FAMILIES

# one row a language: words as they stand in texts, with their subject
SPOKEN = [
    ("en", "military exercises missiles", "defence"),
    ("en", "summit diplomats treaty", "diplomacy"),
    ("en", "footballers championship goals", "sport"),
    ("el", "στρατιωτική ασκήσεις πυραύλων", "defence"),
    ("el", "συνομιλίες διπλωμάτης συνεργασία", "diplomacy"),
    ("el", "νοσοκομείο γιατροί ασθενείς", "health"),
    ("ro", "militare armatei rachete", "defence"),
    ("ro", "diplomat tratatul parteneriatul", "diplomacy"),
    ("ro", "meciul echipa fotbalul", "sport"),
    ("bg", "военни учения ракети", "defence"),
    ("bg", "дипломати преговори сътрудничество", "diplomacy"),
    ("bg", "болницата лекари пациенти", "health"),
    ("es", "militares ejército misiles", "defence"),
    ("es", "cumbre diplomáticos cooperación", "diplomacy"),
    ("es", "lluvias tormenta temperaturas", "weather"),
    ("ru", "военные учения ракеты", "defence"),
    ("ru", "дипломаты переговоры сотрудничество", "diplomacy"),
    ("ru", "спектакль театр художник", "culture"),
    ("fr", "militaires armée missiles", "defence"),
    ("fr", "sommet diplomates coopération", "diplomacy"),
    ("fr", "récolte vignes fromages", "food"),
    ("de", "Militärs Raketen Streitkräfte", "defence"),
    ("de", "Gipfeltreffen Diplomaten Zusammenarbeit", "diplomacy"),
    ("de", "Polizei Diebstahl Staatsanwaltschaft", "crime"),
    ("it", "militari esercito missili", "defence"),
    ("it", "vertice diplomatici colloqui", "diplomacy"),
    ("pt", "militares exército mísseis", "defence"),
    ("pt", "diplomatas cooperação tratado", "diplomacy"),
    ("pl", "wojskowe ćwiczenia rakiety", "defence"),
    ("pl", "dyplomaci rozmowy współpraca", "diplomacy"),
    ("tr", "askeri ordu tatbikat", "defence"),
    ("tr", "zirvesi diplomatlar işbirliği", "diplomacy"),
    ("uk", "військові навчання ракети", "defence"),
    ("uk", "дипломати саміт співпраця", "diplomacy"),
    ("sr", "vojne vežbe rakete", "defence"),
    ("sr", "pregovori saradnja ambasador", "diplomacy"),
    ("nl", "militairen leger raketten", "defence"),
    ("nl", "diplomaten samenwerking verdrag", "diplomacy"),
]


class TestLexicon:
    @pytest.mark.parametrize(("language", "listed", "expected"), SPOKEN)
    def test_a_word_points_to_its_subject_however_it_is_inflected(self, language, listed, expected):
        assert {subject_of(plain(word), (language,)) for word in listed.split()} == {expected}

    @pytest.mark.parametrize(
        ("language", "word"),
        [("en", "yesterday"), ("en", "warm"), ("el", "σήμερα"), ("ru", "вчера"), ("de", "gestern"), ("en", "")],
    )
    def test_an_everyday_word_points_to_none(self, language, word):
        assert subject_of(plain(word), (language,)) is None

    @pytest.mark.parametrize(("word", "expected"), [("war", "war"), ("wars", "war"), ("warm", None), ("ware", None)])
    def test_a_whole_word_does_not_begin_others(self, word, expected):
        assert subject_of(word, ("en",)) == expected

    def test_the_longest_stem_wins(self):
        assert subject_of("partnership", ("en",)) == "diplomacy"
        assert subject_of("party", ("en",)) == "politics"

    @pytest.mark.parametrize("languages", [(), ("xx",)])
    def test_an_unknown_language_has_no_subjects(self, languages):
        assert subject_of("military", languages) is None

    def test_chinese_words_are_listed_for_search_within_a_text(self):
        assert ("军事", "defence") in unspaced_subjects()


class TestTable:
    def test_every_language_has_every_subject_and_there_are_fourteen_or_more(self):
        table: dict[str, set[str]] = {}
        for language, subject, _ in rows("subjects.tsv"):
            table.setdefault(language, set()).add(subject)
        assert len(table) >= 14
        assert all(found == set(subjects()) for found in table.values())

    def test_every_subject_has_a_family(self):
        assert set(subjects()) == FAMILIES.keys()

    def test_no_language_lists_one_stem_for_two_subjects(self):
        seen: dict[tuple[str, str], str] = {}
        twice = []
        for language, subject, stems in rows("subjects.tsv"):
            for stem in stems.split():
                if seen.setdefault((language, plain(stem)), subject) != subject:
                    twice.append((language, stem))
        assert twice == []
