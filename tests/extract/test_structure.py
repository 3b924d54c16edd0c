"""Parts are kept beside the text without saying it twice."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Part
from extract.structure import packed, plain, unpacked

lines = st.text(st.characters(exclude_characters="\n"), min_size=1, max_size=20)
parts = st.lists(
    st.builds(
        Part,
        st.sampled_from(["heading", "paragraph", "item", "quote", "cell", "caption"]),
        lines,
        st.integers(-9, 400),
    ),
    max_size=8,
)


@given(parts)
def test_parts_come_back_through_json(made):
    kept = json.loads(json.dumps(packed(made)))
    assert unpacked(kept, plain(made)) == tuple(made)


@given(parts)
def test_parts_come_back_from_another_process(made):
    assert pickle.loads(pickle.dumps(made)) == made


def test_a_caption_is_no_line_of_the_text():
    made = (Part("paragraph", "One."), Part("caption", "Under a picture"), Part("paragraph", "Two."))
    assert plain(made) == "One.\nTwo."
    assert packed(made) == [["paragraph", 0], ["caption", 0, "Under a picture"], ["paragraph", 0]]


@pytest.mark.parametrize(
    ("kept", "text"), [([], "One."), ([["paragraph", 0]], "One.\nTwo."), ([["paragraph", 0]], ""), ([], "")]
)
def test_what_does_not_fit_the_text_has_no_parts(kept, text):
    assert unpacked(kept, text) == ()
