"""Everyday words that begin like a country, a people or a currency, and plain ones: none of them names a country."""

from __future__ import annotations

import re

import pytest

from compare.places import gazetteer
from compare.profile import profile
from compare.roman import plain
from compare.tables import rows

# Real words of each language; the first lines are look-alikes, the last ones are the commonest words of news.
WORDS = {
    "en": """
        won notice noticed roman romance romantic indiana indie indies francis franchise malice malign china turkey
        polish jersey service liberal liberty liberated reunion reunited camera check gambit guinea chilly
        chili peruse island islander germane cubic canal argument malt austere austerity hungry greasy
        thank dominate dominion congregation amber pole finch fine finish swede swell north danger lithe lattice
        irate cairn cypress label libel nigel namely montage monarch manage yearn
        franc chin kin spanner span usual samoyed tongue togolike rush ruse rust brute brunette belated
        minister people government election market company weather school hospital police court music season
    """,
    "es": """
        noticia noticias reunión reuniones reunir libertad liberal liberar espantó espantar espanto belico bélico fines
        catar catarro catarata butano romano germen germinar malicia indicar índice indiferente franco franqueza
        servir servicio amarilla chillar chinche chincheta cubo cubrir cubierto cheque checar irá iraba argentado
        dominar dominio mosca moscas congoja granada isla rumbo rumor polaina polvo sueño suela suelo
        gobierno pueblo mercado empresa escuela lluvia partido jugador ciudad agua trabajo salud familia noche
    """,
    "de": """
        Notiz Roman Romane Schwein Schweigen schwer Schwelle Schwert Austritt Niederlage Niederlassung dominiert
        Kamera Kameras Liberale liberal Türen Indiz Index Franchise Frankieren Malerei Malz Reunion
        Irre irren Argument Polemik Polster Schotter Chinin Kongress Ungeduld
        Finger finden Normen Zypresse Estrich Lettern Litanei Serviette Serie Japsen Ägide Spanne Spange
        Regierung Stadt Wetter Schule Markt Firma Leute Arbeit Wasser Gesundheit Nacht Spieler Gericht Musik Zug
    """,
    "fr": """
        notice roman romans franchir franchise franchement francs réunion réunions liberté libéral libérer caméra
        malice malin maligne indice index indeed brune brunette chinure polir poli police politique
        irai irait seul seule maltraiter argent argenté service servir serveur cube cuber îlot suite suivre
        danger danse canal canari congé congrès monacal germe germer granit turbine jersey peur
        gouvernement ville marché école pluie match joueur eau travail santé famille nuit entreprise peuple train
    """,
    "ro": """
        notiță noutate liber liberă libertate liberi reuniune reuniunea sărbătoare sărbătorit serbare cameră camera
        camerei zâmbind zâmbet romanț romanțe malițios indicat indice index francheță turn turnul turna
        chin chinuit canal rusticul servi servit serviciu polițist politică poliță cub cubic argument
        dominat domin irita iritat germene germina greu danga moldă ungher unghie spaniel catarg suedat
        guvern oraș piață școală ploaie meci jucător apă muncă sănătate familie noapte firmă oameni tren
    """,
    "it": """
        notizia notizie romanzo romantico libertà liberale liberare riunione camera malizia maligno indice indicare
        franco franchezza franchigia monaco monaca polizia politica pollo poltrona servizio servire cubo cubetto
        mosca mosche irato argento argomento dominio dominare cinema cinghia danza danno canale cane
        germe germoglio granata greggio turno turbare ungere unghia svezzare svolta finire finestra
        governo città mercato scuola pioggia partita giocatore acqua lavoro salute famiglia notte azienda treno
    """,
    "tr": """
        not notalar kamera kameralar liberal cins cinsi cinayet cadı cadde mali silik silikon siling fast fasıl fasulye
        roman romantik indirim indis franko polis politika poliçe servis küp irade iri argo dominant
        dans dal kanal kanat malzeme mal yunus yün rüşvet türlü tür gine
        hükümet şehir pazar okul yağmur maç oyuncu su iş sağlık aile gece şirket insanlar tren
    """,
}
# With a capital these are the name of a country, a people or a capital themselves.
NAMES_WITH_A_CAPITAL = {
    "en": {"china", "turkey", "polish", "guinea", "swede"},
    "es": {"catar"},
    "it": {"monaco", "mosca"},
    "tr": {"gine"},
}
WORD = re.compile(r"[^\W\d_]+")
SCRIPTS = [re.compile("[A-Za-zÀ-ɏḀ-ỿ]"), re.compile("[Ͱ-Ͽἀ-῿]"), re.compile("[Ѐ-ӿ]")]
TABLES = ["places.tsv", "capitals.tsv", "lookalikes.tsv", "calendar.tsv", "subjects.tsv", "function_words.tsv"]


def named(word: str, language: str | None) -> str | None:
    """The country of a word within a sentence of that language."""
    found = profile(None, f"x {word} x", language).places
    return found[0].key if found else None


class TestEverydayWords:
    def test_are_at_least_three_hundred(self):
        assert sum(len(words.split()) for words in WORDS.values()) >= 300

    @pytest.mark.parametrize("language", WORDS)
    def test_name_no_country(self, language):
        said = {word: named(word, language) for word in WORDS[language].split()}
        assert {word: country for word, country in said.items() if country} == {}

    @pytest.mark.parametrize("language", WORDS)
    def test_name_none_where_a_headline_capitalises_them(self, language):
        plain_ones = set(WORDS[language].split()) - NAMES_WITH_A_CAPITAL.get(language, set())
        said = {word: named(word.capitalize(), language) for word in sorted(plain_ones)}
        assert {word: country for word, country in said.items() if country} == {}

    @pytest.mark.parametrize(
        ("language", "word"), [(k, w) for k, words in NAMES_WITH_A_CAPITAL.items() for w in sorted(words)]
    )
    def test_some_name_one_with_a_capital_only(self, language, word):
        assert named(word, language) is None
        assert named(word.capitalize(), language) is not None

    @pytest.mark.parametrize("word", ["notice", "service", "liberal", "Roman", "Francis", "reunion", "Malice", "won"])
    def test_name_none_where_the_language_is_unknown(self, word):
        assert gazetteer(()).single(plain(word), True) is None

    @pytest.mark.parametrize("word", ["Samsung", "Huawei", "Aramco", "Petrobras", "Naftogaz"])
    def test_a_company_is_no_country(self, word):
        assert named(word, "en") is None


class TestRows:
    @pytest.mark.parametrize("table", TABLES)
    def test_no_word_mixes_scripts(self, table):
        found = {word for row in rows(table) for cell in row for word in WORD.findall(cell)}
        assert {word for word in found if sum(bool(script.search(word)) for script in SCRIPTS) > 1} == set()

    def test_a_stem_of_four_letters_is_bound_to_a_language_or_a_whole_word(self):
        listed = [form for row in rows("capitals.tsv") for form in row[1].split()]
        free = [form for form in listed if ":" not in form and not form.endswith("=") and "-" not in form]
        spaced = [form for form in free if any(script.search(form) for script in SCRIPTS)]
        assert [form for form in spaced if len(form) <= 4 and "." not in form] == []
