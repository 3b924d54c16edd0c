"""Imported by the fork server only, before any worker starts from it: what every worker would load is loaded once.

The one module that works when it is imported; that is what it is for. It saves each worker the language model and
the first page's look-ups (a second of CPU and 75 MB, shared from then on).
"""

from __future__ import annotations

import gc

from archive import worker
from compare.seed import Seed
from compare.topic import Matcher, Topic
from extract.article import extract
from extract.version import extractor_version

_PARAGRAPH = (
    "<p>" + "The council met on Monday and agreed on the plan, its secretary said in a statement. " * 4 + "</p>"
)

extract(f"<html><head><title>A first page</title></head><body>{_PARAGRAPH * 3}</body></html>".encode(), "about:blank")
extractor_version()
# A matcher of any topic loads the tables that all share.
Matcher(Topic("a first topic", (Seed("first", _PARAGRAPH, None, "en"),)))
worker.shared_url("about:blank", None)
# What stands now stays: no worker's collector goes through it or copies its memory (the documented use of gc.freeze).
gc.collect()
gc.freeze()
