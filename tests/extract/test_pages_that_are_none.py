"""Pages that a crawl meets and that are no articles, in ten languages; and articles about the same things."""

from __future__ import annotations

import pytest

from extract.article import extract
from extract.document import Document, NotArticle

URL = "http://paper.example/news/bridge-to-be-rebuilt"

# Language, and what a consent wall says before it lets a reader in.
CONSENT = {
    "en": (
        "We value your privacy",
        "We and our partners store cookies on your device and process personal data with your consent.",
        "You may withdraw your consent at any time in our privacy policy; some cookies are necessary.",
    ),
    "de": (
        "Weiter mit Werbung lesen",
        "Wir und unsere Partner setzen Cookies ein und verarbeiten Daten mit Ihrer Einwilligung.",
        "Die Zustimmung zu Cookies ist jederzeit widerrufbar, mehr dazu in der Datenschutzerklärung.",
    ),
    "fr": (
        "Le respect de votre vie privée",
        "Avec votre consentement, nos partenaires et nous utilisons des cookies pour mesurer l’audience.",
        "Vous pouvez retirer votre consentement aux cookies ou lire notre politique de confidentialité.",
    ),
    "es": (
        "Su privacidad es importante",
        "Con su consentimiento, nosotros y nuestros socios utilizamos cookies para medir la audiencia.",
        "Puede retirar su consentimiento a las cookies o leer nuestra política de privacidad.",
    ),
    "it": (
        "La tua privacy",
        "Noi e i nostri partner utilizziamo cookie, con il tuo consenso, per misurare il pubblico.",
        "Puoi revocare il consenso ai cookie in qualsiasi momento dalla pagina dedicata.",
    ),
    "pt": (
        "A sua privacidade",
        "Nós e os nossos parceiros utilizamos cookies, com o seu consentimento, para medir a audiência.",
        "Pode retirar o consentimento aos cookies a qualquer momento na política de privacidade.",
    ),
    "el": (
        "Σεβόμαστε την ιδιωτικότητά σας",
        "Εμείς και οι συνεργάτες μας χρησιμοποιούμε cookies με τη συγκατάθεσή σας για μετρήσεις.",
        "Μπορείτε να αποσύρετε τη συγκατάθεση για τα cookies στην πολιτική απορρήτου μας.",
    ),
    "ro": (
        "Confidențialitatea ta",
        "Noi și partenerii noștri folosim cookie-uri cu consimțământul tău pentru a măsura audiența.",
        "Îți poți retrage consimțământul pentru modulele cookie în orice moment.",
    ),
    "bg": (
        "Вашата поверителност",
        "Ние и нашите партньори използваме бисквитки с ваше съгласие, за да измерваме аудиторията.",
        "Можете да оттеглите своето съгласие за бисквитките по всяко време.",
    ),
    "ru": (
        "Ваша конфиденциальность",
        "Мы и наши партнёры используем файлы cookie и просим ваше согласие на обработку данных.",
        "Вы можете отозвать согласие на использование файлов cookie в любое время.",
    ),
    "nl": (
        "Uw privacy",
        "Wij en onze partners plaatsen cookies en vragen uw toestemming voor het meten van bezoek.",
        "U kunt uw toestemming voor cookies op elk moment intrekken op deze pagina.",
    ),
    "pl": (
        "Twoja prywatność",
        "My i nasi partnerzy używamy plików cookie i prosimy o zgodę na przetwarzanie danych.",
        "Zgodę na pliki cookie można wycofać w każdej chwili na tej stronie.",
    ),
}

