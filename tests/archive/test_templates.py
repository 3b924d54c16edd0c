"""Lines that stand on several articles of a host: learnt as documents are kept, frozen, given with later jobs."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from archive import pending, schema
from archive.committer import Committer
from archive.documents import Made
from archive.ingest import ingest
from archive.reading import Job, Read
from archive.store import Archive
from archive.templates import Templates
from extract.document import Document
from extract.snapshot import RULE, fingerprint, prints
from extract.version import extractor_version

BOX = "You are reading this because our members pay for it. Join them today, and keep the valley news coming."
PLACES = ("harbour", "station", "market", "theatre", "hospital", "library")


def words(number):
    place = PLACES[number]
    return [
        f"The council decided on Monday that the {place} will be rebuilt before the storms of week {number + 3} come.",
        f"Two of the members voted against the {place}, because nobody had said what it would cost the town.",
        f"The mayor answered that the cost of the {place} would be known in a month, and that waiting is dearer.",
        f"Work on the {place} is to begin in October, with machines that are coming up from the coast by ship.",
    ]


def page(number):
    body = "".join(f"<p>{text}</p>" for text in [*words(number), BOX])
    head = f"<head><title>The {PLACES[number]} is rebuilt</title></head>"
    return f"<html>{head}<body><article><h1>The {PLACES[number]} is rebuilt</h1>{body}</article></body></html>".encode()


def made(number, *more, host="valley.example"):
    url = f"http://{host}/a/{number}"
    document = Document("\n".join([*words(number % len(PLACES)), *more]))
    return Made(number, Read(document, None, b"", url, "v"))


def learn(archive: Archive, templates: Templates, *found: Made):
    with archive.write() as connection:
        templates.learn(connection, found)


def stored(archive: Archive, table):
    with archive.read() as connection:
        return connection.scalar(select(func.count()).select_from(table))


class TestLearning:
    def test_two_articles_make_a_snapshot(self, archives):
        templates = Templates(archives)
        learn(archives, templates, made(0, BOX))
        assert templates.of("valley.example") is None
        learn(archives, templates, made(1, BOX))
        assert templates.of("valley.example").prints == {fingerprint(BOX)}

    def test_one_article_captured_twice_counts_once(self, archive):
        templates = Templates(archive)
        learn(archive, templates, made(0, BOX), made(0, BOX))
        assert templates.of("valley.example") is None
        assert stored(archive, schema.template_article) == 1

    def test_hosts_know_nothing_of_each_other(self, archive):
        templates = Templates(archive)
        learn(archive, templates, made(0, BOX), made(1, BOX, host="hill.example"))
        assert templates.of("valley.example") is None
        assert templates.of("hill.example") is None

    def test_another_process_knows_the_same(self, archives):
        templates = Templates(archives)
        learn(archives, templates, made(0, BOX), made(1, BOX))
        assert Templates(archives).of("valley.example") == templates.of("valley.example")

    @pytest.mark.parametrize(("articles", "snapshots"), [(1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (6, 3)])
    def test_a_snapshot_is_made_when_half_as_many_more_are_known(self, archive, articles, snapshots):
        templates = Templates(archive)
        for number in range(articles):
            # each time another line is shared, so that no two snapshots are alike
            learn(archive, templates, made(number, BOX, *(f"Line {'x' * n} of the site." for n in range(number + 1))))
        assert stored(archive, schema.template) == snapshots

    def test_no_more_than_thirty_articles_are_kept(self, archive):
        templates = Templates(archive)
        learn(archive, templates, *(made(number, BOX) for number in range(40)))
        assert stored(archive, schema.template_article) == 30


@pytest.mark.parametrize(
    ("articles", "learning", "learned"),
    [(0, True, True), (29, True, True), (30, True, False), (31, True, False), (0, False, False), (29, False, False)],
)
def test_the_lines_of_a_page_are_asked_for_while_its_host_is_learned(archive, articles, learning, learned):
    templates = Templates(archive)
    learn(archive, templates, *(made(number, BOX) for number in range(articles)))
    asked = [pending.Pending(Job(1, Path("x"), 0, 1, "http://valley.example/b"), 0, 1, "x")]
    (found,) = templates.given(asked, learning=learning)
    assert found.job.learned is learned


@pytest.mark.parametrize("told", [None, prints([BOX])])
def test_lines_that_a_worker_told_are_learned_as_those_that_are_worked_out_here(archive, told):
    one = made(0)
    learn(archive, Templates(archive), one._replace(read=replace(one.read, prints=told)))
    with archive.read() as connection:
        (kept,) = connection.execute(select(schema.template_article.c.prints)).scalars()
    assert {number for number, _ in kept} == set(prints(words(0)) if told is None else told)


def test_a_job_carries_what_is_known_of_its_host(archive):
    templates = Templates(archive)
    learn(archive, templates, made(0, BOX), made(1, BOX))
    jobs = [Job(n, Path("x"), 0, 1, url) for n, url in enumerate(["http://valley.example/b", "http://hill.example/b"])]
    here, there = templates.given(pending.Pending(job, 0, 1, "x") for job in jobs)
    assert here.job.site == templates.of("valley.example")
    assert there.job.site is None


def test_the_third_article_of_a_host_is_cleaner_than_the_first(archives, start, exchange):
    for number in range(3):
        with Committer(archives, start(archives).id) as committer:
            committer.submit(exchange(f"http://valley.example/a/{number}", page(number))).result(60)
        assert ingest(archives, None, workers=1) == {"document": 1}
    table = schema.document
    with archives.read() as connection:
        query = select(table.c.id, schema.body.c.text, table.c.extractor).join(schema.body).order_by(table.c.id)
        first, second, third = connection.execute(query).all()
        cut = connection.execute(select(schema.rail.c.document_id).where(schema.rail.c.rule == RULE)).scalars().all()
        version = connection.scalar(select(schema.template.c.version))
    assert first.text.split("\n")[-1] == second.text.split("\n")[-1] == BOX
    assert third.text.split("\n") == words(2)
    assert cut == [third.id]
    assert [first.extractor, second.extractor] == [extractor_version()] * 2
    assert third.extractor == extractor_version(version) == f"{extractor_version()}+{version}"
