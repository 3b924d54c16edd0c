"""Each kind of line that is cut from flattened text, in many languages, beside sentences of the same words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.flat import lines, rails
from extract.flat.lines import Kind

# Kind, a line that is one, and a sentence on the same matter that is none.
LINES = [
    (Kind.RAIL, "Related articles", "Related articles of the treaty were read aloud in the hall on Monday."),
    (Kind.RAIL, "ΔΕΙΤΕ ΑΚΟΜΑ", "Δείτε ακόμα και τα σπίτια δίπλα στο ποτάμι, είπε ο δήμαρχος τη Δευτέρα."),
    (Kind.RAIL, "Διαβάστε επίσης", "Διαβάστε επίσης τι γράφει ο νόμος, τους απάντησε ο υπουργός στη Βουλή."),
    (Kind.RAIL, "Articole similare", "Articole similare din tratat au fost citite luni în sala consiliului."),
    (Kind.RAIL, "Свързани статии", "Свързани статии от договора бяха прочетени в понеделник в залата."),
    (Kind.RAIL, "Читайте также", "Читайте также между строк, посоветовал министр журналистам в понедельник."),
    (Kind.RAIL, "Lesen Sie auch", "Lesen Sie auch das Kleingedruckte, riet die Ministerin am Montag im Saal."),
    (Kind.RAIL, "Artículos relacionados", "Artículos relacionados del tratado fueron leídos el lunes en la sala."),
    (Kind.RAIL, "Leggi anche", "Leggi anche non scritte valgono in valle, disse il sindaco lunedì in aula."),
    (Kind.LABEL, "Share", "Share prices fell on Monday after the council had spoken of the bridge."),
    (Kind.LABEL, "Κοινοποίηση", "Κοινοποίηση της απόφασης στους κατοίκους έγινε τη Δευτέρα το πρωί."),
    (Kind.LABEL, "Leave a comment", "Leave a comment in the book by the door, a sign at the museum tells them."),
    (Kind.LABEL, "Advertisement", "Advertisement was forbidden on the old bridge from the first day on."),
    (Kind.LABEL, "Реклама", "Реклама на старом мосту была запрещена с первого дня его открытия."),
    (Kind.COUNTER, "1,204", "1,204 people crossed the bridge on Monday before it was closed again."),
    (Kind.COUNTER, "3.4K", "3.4K is what runners call the way over both bridges and back again."),
    (Kind.COUNTER, "12 / 34", "12 / 34 is the number of the plan that lies in the town's archive."),
    (Kind.DATE, "12.09.2024, 14:05", "On 12.09.2024 at 14:05 the water took the last of the three old arches away."),
    (Kind.DATE, "12 Σεπτεμβρίου 2024", "Στις 12 Σεπτεμβρίου 2024 το νερό πήρε την τελευταία από τις καμάρες."),
    (Kind.DATE, "12 септември 2024 г., 14:05", "На 12 септември 2024 г. водата отнесе последната от трите арки."),
    (Kind.DATE, "Publicat la 12 septembrie 2024", "La 12 septembrie 2024 apa a luat ultima dintre cele trei arcade."),
    (Kind.TAGS, "Tags: bridge, river", "Tags were sewn to the coats of the children who crossed the bridge."),
    (Kind.TAGS, "Ετικέτες: γέφυρα", "Ετικέτες με τιμές κρέμονταν από τα πράγματα της αγοράς τη Δευτέρα."),
    (
        Kind.INLINE,
        "Read also: The bridge that never was",
        "Read also what is written on the stone, the guide told them.",
    ),
    (
        Kind.INLINE,
        "Διαβάστε επίσης: Η γέφυρα",
        "Διαβάστε επίσης όσα γράφει η πέτρα, τους είπε ο ξεναγός εκείνη τη μέρα.",
    ),
    (Kind.INLINE, "Прочетете още: Мостът", "Прочетете още веднъж договора, посъветва ги кметът в понеделник."),
    (Kind.BYLINE, "By Jane Doe", "By the river nobody remembers a bridge that was whole for a year."),
    (Kind.BYLINE, "Von Jana Muster", "Von der Brücke war am Montag nichts mehr zu sehen, sagte sie."),
    (Kind.SHARE, "Share on Facebook WhatsApp", "Share on share the villagers bought the bridge back from the bank."),
    (Kind.CAPTION, "The bridge in May. Photo: J. Doe", "The photo shows the bridge in May, when it was still whole."),
    (Kind.CAPTION, "Мостът през май. Снимка: И. Иванов", "Снимката показва моста през май, когато още беше цял."),
    (Kind.CAPTION, "Η γέφυρα - Φωτ.: Γ. Πέτρου", "Η φωτογραφία δείχνει τη γέφυρα τον Μάιο, όταν ήταν ακόμα όρθια."),
    (Kind.AGENCY, "(Reuters, AFP)", "Reuters and AFP had both reported on Sunday that the bridge was closed."),
    (Kind.AGENCY, "ΑΠΕ-ΜΠΕ", "Στο ΑΠΕ-ΜΠΕ μίλησε τη Δευτέρα ο δήμαρχος για την παλιά γέφυρα."),
    (Kind.LEGAL, "© 2024 The Courier", "The year 2024 was a good one for The Courier, its owner said on Monday."),
    (
        Kind.LEGAL,
        "Copyright 2024 The Courier",
        "The copyright in the plans of 1998 lies with the heirs of the architect.",
    ),
    (Kind.LEGAL, "Toate drepturile rezervate", "Toate drepturile copiilor au fost citite luni în sala consiliului."),
    (
        Kind.TEASER,
        "The council said on Monday that the...",
        "The council said on Monday that the bridge would be rebuilt.",
    ),
]
LONG = "The council said on Monday that the {} would be rebuilt before the winter, and that nobody would have to leave."
BODY = [LONG.format(word) for word in ("bridge", "harbour", "school", "theatre")]


def cut(*texts: str) -> list[str]:
    """The lines that are cut."""
    rules = rails.judge(lines.classify(texts))
    return [text for text, rule in zip(texts, rules, strict=True) if rule]


@pytest.mark.parametrize(("kind", "label", "sentence"), LINES)
class TestLinesAndTheirDoubles:
    def test_a_label_is_known_and_the_sentence_is_none(self, kind, label, sentence):
        found = [line.kind for line in lines.classify([label, sentence])]
        assert found[0] is kind
        assert found[1] in (Kind.MEDIUM, Kind.STRONG)

    def test_only_the_label_is_cut_between_paragraphs(self, kind, label, sentence):
        assert cut(*BODY[:2], sentence, *BODY[2:]) == []
        if kind is not Kind.TEASER:
            assert cut(*BODY[:2], label, *BODY[2:]) == [label]

    def test_blanks_round_a_label_change_nothing(self, kind, label, sentence):
        assert lines.classify([f"  {label} \t"])[0].kind is kind

    def test_a_label_is_the_same_in_every_place(self, kind, label, sentence):
        for texts in ([label, *BODY], [*BODY, label], [*BODY[:1], label, *BODY[1:]]):
            assert lines.classify(texts)[texts.index(label)].kind is kind


@given(st.permutations(BODY), st.lists(st.sampled_from([label for kind, label, _ in LINES if kind is not Kind.RAIL])))
def test_labels_behind_the_body_cost_no_paragraph(order, labels):
    assert [line for line in cut(*order, *labels) if line in BODY] == []


@given(st.text(max_size=200))
def test_any_line_has_a_kind_and_keeps_its_text(text):
    (line,) = lines.classify([text])
    assert (line.text, line.size >= len(text)) == (text, True)


@given(st.lists(st.text(max_size=60), max_size=12))
def test_every_line_gets_a_verdict(texts):
    assert len(rails.judge(lines.classify(texts))) == len(texts)