ERRORS = {
    "en": ("Page not found", "The page you are looking for may have moved or never existed."),
    "en code": ("404 - The Courier", "We could not find what you were looking for on this site."),
    "en server": ("502 Bad Gateway", "The server received an invalid response from upstream."),
    "en guard": ("Attention Required! | Cloudflare", "Please enable your browser's scripts and reload the page."),
    "en robot": ("Are you a robot?", "To continue, please click the box below to let us know."),
    "de": ("Seite nicht gefunden", "Die gewünschte Seite ist nicht vorhanden oder wurde verschoben."),
    "fr": ("Page introuvable", "La page que vous cherchez n’existe pas ou a été déplacée."),
    "es": ("Página no encontrada", "La página que busca no existe o se ha trasladado a otro lugar."),
    "it": ("Pagina non trovata", "La pagina che cerchi non esiste o è stata spostata altrove."),
    "pt": ("Página não encontrada", "A página que procura não existe ou foi movida para outro lugar."),
    "el": ("Η σελίδα δεν βρέθηκε", "Η σελίδα που ζητήσατε δεν υπάρχει ή έχει μετακινηθεί."),
    "ro": ("Pagina nu a fost găsită", "Pagina pe care o cauți nu există sau a fost mutată."),
    "bg": ("Страницата не е намерена", "Страницата, която търсите, не съществува или е преместена."),
    "ru": ("Страница не найдена", "Запрошенная страница не существует или была перемещена."),
    "uk": ("Сторінку не знайдено", "Сторінка, яку ви шукаєте, не існує або була переміщена."),
    "pl": ("Nie znaleziono strony", "Strona, której szukasz, nie istnieje lub została przeniesiona."),
    "nl": ("Pagina niet gevonden", "De pagina die u zoekt bestaat niet of is verplaatst."),
    "tr": ("Sayfa bulunamadı", "Aradığınız sayfa mevcut değil ya da taşınmış olabilir."),
    "sv": ("Sidan kunde inte hittas", "Sidan du letar efter finns inte eller har flyttats."),
}

PAYWALLS = {
    "en": "To continue reading this article, subscribe now or log in to your account.",
    "en two": "This article is for subscribers only. Already a subscriber? Sign in.",
    "de": "Weiterlesen mit unserem Abo: Dieser Artikel ist nur für Abonnenten verfügbar.",
    "fr": "Cet article est réservé aux abonnés. Abonnez-vous pour lire la suite.",
    "es": "Este contenido es exclusivo para suscriptores. Suscríbase para seguir leyendo.",
    "it": "Questo contenuto è riservato agli abbonati. Abbonati per continuare a leggere.",
    "pt": "Conteúdo exclusivo para assinantes. Assine para continuar lendo.",
    "el": "Το άρθρο είναι διαθέσιμο μόνο για συνδρομητές. Γίνετε συνδρομητής για να συνεχίσετε την ανάγνωση.",
    "ro": "Acest articol este disponibil doar pentru abonați. Abonează-te pentru a citi mai departe.",
    "bg": "Тази статия е достъпна само за абонати. Абонирайте се, за да продължите да четете.",
    "ru": "Материал доступен только подписчикам. Оформите подписку, чтобы читать дальше.",
    "pl": "Artykuł dostępny tylko dla subskrybentów. Wykup dostęp, aby czytać dalej.",
    "nl": "Dit artikel is exclusief voor abonnees. Word abonnee om verder te lezen.",
}

TEASERS = {
    "en": (
        "School opens a garden on its roof",
        "The garden is the first of its kind, the head teacher told reporters.",
    ),
    "de": (
        "Schule eröffnet einen Garten auf dem Dach",
        "Der Garten ist der erste seiner Art, sagte die Leiterin dazu.",
    ),
    "fr": ("Une école ouvre un jardin sur son toit", "Le jardin est le premier du genre, a dit la directrice lundi."),
    "es": ("Una escuela abre un jardín en su tejado", "El jardín es el primero de su clase, dijo la directora ayer."),
    "el": ("Σχολείο ανοίγει κήπο στη στέγη του", "Ο κήπος είναι ο πρώτος του είδους του, είπε η διευθύντρια."),
    "ro": ("O școală deschide o grădină pe acoperiș", "Grădina este prima de acest fel, a spus directoarea luni."),
    "bg": ("Училище отваря градина на покрива", "Градината е първата по рода си, каза директорката пред нас."),
    "ru": ("Школа открыла сад на крыше здания", "Сад стал первым в своём роде, сказала директор журналистам."),
    "pl": ("Szkoła otwiera ogród na swoim dachu", "Ogród jest pierwszym takim, powiedziała dyrektorka w środę."),
    "tr": ("Okul çatısında bir bahçe açtı dün", "Bahçenin türünün ilki olduğunu okul müdürü dün söyledi."),
}
LONG = "The council said on Monday that the {} would be rebuilt before the winter, and that nobody would have to leave."
BODY = [LONG.format(word) for word in ("bridge", "harbour", "school", "theatre", "station", "market")]


def page(title: str, *paragraphs: str, around: str = "") -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    html = (
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{around}<div><h1>{title}</h1>{text}</div>"
    )
    return (html + "</body></html>").encode()


