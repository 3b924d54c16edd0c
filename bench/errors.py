"""Errors of the bench.

BenchError      a run that cannot be measured; the message is one line
└── CountOff    a mode that did not fetch, keep or look at every page
"""

from __future__ import annotations


class BenchError(Exception):
    """A run that cannot be measured."""


class CountOff(BenchError):
    """A mode that did not fetch, keep or look at every page: its figures would mean nothing."""
