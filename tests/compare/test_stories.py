from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from compare.pair import Article, article, learned
from compare.stories import MARKS, POSTED, Stories, counts, marks
from newsweb import world

DAY = date(2024, 3, 5)
TOWNS = ("Velkovo", "Harrowgate", "Campolargo", "Neustrelitz", "Vrancea", "Oulainen", "Bergamasco", "Trevelin")
PEOPLE = ("Stoyan Radulov", "Agnes Whitlock", "Duarte Pimenta", "Jochen Kranich", "Ilinca Dobre", "Aino Saarela",
          "Fabrizio Colleoni", "Milagros Nahuel")  # fmt: skip


MATTERS = (
    ("the dam broke and the river flooded", "houses", "The engineers will look at the northern wall after the rain"),
    ("the chess championship was won by", "spectators", "The prize goes to a school, the champion told the referee"),
    ("bus drivers began a strike for wages of", "euros", "The company offers talks with the union about night shifts"),
    ("the central bank lent to farmers", "dollars", "Inflation slows, the governor said, and interest may fall"),
    ("a ferry ran aground with", "passengers", "The coast guard towed the ship to the harbour in the fog"),
    ("thieves took a painting worth", "crowns", "The museum had switched its alarm off for a concert"),
    ("wolves killed sheep on the farm of", "hectares", "Hunters ask the ministry for a licence, biologists object"),
    ("doctors vaccinated against measles", "children", "The hospital opens on Sunday, for the virus spreads"),
)