def why(html: bytes, url: str = URL) -> str | None:
    found = extract(html, url)
    return found.why if isinstance(found, NotArticle) else None


@pytest.mark.parametrize("language", CONSENT)
class TestConsentWalls:
    def test_a_page_that_asks_and_says_nothing_else_is_a_wall(self, language):
        assert why(page(*CONSENT[language])) == "consent wall"

    def test_a_wall_with_its_buttons_in_the_text_is_one_too(self, language):
        buttons = '<div><a href="#">OK</a><span>1.2.3</span></div>'
        assert why(page(*CONSENT[language], around=buttons)) == "consent wall"

    def test_an_article_over_which_a_banner_lies_is_read(self, language):
        title, *banner = CONSENT[language]
        html = page("Council to rebuild the town", *BODY).replace(
            b"</body>", f'<div class="cookie-banner"><h2>{title}</h2><p>{banner[0]}</p></div></body>'.encode()
        )
        found = extract(html, URL)
        assert [line for line in BODY if line not in found.text] == []

    def test_an_article_that_quotes_a_banner_is_no_wall(self, language):
        quoted = f"On the door of the ministry hung a sheet of paper with these words: “{CONSENT[language][1]}”"
        assert why(page("A ministry and its biscuits", *BODY[:4], quoted, *BODY[4:])) is None


@pytest.mark.parametrize("language", ERRORS)
class TestErrorPages:
    def test_a_title_that_says_so_on_a_page_that_says_little(self, language):
        assert why(page(*ERRORS[language])) == "error page"

    def test_the_sites_name_may_stand_behind_it(self, language):
        title, text = ERRORS[language]
        html = page(title, text).replace(b"</title>", b" | The Courier</title>")
        assert why(html) == "error page"

    def test_an_article_under_such_a_title_is_read(self, language):
        assert why(page(f"{ERRORS[language][0]}: a poet of the net", *BODY)) is None


@pytest.mark.parametrize("language", PAYWALLS)
class TestPaywalls:
    def test_a_page_that_only_asks_for_a_subscription_is_a_stub(self, language):
        assert why(page("Council to rebuild the town", PAYWALLS[language])) == "paywall stub"

    def test_an_article_that_ends_in_such_a_line_is_read(self, language):
        found = extract(page("Council to rebuild the town", *BODY, PAYWALLS[language]), URL)
        assert isinstance(found, Document)
        assert [line for line in BODY if line not in found.text] == []


@pytest.mark.parametrize("language", TEASERS)
class TestIndexPages:
    def cards(self, language: str, shape: str) -> str:
        headline, teaser = TEASERS[language]
        return "".join(shape.format(n=n, headline=f"{headline} {n}", teaser=f"{n * 37}. {teaser}") for n in range(10))

    @pytest.mark.parametrize(
        "shape",
        [
            '<div class="card"><h3><a href="/{n}">{headline}</a></h3><p>{teaser}</p></div>',
            '<article><a href="/{n}"><h2>{headline}</h2></a><time>12.09.2024</time><p>{teaser}</p></article>',
            '<li><a href="/{n}">{headline}</a><span>{teaser}</span></li>',
        ],
    )
    def test_a_list_of_teasers_is_an_index(self, language, shape):
        html = f"<html><title>World</title><body><h1>World</h1><div>{self.cards(language, shape)}</div></body></html>"
        assert why(html.encode(), "http://paper.example/world/") in ("index page", "empty")

    def test_an_article_above_such_a_list_is_read(self, language):
        cards = self.cards(language, '<div class="card"><h3><a href="/{n}">{headline}</a></h3><p>{teaser}</p></div>')
        html = page("Council to rebuild the town", *BODY).replace(b"</body>", f"<div>{cards}</div></body>".encode())
        assert extract(html, URL).text.split("\n") == BODY


# An article may be about what the tables above look for.
@pytest.mark.parametrize(
    "title",
    [
        "Not found: the painting that vanished from the museum",
        "403 people moved to the valley last year",
        "Forbidden fruit sells best, growers say",
        "Subscribers leave the telephone company",
        "Cookies are baked again in the old mill",
    ],
)
def test_a_title_that_sounds_like_a_refusal_refuses_no_article(title):
    found = extract(page(title, *BODY), URL)
    assert (found.title, found.text.split("\n")) == (title, BODY)
