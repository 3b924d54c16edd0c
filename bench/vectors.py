"""Vectors of texts by the model of the ``[embed]`` extra, kept in a file: a text costs a fifth of a second."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from compare.embed import E5, LEAD

Vectors = NDArray[np.float32]
BATCH = 20


def vectors(texts: Sequence[str], cache: Path | None) -> Vectors:
    """A row for each text's lead, as the model gives it. Raises EmbedMissing without the extra."""
    model = E5()
    leads = [text[:LEAD] for text in texts]
    keys = [hashlib.sha256(lead.encode()).hexdigest()[:24] for lead in leads]
    kept = dict(np.load(cache)) if cache and cache.exists() else {}
    missing = {key: lead for key, lead in zip(keys, leads, strict=True) if key not in kept}
    for start in range(0, len(missing), BATCH):
        part = dict(list(missing.items())[start : start + BATCH])
        kept |= dict(zip(part, model.encode(list(part.values())), strict=True))
    if cache and missing:
        np.savez(cache, **kept)
    return np.stack([kept[key] for key in keys])
