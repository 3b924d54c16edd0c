"""Who signed, and after whose report: bylines and agency credits as the papers of many languages print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.facts import agencies, bylines, head, jsonld
from extract.flat import lines
from extract.flat.lines import Kind
from extract.page import markup

# Language, the byline as printed, the names in it.
BYLINES = [
    ("en", "By Jane Doe", ("Jane Doe",)),
    ("en", "BY JANE DOE", ("JANE DOE",)),
    ("en", "Written by Jane Doe", ("Jane Doe",)),
    ("en", "By Jane Doe, John Roe and Ann Poe", ("Jane Doe", "John Roe", "Ann Poe")),
    ("en", "By Jane Doe & John Roe", ("Jane Doe", "John Roe")),
    ("en", "By Conan O’Brien", ("Conan O’Brien",)),
    ("en", "By Jean-Luc d'Arc", ("Jean-Luc d'Arc",)),
    ("el", "Του Γιάννη Παπαδόπουλου", ("Γιάννη Παπαδόπουλου",)),
    ("el", "Της Ελπίδας Χατζηγιάννη", ("Ελπίδας Χατζηγιάννη",)),
    ("el", "Γράφει ο Λουκάς Πετρίδης", ("Λουκάς Πετρίδης",)),
    ("el", "Γράφει η Ελπίδα Χατζηγιάννη", ("Ελπίδα Χατζηγιάννη",)),
    ("el", "Από Λουκά Πετρίδη και Ελπίδα Χατζηγιάννη", ("Λουκά Πετρίδη", "Ελπίδα Χατζηγιάννη")),
    ("ro", "de Ion Popescu", ("Ion Popescu",)),
    ("ro", "Scris de Ion Popescu", ("Ion Popescu",)),
    ("ro", "Autor: Ion Popescu și Ana Ionescu", ("Ion Popescu", "Ana Ionescu")),
    ("bg", "Автор: Иван Иванов", ("Иван Иванов",)),
    ("bg", "от Мария Петрова и Иван Иванов", ("Мария Петрова", "Иван Иванов")),
    ("ru", "Текст: Анна Смирнова", ("Анна Смирнова",)),
    ("ru", "Автор Анна Смирнова", ("Анна Смирнова",)),
    ("uk", "Автор: Олена Шевченко та Іван Франко", ("Олена Шевченко", "Іван Франко")),
    ("de", "Von Jana Muster", ("Jana Muster",)),
    ("de", "Von Jana Muster und Max von der Beispiel", ("Jana Muster", "Max von der Beispiel")),
    ("fr", "Par Jeanne Dupont et Luc Martin", ("Jeanne Dupont", "Luc Martin")),
    ("es", "Por María José García y Juan Pérez", ("María José García", "Juan Pérez")),
    ("pt", "Por João Silva e Ana Souza", ("João Silva", "Ana Souza")),
    ("it", "di Mario Rossi", ("Mario Rossi",)),
    ("it", "Di Mario Rossi e Anna Bianchi", ("Mario Rossi", "Anna Bianchi")),
    ("nl", "Door Jan de Vries en Piet Jansen", ("Jan de Vries", "Piet Jansen")),
    ("sv", "Av Anna Svensson och Erik Lund", ("Anna Svensson", "Erik Lund")),
    ("da", "Af Mette Hansen og Lars Holm", ("Mette Hansen", "Lars Holm")),
    ("pl", "Przez Jana Kowalskiego", ("Jana Kowalskiego",)),
    ("pl", "Autor: Jan Kowalski i Anna Nowak", ("Jan Kowalski", "Anna Nowak")),
    ("ja", "山田太郎、鈴木花子", ("山田太郎", "鈴木花子")),
]


@pytest.mark.parametrize(("language", "line", "names"), BYLINES)
class TestBylines:
    def test_names_are_taken_out_of_the_line(self, language, line, names):
        assert bylines.clean([line]) == names

    def test_a_byline_element_gives_them(self, language, line, names):
        root = markup.parse(f'<article><p class="byline">{line}</p><p>Text</p></article>')
        found = bylines.read(root, head.read(root, "http://x.example/"), jsonld.articles(root), None)
        assert found == (names, "visible text")

    def test_cleaning_names_again_changes_nothing(self, language, line, names):
        assert bylines.clean(names) == names

    def test_a_meta_element_gives_them(self, language, line, names):
        root = markup.parse(f'<head><meta name="author" content="{line}"></head><body><p>x</p></body>')
        assert bylines.read(root, head.read(root, "http://x.example/"), [], None) == (names, "meta")


# What stands in author fields and is nobody's name.
@pytest.mark.parametrize(
    "raw",
    [
        "",
        " ",
        ",;|",
        "By",
        "Von",
        "Από",
        "admin",
        "Admin",
        "Staff",
        "Newsroom",
        "La Redazione",
        "Redacción",
        "webmaster",
        "jane@courier.example",
        "@janedoe",
        "https://courier.example/authors/jane",
        "www.courier.example",
        "12.09.2024",
        "3 min read",
        "x" * 61,
    ],
)
def test_what_is_no_name_signs_nothing(raw):
    assert bylines.clean([raw]) == ()


# A line among the paragraphs that opens like a byline is one only with names behind it.
@pytest.mark.parametrize(
    ("line", "is_byline"),
    [
        ("By Jane Doe", True),
        ("By Jane Doe and John Roe", True),
        ("Von Jana Muster", True),
        ("Par Jeanne Dupont", True),
        ("Por Juan Pérez", True),
        ("Автор: Иван Иванов", True),
        ("Текст: Анна Смирнова", True),
        ("Γράφει ο Λουκάς Πετρίδης", True),
        ("Scris de: Ion Popescu", True),
        ("By the river nobody spoke", False),
        ("By Monday the water had gone.", False),
        ("Von hier an ging alles schief", False),
        ("Par ailleurs, rien", False),
        ("Por la noche llovió", False),
        ("Bypass to be closed", False),
        ("Vonnegut is read again", False),
        ("By", False),
        ("By " + "Jane Doe and " * 9, False),
    ],
)
def test_a_byline_line_is_told_from_a_sentence(line, is_byline):
    assert lines.is_byline(line) is is_byline


# Agencies as papers of their countries credit them, in their scripts.
CREDITS = [
    ("Reuters", "Reuters"),
    ("Ρόιτερς", "Ρόιτερς"),
    ("Ройтерс", "Ройтерс"),
    ("Рейтер", "Рейтер"),
    ("AFP", "AFP"),
    ("Γαλλικό Πρακτορείο", "Γαλλικό Πρακτορείο"),
    ("Франс прес", "Франс прес"),
    ("АФП", "АФП"),
    ("AP", "AP"),
    ("Ασοσιέιτεντ Πρες", "Ασοσιέιτεντ Πρες"),
    ("TASS", "TASS"),
    ("ТАСС", "ТАСС"),
    ("РИА Новости", "РИА Новости"),
    ("Интерфакс", "Интерфакс"),
    ("ΑΠΕ-ΜΠΕ", "ΑΠΕ-ΜΠΕ"),
    ("Agerpres", "Agerpres"),
    ("Mediafax", "Mediafax"),
    ("БТА", "БТА"),
    ("БГНЕС", "БГНЕС"),
    ("EFE", "EFE"),
    ("Europa Press", "Europa Press"),
    ("dpa", "dpa"),
    ("APA", "APA"),
    ("ANSA", "ANSA"),
    ("新华社", "新华社"),
    ("新華社", "新華社"),
    ("中央社", "中央社"),
    ("共同通信", "共同通信"),
    ("연합뉴스", "연합뉴스"),
    ("PAP", "PAP"),
    ("ČTK", "ČTK"),
    ("MTI", "MTI"),
    ("Танјуг", "Танјуг"),
    ("Укрінформ", "Укрінформ"),
    ("УНІАН", "УНІАН"),
    ("Anadolu Ajansı", "Anadolu Ajansı"),
    ("İHA", "İHA"),
    ("Lusa", "Lusa"),
    ("Belga", "Belga"),
    ("Ritzau", "Ritzau"),
]


@pytest.mark.parametrize(("credit", "name"), CREDITS)
class TestAgencyCredits:
    @pytest.mark.parametrize("shape", ["{}", "({})", "[{}]", "© {}", "{} / Reuters", "{} – AFP", "/{}/"])
    def test_a_line_of_nothing_else_is_a_credit(self, credit, name, shape):
        assert lines.classify([shape.format(credit)])[0].kind is Kind.AGENCY

    @pytest.mark.parametrize("shape", ["{}", "({})", "{}, 12.09.2024"])
    def test_a_credit_line_names_its_agency(self, credit, name, shape):
        assert agencies.credited([], [shape.format(credit)]) == (name,)

    def test_brackets_in_a_dateline_name_it_too(self, credit, name):
        assert agencies.credited([f"MOSCOW, 12 September ({credit}) - The council met on Monday."]) == (name,)

    def test_letters_inside_a_longer_word_do_not(self, credit, name):
        assert agencies.credited([f"x{credit}x met the xx{credit} on Monday."]) == ()


# Short names that are words, parties or clubs elsewhere count only as a credit.
@pytest.mark.parametrize(
    "line",
    [
        "The AP exam in history was easy.",
        "An AA meeting was held.",
        "The PA announced it over the loudspeaker.",
        "TT riders won the race.",
        "Beta versions of the Hina plant.",
        "The SPA was closed for the MIA search.",
        "Pap. Smears were discussed.",
    ],
)
def test_a_name_that_is_a_word_too_credits_nobody_in_a_sentence(line):
    assert agencies.credited([line]) == ()


def test_agencies_come_in_the_order_of_their_first_naming():
    body = ["The ministry said so, TASS reports.", "Reuters and TASS later corrected it, (AFP) added."]
    assert agencies.credited(body, ["Agerpres"]) == ("TASS", "Reuters", "AFP", "Agerpres")


def test_an_agency_is_called_as_the_text_calls_it_first():
    assert agencies.credited(["сообщает ТАСС.", "TASS reports."]) == ("ТАСС",)


@given(st.lists(st.sampled_from([name for name, _ in CREDITS]), max_size=8))
def test_no_agency_is_credited_twice(names):
    found = agencies.credited([f"So it was ({name})." for name in names])
    owners = [agencies.load().owner[name] for name in found]
    assert len(owners) == len(set(owners))
    assert set(owners) == {agencies.load().owner[name] for name in names}


@given(st.text(max_size=120))
def test_no_agency_is_invented(line):
    assert all(name in line for name in agencies.credited([line], [line]))


@given(st.lists(st.text(max_size=80), max_size=5), st.one_of(st.none(), st.text(max_size=20)))
def test_no_letter_of_a_name_is_invented(raw, site):
    words = {word for text in raw for word in text.split()}
    for name in bylines.clean(raw, site):
        assert all(any(part in word for word in words) for part in name.split())
