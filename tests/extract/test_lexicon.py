import pytest

from extract import lexicon


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("Latest articles", "latest articles"),
        ("  LATEST   ARTICLES:  ", "latest articles"),
        ("» Latest articles …", "latest articles"),
        ("ΔΕΙΤΕ ΑΚΟΜΑ", "δειτε ακομα"),
        ("Δείτε ακόμα", "δειτε ακομα"),
        ("Straße", "strasse"),
        ("Ёлка", "елка"),
        ("", ""),
        ("...", ""),
    ],
)
def test_a_line_is_looked_up_without_case_accents_bullets_and_end_marks(line, key):
    assert lexicon.key(line) == key


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("More like this", "rail"),
        ("ΣΧΕΤΙΚΑ ΑΡΘΡΑ", "rail"),
        ("Σχετικά άρθρα", "rail"),
        ("Follow us on", "follow_us"),
        ("Add Comment", "comment_form"),
        ("Acasă", "breadcrumb"),
        ("Начало", "breadcrumb"),
        ("Facebook", "share"),
        ("Реклама", "ad"),
        ("Agerpres", "agency_credit"),
        ("Published on", "dateline"),
    ],
)
def test_whole_lines_are_known_by_kind(line, kind):
    assert kind in lexicon.load().kinds(lexicon.key(line))


@pytest.mark.parametrize(
    "line", ["Russia and China", "development of military relations", "", "Latest articles of the treaty"]
)
def test_other_lines_are_of_no_kind(line):
    assert not lexicon.load().kinds(lexicon.key(line))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Read More About: World News", "tag_line"),
        ("Read also: Bridge closed for repairs", "inline"),
        ("See also: Bridge closed for repairs", "inline"),
        ("Διαβάστε ακόμη: Έκλεισε η γέφυρα", "inline"),
        ("Schlagwörter: Sport", "tag_line"),
        ("Με πληροφορίες από το πρακτορείο", "agency_credit"),
        ("Original source in Spanish", "agency_credit"),
    ],
)
def test_a_phrase_may_open_a_line(line, kind):
    assert kind in lexicon.load().opening_kinds(line)


@pytest.mark.parametrize("line", ["Read also", "See also the treaty of 1996", "Tags", "Source", ""])
def test_a_phrase_opens_a_line_only_with_its_colon_and_something_behind_it(line):
    assert not lexicon.load().opening_kinds(line)


def test_sharing_services_are_single_words():
    services = lexicon.load().services
    assert {"facebook", "twitter", "whatsapp", "telegram"} <= services
    assert not any(" " in name for name in services)


def test_the_lexicon_is_read_once():
    assert lexicon.load() is lexicon.load()
