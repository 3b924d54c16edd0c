import pytest

from extract import language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Russia and China to deepen defense cooperation and joint exercises", "en"),
        ("Ρωσία και Κίνα εμβαθύνουν τη στρατιωτική τους συνεργασία", "el"),
        ("Rusia și China își aprofundează cooperarea în domeniul apărării", "ro"),
        ("Русия и Китай задълбочават отбранителното си сътрудничество, съобщи Кремъл", "bg"),
        ("Россия и Китай углубляют сотрудничество в сфере обороны", "ru"),
        ("Rusia y China profundizan su cooperación en materia de defensa", "es"),
        ("Russland und China vertiefen ihre Zusammenarbeit bei der Verteidigung", "de"),
        ("La Russie et la Chine approfondissent leur coopération de défense", "fr"),
        ("ロシアと中国が軍事協力を深めることで合意した", "ja"),
    ],
)
def test_a_headline_tells_its_language(text, code):
    assert language.of_text(text) == code


@pytest.mark.parametrize("text", ["", "123 456", "Ok", "....", "\ud800"])
def test_too_little_text_tells_none(text):
    assert language.of_text(text) is None


@pytest.mark.parametrize(
    ("tag", "code"),
    [("el", "el"), ("el-GR", "el"), ("pt_BR", "pt"), ("EN", "en"), ("nb-NO", "no"), ("iw", "he"), (" ro ", "ro")],
)
def test_a_language_tag_is_cut_to_two_letters(tag, code):
    assert language.of_tag(tag) == code


@pytest.mark.parametrize("tag", [None, "", "english", "x", "ell"])
def test_what_is_no_two_letter_tag_is_none(tag):
    assert language.of_tag(tag) is None
