"""One small article with its furniture, in twelve languages: as a flattened text and as a page."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from extract.article import extract
from extract.text import strip


@dataclass(frozen=True)
class Piece:
    """An article and the words that its site prints round it."""

    code: str
    home: str
    title: str
    paragraphs: tuple[str, str, str]
    subhead: str
    related: str
    follow: str
    read_also: str
    share: str
    comment: str
    teasers: tuple[str, str]


PIECES = (
    Piece(
        "en",
        "Home",
        "Old bridge to be rebuilt before winter",
        (
            "The town council said on Monday that the old bridge would be rebuilt before the winter comes "
            "to the valley.",
            "Nobody would have to leave the houses by the river while the work goes on, the mayor told reporters.",
            "The money comes from a fund that was set up after the flood, and the last stone is to be laid in October.",
        ),
        "Where the money comes from",
        "Related articles",
        "Follow us on",
        "Read also:",
        "Share",
        "Leave a comment",
        ("School opens a garden on its roof", "Market moves to the station square"),
    ),
    Piece(
        "el",
        "Αρχική",
        "Η παλιά γέφυρα ξαναχτίζεται πριν από τον χειμώνα",
        (
            "Το δημοτικό συμβούλιο ανακοίνωσε τη Δευτέρα ότι η παλιά γέφυρα θα ξαναχτιστεί πριν έρθει ο "
            "χειμώνας στην κοιλάδα.",
            "Κανείς δεν θα χρειαστεί να αφήσει τα σπίτια δίπλα στο ποτάμι όσο κρατούν τα έργα, είπε ο δήμαρχος.",
            "Τα χρήματα προέρχονται από ταμείο που ιδρύθηκε μετά την πλημμύρα και η τελευταία πέτρα θα μπει "
            "τον Οκτώβριο.",
        ),
        "Από πού έρχονται τα χρήματα",
        "Σχετικά άρθρα",
        "Ακολουθήστε μας",
        "Διαβάστε επίσης:",
        "Κοινοποίηση",
        "Αφήστε σχόλιο",
        ("Σχολείο ανοίγει κήπο στη στέγη του", "Η αγορά μεταφέρεται στην πλατεία του σταθμού"),
    ),
    Piece(
        "ro",
        "Acasă",
        "Podul vechi va fi reconstruit înainte de iarnă",
        (
            "Consiliul local a anunțat luni că podul vechi va fi reconstruit înainte ca iarna să ajungă în vale.",
            "Nimeni nu va trebui să părăsească locuințele de lângă râu cât timp durează lucrările, a spus primarul.",
            "Banii vin dintr-un fond înființat după inundație, iar ultima piatră urmează să fie așezată în octombrie.",
        ),
        "De unde vin banii",
        "Articole similare",
        "Urmărește-ne",
        "Citește și:",
        "Distribuie",
        "Lasă un comentariu",
        ("O școală deschide o grădină pe acoperiș", "Piața se mută în fața gării"),
    ),
    Piece(
        "bg",
        "Начало",
        "Старият мост ще бъде построен наново преди зимата",
        (
            "Общинският съвет съобщи в понеделник, че старият мост ще бъде построен наново, преди зимата да "
            "дойде в долината.",
            "Никой няма да трябва да напуска къщите край реката, докато траят работите, каза кметът пред журналисти.",
            "Парите идват от фонд, създаден след наводнението, а последният камък ще бъде положен през октомври.",
        ),
        "Откъде идват парите",
        "Свързани статии",
        "Последвайте ни",
        "Прочетете още:",
        "Сподели",
        "Напишете коментар",
        ("Училище отваря градина на покрива", "Пазарът се мести пред гарата"),
    ),
    Piece(
        "es",
        "Inicio",
        "El puente viejo será reconstruido antes del invierno",
        (
            "El ayuntamiento anunció el lunes que el puente viejo será reconstruido antes de que el "
            "invierno llegue al valle.",
            "Nadie tendrá que abandonar las casas junto al río mientras duren las obras, dijo el alcalde a la prensa.",
            "El dinero procede de un fondo creado tras la inundación y la última piedra se colocará en octubre.",
        ),
        "De dónde viene el dinero",
        "Artículos relacionados",
        "Síguenos en",
        "Lea también:",
        "Compartir",
        "Deja un comentario",
        ("Una escuela abre un jardín en su tejado", "El mercado se muda a la plaza de la estación"),
    ),
    Piece(
        "ru",
        "Главная",
        "Старый мост построят заново до зимы",
        (
            "Городской совет сообщил в понедельник, что старый мост построят заново до того, как в долину придёт зима.",
            "Никому не придётся покидать дома у реки, пока идут работы, сказал мэр журналистам после заседания.",
            "Деньги поступят из фонда, созданного после наводнения, а последний камень положат в октябре этого года.",
        ),
        "Откуда берутся деньги",
        "Похожие материалы",
        "Подписывайтесь на нас",
        "Читайте также:",
        "Поделиться",
        "Оставить комментарий",
        ("Школа открыла сад на крыше", "Рынок переезжает на привокзальную площадь"),
    ),
    Piece(
        "de",
        "Startseite",
        "Alte Brücke wird noch vor dem Winter neu gebaut",
        (
            "Der Stadtrat teilte am Montag mit, dass die alte Brücke neu gebaut wird, bevor der Winter ins Tal kommt.",
            "Niemand müsse die Häuser am Fluss verlassen, solange gearbeitet werde, sagte der Bürgermeister "
            "vor Reportern.",
            "Das Geld stammt aus einem Fonds, der nach der Flut gegründet wurde, der letzte Stein folgt im Oktober.",
        ),
        "Woher das Geld kommt",
        "Ähnliche Artikel",
        "Folgen Sie uns",
        "Lesen Sie auch:",
        "Teilen",
        "Kommentar schreiben",
        ("Schule eröffnet einen Garten auf dem Dach", "Der Markt zieht auf den Bahnhofsplatz"),
    ),
    Piece(
        "fr",
        "Accueil",
        "Le vieux pont sera reconstruit avant l’hiver",
        (
            "Le conseil municipal a annoncé lundi que le vieux pont serait reconstruit avant que l’hiver "
            "n’arrive dans la vallée.",
            "Personne ne devra quitter les maisons au bord de la rivière pendant les travaux, a assuré le "
            "maire à la presse.",
            "L’argent provient d’un fonds créé après l’inondation et la dernière pierre doit être posée en octobre.",
        ),
        "D’où vient l’argent",
        "Articles similaires",
        "Suivez-nous",
        "Lire aussi :",
        "Partager",
        "Laisser un commentaire",
        ("Une école ouvre un jardin sur son toit", "Le marché s’installe place de la gare"),
    ),
    Piece(
        "it",
        "Home",
        "Il vecchio ponte sarà ricostruito prima dell’inverno",
        (
            "Il consiglio comunale ha annunciato lunedì che il vecchio ponte sarà ricostruito prima che "
            "l’inverno arrivi in valle.",
            "Nessuno dovrà lasciare le case lungo il fiume durante i lavori, ha detto il sindaco ai "
            "giornalisti presenti.",
            "I soldi arrivano da un fondo nato dopo l’alluvione e l’ultima pietra sarà posata nel mese di ottobre.",
        ),
        "Da dove arrivano i soldi",
        "Articoli correlati",
        "Seguici su",
        "Leggi anche:",
        "Condividi",
        "Lascia un commento",
        ("Una scuola apre un giardino sul tetto", "Il mercato si sposta davanti alla stazione"),
    ),
    Piece(
        "pt",
        "Início",
        "A ponte velha será reconstruída antes do inverno",
        (
            "A câmara municipal anunciou na segunda-feira que a ponte velha será reconstruída antes de o "
            "inverno chegar ao vale.",
            "Ninguém terá de deixar as casas junto ao rio enquanto durarem as obras, disse o presidente aos "
            "jornalistas.",
            "O dinheiro vem de um fundo criado depois da cheia e a última pedra deve ser colocada em "
            "outubro deste ano.",
        ),
        "De onde vem o dinheiro",
        "Artigos relacionados",
        "Siga-nos",
        "Leia também:",
        "Compartilhar",
        "Deixe um comentário",
        ("Escola abre um jardim no telhado", "O mercado muda-se para a praça da estação"),
    ),
    Piece(
        "pl",
        "Strona główna",
        "Stary most zostanie odbudowany przed zimą",
        (
            "Rada miasta poinformowała w poniedziałek, że stary most zostanie odbudowany, zanim do doliny "
            "przyjdzie zima.",
            "Nikt nie będzie musiał opuszczać domów nad rzeką w czasie prac, powiedział burmistrz "
            "dziennikarzom na miejscu.",
            "Pieniądze pochodzą z funduszu utworzonego po powodzi, a ostatni kamień ma zostać położony w październiku.",
        ),
        "Skąd pochodzą pieniądze",
        "Powiązane artykuły",
        "Obserwuj nas",
        "Czytaj także:",
        "Udostępnij",
        "Dodaj komentarz",
        ("Szkoła otwiera ogród na dachu", "Targ przenosi się na plac dworcowy"),
    ),
    Piece(
        "uk",
        "Головна",
        "Старий міст відбудують до початку зими",
        (
            "Міська рада повідомила в понеділок, що старий міст відбудують до того, як у долину прийде зима.",
            "Нікому не доведеться залишати будинки біля річки, поки тривають роботи, сказав мер журналістам "
            "після засідання.",
            "Гроші надійдуть із фонду, створеного після повені, а останній камінь покладуть у жовтні цього року.",
        ),
        "Звідки беруться гроші",
        "Читайте також",
        "Підписуйтесь на нас",
        "Читайте також:",
        "Поділитися",
        "Залишити коментар",
        ("Школа відкрила сад на даху", "Ринок переїжджає на привокзальну площу"),
    ),
)

each_piece = pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.code)


def body(piece):
    first, second, third = piece.paragraphs
    return [first, second, piece.subhead, third]


def flat(piece, between="\n"):
    first, second, third = piece.paragraphs
    lines = [piece.title, "12.09.2024", first, f"{piece.read_also} {piece.teasers[0]}", second, piece.subhead, third]
    return between.join([*lines, "Facebook Twitter", piece.comment, piece.related, *piece.teasers])


def page(piece):
    first, second, third = piece.paragraphs
    links = [f'<a href="/{n}">{teaser}</a>' for n, teaser in enumerate(piece.teasers)]
    return f"""<!doctype html><html lang="{piece.code}"><head><meta charset="utf-8"><title>{piece.title}</title></head>
    <body>    <div class="menu"><a href="/">{piece.home}</a></div><div class="site"><div class="single">
    <div class="crumbs"><a href="/">{piece.home}</a> / <a href="/l">Local</a> / {piece.title}</div>
    <h1>{piece.title}</h1><p class="when">12.09.2024, 14:05</p>
    <div class="story"><p>{first}</p><p>{piece.read_also} {links[0]}</p><p>{second}</p>
    <div class="box"><h4>{piece.related}</h4><ul><li>{links[0]}</li><li>{links[1]}</li></ul></div>
    <h2>{piece.subhead}</h2><p>{third}</p></div>
    <div class="bar">{piece.share}: <a href="#">Facebook</a> <a href="#">Twitter</a></div>
    <h3>{piece.related}</h3><div>{"".join(f"<div><h4>{link}</h4><p>12.09.2025</p></div>" for link in links)}</div>
    <h3>{piece.comment}</h3></div></div></body></html>""".encode()


@each_piece
@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["close", "parted"])
def test_flattened_text_gives_its_body(piece, between):
    assert strip(flat(piece, between)).text.split("\n") == body(piece)


@each_piece
def test_flattened_text_tells_title_date_and_language(piece):
    found = strip(flat(piece))
    assert (found.title, found.published.found, found.language) == (piece.title, "12.09.2024", piece.code)


@each_piece
def test_a_page_gives_its_body(piece):
    assert extract(page(piece), "http://paper.example/bridge").text.split("\n") == body(piece)


@each_piece
def test_a_page_tells_title_date_section_and_language(piece):
    found = extract(page(piece), "http://paper.example/bridge")
    assert (found.title, found.language, found.section) == (piece.title, piece.code, "Local")
    assert found.published.found == "12.09.2024, 14:05"


@each_piece
def test_the_cut_rails_can_be_read(piece):
    found = extract(page(piece), "http://paper.example/bridge")
    cut = {line for rail in found.rails for line in rail.lines}
    assert set(piece.teasers) <= cut
    assert piece.related in {rail.heading for rail in found.rails}


@each_piece
def test_a_label_alone_says_nothing_of_the_body(piece):
    first, second, third = piece.paragraphs
    labels = (piece.follow, piece.comment, piece.related, f"{piece.read_also} {piece.teasers[1]}")
    for label in labels:
        found = strip("\n".join([piece.title, first, second, third, label]))
        assert found.text.split("\n")[:3] == [first, second, third]
