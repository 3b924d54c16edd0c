import pytest

from extract.facts import agencies


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("The Council said so on Monday, according to Reuters, Agerpres read.", ("Reuters", "Agerpres")),
        ("as reported by the Agence France-Presse.", ("Agence France-Presse",)),
        ("Reuters said; later Reuters corrected itself.", ("Reuters",)),
        ("quoted by TASS ... writes BTA.", ("TASS", "BTA")),
        ("Об этом сообщает ТАСС со ссылкой на РИА Новости.", ("ТАСС", "РИА Новости")),
        ("съобщи БТА, цитирайки Ройтерс", ("БТА", "Ройтерс")),
        ("MOSCOW (AP) - The bridge", ("AP",)),
        ("MOSKAU (dpa/AFP) - Die Brücke", ("dpa", "AFP")),
        ("the AP exam in history", ()),
        ("Beta testers and the AA", ()),
        ("Reutersward is a name, AFPS a club", ()),
        ("", ()),
    ],
)
def test_a_body_line_credits_agencies_by_name(line, names):
    assert agencies.credited([line]) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Με πληροφορίες από ΑΠΕ-ΜΠΕ και Reuters", ("ΑΠΕ-ΜΠΕ", "Reuters")),
        ("AP", ("AP",)),
        ("Lusa", ("Lusa",)),
    ],
)
def test_in_a_credit_line_short_names_count_too(line, names):
    assert agencies.credited([], [line]) == names


def test_one_agency_under_two_names_is_named_once():
    assert agencies.credited(["The Associated Press said (AP)"]) == ("Associated Press",)


@pytest.mark.parametrize("line", ["Agerpres", "(Reuters)", "AFP / Reuters", "ΑΠΕ-ΜΠΕ", "© AFP"])
def test_a_line_of_agencies_only_is_a_credit(line):
    assert agencies.is_credit(line)


@pytest.mark.parametrize("line", ["Reuters reported it first", "Agencies", "", "Photographers of AFP", "R" * 200])
def test_a_line_that_says_more_is_no_credit(line):
    assert not agencies.is_credit(line)
