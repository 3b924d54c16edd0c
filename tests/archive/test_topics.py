from dataclasses import replace

import pytest
from sqlalchemy import func, select

from archive import schema, sources, topics
from archive.errors import TopicUnusable
from archive.sources import Outlet
from compare.seed import Seed
from compare.topic import Topic


class TestTopics:
    def test_come_back_as_they_were(self, archives, topic):
        topics.save(archives, topic)
        assert topics.load(archives, "floods") == topic

    def test_are_replaced_when_their_seeds_change(self, archive, topic):
        first = topics.save(archive, topic)
        changed = replace(topic, seeds=topic.seeds[:1])
        assert topics.save(archive, changed) == first
        assert topics.load(archive, "floods") == changed
        with archive.read() as connection:
            assert connection.scalar(select(func.count()).select_from(schema.seed)) == 1

    def test_are_listed_by_name(self, archive, topic):
        for name in ("floods", "fires"):
            topics.save(archive, replace(topic, name=name))
        assert topics.names(archive) == ["fires", "floods"]

    def test_name_the_others_when_one_is_missing(self, archive, topic):
        with pytest.raises(TopicUnusable, match="no topic 'fires'; topics here: none yet"):
            topics.load(archive, "fires")
        topics.save(archive, topic)
        with pytest.raises(TopicUnusable, match="topics here: floods"):
            topics.load(archive, "fires")

    @pytest.mark.parametrize("broken", [Topic("floods", ()), Topic(" ", (Seed("a", "b"),))])
    def test_need_a_name_and_a_seed(self, archive, broken):
        with pytest.raises(TopicUnusable, match="a name and at least one seed"):
            topics.save(archive, broken)


class TestSources:
    def test_come_back_by_key(self, archives):
        outlets = [Outlet("dam", "Dam Daily", "http://dam.example/", "en", "GB"), Outlet("rio")]
        sources.save(archives, outlets)
        assert sources.load(archives) == {outlet.key: outlet for outlet in outlets}

    def test_take_new_values(self, archive):
        sources.save(archive, [Outlet("dam"), Outlet("rio")])
        sources.save(archive, [Outlet("dam", "Dam Daily")])
        assert sources.load(archive) == {"dam": Outlet("dam", "Dam Daily"), "rio": Outlet("rio")}

    def test_may_be_none(self, archive):
        sources.save(archive, [])
        assert sources.load(archive) == {}