def report(event: int, version: int) -> Article:
    """One of eight events; each report of it words it in its own way, and names the same."""
    (what, whose, more), town, person, number = MATTERS[event], TOWNS[event], PEOPLE[event], 1200 + 37 * event
    ways = (
        f"{more}. In {town} {what} {number} {whose}, {person} said.",
        f"{person} of {town}: {what} {number} {whose}. {more}, it was heard.",
        f"{number} {whose} in {town}. How it came about: {what} them; {person} was there. {more}.",
        f"What is known from {town}: {what} {number} {whose}. {person} waits. {more}.",
    )
    last = f" {person.split()[1]} wants help from the capital. {town} has talked of nothing else." * (1 + version // 4)
    return article(None, ways[version % 4] + last, "en", DAY + timedelta(days=90 * event))


def clustered(order: list[tuple[int, int]]) -> tuple[Stories, list[str]]:
    """Stories of reports (event, version) placed in that order, and what happened."""
    made = {number: report(*one) for number, one in enumerate(order)}
    stories = Stories(learned(list(made.values())), made.__getitem__)
    told = [change.kind for number in made for change in stories.place(number)]
    return stories, told


class TestPlace:
    def test_the_first_document_opens_the_first_story(self):
        stories, told = clustered([(0, 0)])
        assert told == ["new"]
        assert stories.members == {1: (0,)}

    def test_reports_of_one_event_come_together_and_others_stay_apart(self):
        order = [(event, version) for version in range(3) for event in range(6)]
        stories, _ = clustered(order)
        found = sorted(sorted(order[number][0] for number in members) for members in stories.members.values())
        assert found == [[event] * 3 for event in range(6)]

    def test_the_order_of_events_does_not_matter(self):
        order = [(event, version) for version in range(3) for event in range(4)]
        one, _ = clustered(order)
        other, _ = clustered(order[::-1])
        sizes = sorted(map(len, one.members.values()))
        assert sizes == sorted(map(len, other.members.values())) == [3] * 4

    def test_a_document_is_placed_once(self):
        stories, _ = clustered([(0, 0), (0, 1)])
        assert stories.place(0) == ()
        assert sum(map(len, stories.members.values())) == 2

    def test_a_wire_copy_joins_its_story_whatever_its_date(self):
        text = "The dam above Velkovo broke on Tuesday. Mayor Stoyan Radulov said that 1,200 houses were flooded."
        made = {0: article(None, text, "en", DAY), 1: article(None, text, "en", DAY + timedelta(days=300))}
        stories = Stories(learned(list(made.values())), made.__getitem__)
        assert [change.kind for number in made for change in stories.place(number)] == ["new", "join"]

    def test_an_empty_document_is_a_story_of_its_own(self):
        made = {0: report(0, 0), 1: article(None, "", None), 2: article(None, "", None)}
        stories = Stories(learned(list(made.values())), made.__getitem__)
        for number in made:
            stories.place(number)
        assert sorted(map(len, stories.members.values())) == [1, 1, 1]

    def test_asks_for_as_few_documents_when_there_are_many(self):
        order = [(event, version) for version in range(16) for event in range(8)]
        made = {number: report(*one) for number, one in enumerate(order)}
        asked: Counter[int] = Counter()

        def fetch(number: int) -> Article:
            asked[number] += 1
            return made[number]

        stories = Stories(learned(list(made.values())), fetch)
        for number in range(len(made) - 1):
            stories.place(number)
        stories._fetch.cache_clear()
        asked.clear()
        stories.place(len(made) - 1)
        assert asked.total() <= 1 + 8 * 6


class TestRestore:
    def test_goes_on_where_it_was(self):
        order = [(event, version) for version in range(2) for event in range(3)]
        before, _ = clustered(order)
        made = {number: report(*one) for number, one in enumerate([*order, (1, 2), (5, 0)])}
        after = Stories(learned(list(made.values())), made.__getitem__)
        for story, members in before.members.items():
            for number in members:
                after.restore(number, story, before.marks(number))
        (joined,) = after.place(6)
        assert joined.kind == "join"
        assert set(after.members[joined.story]) == {1, 4, 6}
        (new,) = after.place(7)
        assert (new.kind, new.story) == ("new", 4)

    def test_numbers_of_stories_that_are_gone_are_not_given_again(self):
        stories = Stories(learned([]), {0: report(0, 0)}.__getitem__, first=9)
        assert stories.place(0)[0].story == 9


class TestMerge:
    def test_two_stories_become_one_under_the_older_number(self):
        made = {number: report(0, number) for number in range(6)}
        stories = Stories(learned([*made.values(), *(report(event, 0) for event in range(1, 8))]), made.__getitem__)
        for number in range(5):
            stories.restore(number, 3 if number < 2 else 7, stories.marks(number))
        told = stories.place(5)
        assert [change.kind for change in told] == ["join", "merge"]
        assert (told[1].story, told[1].other) == (3, 7)
        assert stories.members == {3: tuple(stories.members[3])}
        assert sorted(stories.members[3]) == list(range(6))

    def test_no_document_is_lost_or_doubled(self):
        stories, _ = clustered([(event % 3, version) for version in range(8) for event in range(3)])
        placed = [number for members in stories.members.values() for number in members]
        assert sorted(placed) == list(range(24))


class TestSplit:
    def test_a_story_of_two_events_is_parted_when_it_grows(self):
        made = {number: report(number % 2, number // 2) for number in range(8)}
        stories = Stories(learned([*made.values(), *(report(event, 0) for event in range(2, 8))]), made.__getitem__)
        for number in range(7):
            stories.restore(number, 1, stories.marks(number))
        told = stories.place(7)
        assert [change.kind for change in told] == ["join", "split"]
        assert (told[1].story, told[1].other) == (1, 2)
        assert {number % 2 for number in stories.members[1]} != {number % 2 for number in stories.members[2]}
        assert counts(told) == {"join": 1, "split": 1}


class TestMarks:
    def test_are_few_and_the_same_again(self):
        space = learned([report(0, 0), report(1, 0)])
        found = marks(space, report(0, 0))
        assert found == marks(space, report(0, 0))
        assert 8 < len(found) <= MARKS + 6
        assert len(set(found)) == len(found)

    def test_reports_of_one_event_share_some_across_languages(self):
        greek = article(None, "Το φράγμα πάνω από το Βέλκοβο έσπασε. Ο Στόγιαν Ραντούλοφ μέτρησε 1.200 σπίτια.", "el")
        space = learned([report(0, 0), greek, report(1, 0), report(2, 0)])
        assert set(marks(space, report(0, 0))) & set(marks(space, greek))

    def test_only_the_latest_documents_are_kept_under_a_mark(self):
        made = {number: report(0, number) for number in range(POSTED + 10)}
        stories = Stories(learned([report(0, 0)]), made.__getitem__)
        for number in made:
            stories.restore(number, 1, ["one"])
        assert len(stories._posted["one"]) == POSTED


@pytest.mark.parametrize("event", ["nanping-talks", "video-summit", "joint-air-patrol"])
def test_most_of_an_event_of_the_news_web_is_one_story_in_all_languages(event, topic_stories):
    found = topic_stories[event]
    assert found.most_common(1)[0][1] >= 0.7 * found.total()


def test_no_story_of_the_news_web_mixes_events(topic_stories):
    owners: dict[int, set[str]] = {}
    for event, found in topic_stories.items():
        for story in found:
            owners.setdefault(story, set()).add(event)
    assert sum(len(events) > 1 for events in owners.values()) <= 1


@pytest.fixture(scope="module")
def topic_stories() -> dict[str, Counter[int]]:
    """By event of the pages about the story: how many of its documents each story holds."""
    pages = [page for outlet in world.load().outlets for page in outlet.articles if page.relation != "unrelated"]
    pages.sort(key=lambda page: page.published)
    texts = ["\n".join(block.text for block in page.body) for page in pages]
    made = [article(p.title, text, p.language, p.published.date()) for p, text in zip(pages, texts, strict=True)]
    stories = Stories(learned(made), made.__getitem__)
    for number in range(len(made)):
        stories.place(number)
    story = {number: one for one, members in stories.members.items() for number in members}
    found: dict[str, Counter[int]] = {}
    for number, page in enumerate(pages):
        found.setdefault(page.event, Counter())[story[number]] += 1
    return found
