"""Is this page an article? If not, why: not html, empty, consent wall, index page, error page, paywall stub."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.document import NotArticle, Why
from extract.facts import metadata
from extract.facts.metadata import Facts
from extract.flat import lines
from extract.page.blocks import Block, Blocks
from extract.page.sheet import Shape

_MAGIC = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"OggS", b"\x00\x00\x00")
_XML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b", re.S)
_MARKUP = re.compile(r"<[a-zA-Z!/?]")
_CONSENT = re.compile(
    r"cookies?\b|consent|gdpr|privacy (?:policy|choices|settings)|datenschutz|einwilligung|zustimm|confidentialité"
    r"|consentement|consentimiento|privacidad|consenso|συγκατάθεσ|απορρήτου|согласие|бисквитки|съгласие|cookie-uri"
    r"|consimțământ",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"^\W*(?:(?:error\s*)?(?:404|403|410|500|502|503)\b|page not found|not found|access denied|forbidden|just a moment"
    r"|attention required|are you a robot|service unavailable|bad gateway|página no encontrada|seite nicht gefunden"
    r"|page introuvable|pagina non trovata|página não encontrada|страница не найдена|страницата не е намерена"
    r"|сторінку не знайдено|η σελίδα δεν βρέθηκε|pagina nu a fost găsită|nie znaleziono strony|strona nie istnieje"
    r"|pagina niet gevonden|sayfa bulunamadı|sidan (?:kunde inte hittas|hittades inte)|siden (?:findes|finnes) ikke)",
    re.IGNORECASE,
)
_SUBSCRIBERS = re.compile(
    r"subscribe (?:now|today|to)|continue reading|(?:for )?subscribers only|already a subscriber|(?:sign|log) in\b"
    r"|für abonnenten|weiterlesen|abonnés|abonnez-vous|lire la suite|suscriptores|suscríb[ae]|seguir leyendo"
    r"|agli abbonati|\babbonati (?:per|ora)|continuare a leggere|para assinantes|\bassine\b|continuar (?:lendo|a ler)"
    r"|συνδρομητές|συνδρομητής|συνεχίσετε την ανάγνωση|pentru abonați|abonează-te|citi mai departe|за абонати"
    r"|абонирайте се|подписчикам|оформите подписку|читать дальше|dla (?:subskrybentów|prenumeratorów)|wykup dostęp"
    r"|czytać dalej|voor abonnees|word abonnee|verder te lezen",
    re.IGNORECASE,
)
_SAMPLE, _MOST_STRAYS = 600, 0.05
_LITTLE, _VERY_LITTLE = 400, 60
_MANY_HEADLINES, _HEADLINE = 5, range(25, 200)
_MOST_ON_AN_INDEX = 2_500
_MOSTLY, _TEASED = 0.5, 0.3


def before_parsing(html: bytes, text: str) -> NotArticle | None:
    """A refusal that the bytes alone allow, or None."""
    if not text.strip("\x00 \t\r\n\ufeff"):
        return NotArticle("empty", "no bytes but blanks")
    sample = text[: 3 * _SAMPLE].replace("\x00", "")[:_SAMPLE]  # browsers pass over NULs; pages of them exist
    if html.startswith(_MAGIC) or (html[:1000].count(b"\x00") > 100 and not _MARKUP.search(sample)):
        return NotArticle("not html", "the bytes are of another kind of file")
    if _strays(sample) > len(sample) * _MOST_STRAYS:
        return NotArticle("not html", "the bytes are no text")
    if _XML.match(html[:1000]):
        return NotArticle("not html", "a feed or sitemap")
    if not _MARKUP.search(text[:200_000]):
        return NotArticle("not html", "no markup")
    return None


def _strays(sample: str) -> int:
    told = "".join(sample.split())
    return told.count("\ufffd") + (0 if told.isprintable() else sum(not c.isprintable() for c in told))


def after_extraction(page: Blocks, body: Sequence[str], shape: Shape, facts: Facts, url: str) -> NotArticle | None:
    """A refusal for what was found on the page, or None where it is an article.

    ``body``: its clean lines. ``shape``: of what the extractor chose, before the rails were cut.
    """
    size = sum(map(lines.size, body))
    why = _why(page, body, shape, facts, url)
    return NotArticle(why[0], f"{why[1]}; {size} letters of text", facts.canonical_url) if why else None


def _why(page: Blocks, body: Sequence[str], shape: Shape, facts: Facts, url: str) -> tuple[Why, str] | None:
    size = sum(map(lines.size, body))
    if size < _LITTLE and facts.title and _ERROR.search(facts.title):
        return "error page", facts.title[:80]
    if _is_index(page, shape, facts, url):
        return "index page", "a list of links and teasers"
    if _asks_consent(body, size):
        return "consent wall", "the text asks for consent to cookies"
    if size < _LITTLE and _asks_subscription(body, size):
        return "paywall stub", "the text asks for a subscription and says little else"
    if not body or (size < _VERY_LITTLE and not facts.says_article):
        return "empty", "no article text"
    return None


def _asks_consent(body: Sequence[str], size: int) -> bool:
    """Most of a short text speaks of consent."""
    if not 0 < size < 4 * _LITTLE:
        return False
    asking = sum(lines.size(line) for line in body if len(_CONSENT.findall(line)) >= 2 or "cookie" in line.casefold())
    return asking > _MOSTLY * size


def _asks_subscription(body: Sequence[str], size: int) -> bool:
    """Most of a short text speaks of a subscription, and more than once."""
    said = [(len(_SUBSCRIBERS.findall(line)), lines.size(line)) for line in body]
    return sum(times for times, _ in said) > 1 and sum(part for times, part in said if times) > _MOSTLY * size


def _is_index(page: Blocks, shape: Shape, facts: Facts, url: str) -> bool:
    """Linked headlines, and texts that stand apart: a front page, a section, a tag page."""
    if (
        (shape.sure and shape.letters)
        or shape.runs
        or shape.letters > _MOST_ON_AN_INDEX
        or (facts.says_article and not metadata.is_front(url))
    ):
        return False
    headlines = sum(_is_headline(block) for block in page.blocks)
    undated = facts.published is None or facts.weakly_dated
    bare = shape.letters < _LITTLE and undated and not (shape.titled and shape.letters)
    hanging = shape.titled and shape.at_home >= 0.99  # all below one title: a line above it may be a link
    apart = shape.at_home < 0.6 or shape.headed > 0.5 or (shape.headed == 0.5 and not hanging) or bare
    return headlines >= _MANY_HEADLINES and apart


def _is_headline(block: Block) -> bool:
    """A line that is a link, or opens with one and goes on as its teaser."""
    return len(block.text) in _HEADLINE and (block.link >= 0.8 or (block.opens_linked and block.link >= _TEASED))
