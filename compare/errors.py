"""Errors of comparison.

CompareError                 anything wrong with what comparison was given; one line for the user
├── EmbedMissing             the model of the [embed] extra is wanted and not installed
├── SketchDamaged            stored bytes that are no sketch of ours
└── TopicEmpty               a topic without seeds
"""

from __future__ import annotations


class CompareError(ValueError):
    """Base of the errors of comparison. ``str()`` is one line that says what to do."""


class EmbedMissing(CompareError):
    """The model of the ``[embed]`` extra is not installed; install it, or compare without."""


class SketchDamaged(CompareError):
    """Stored bytes that are no sketch of ours; make the sketch again from the text."""


class TopicEmpty(CompareError):
    """A topic without seeds has nothing to compare with; give it at least one."""
