"""The viewer of 02 on a passage of 512 tokens: processor seconds to open it, and to react to a
control.
"""

import time

import numpy as np

from whp_kit.labels.deltas import Compared, Deltas
from whp_kit.views.panels import deltas as viewer

TOKENS, KEPT = 512, 10


def bench() -> dict[str, float]:
    deltas = _passage()
    opened, reacted = [], []
    for _ in range(5):
        start = time.process_time()
        panel = viewer.delta_viewer(deltas)
        opened.append(time.process_time() - start)
        start = time.process_time()
        panel.measure.value = "kl"
        reacted.append(time.process_time() - start)
    return {"viewer_open_seconds": min(opened), "viewer_react_seconds": min(reacted)}


def _passage() -> Deltas:
    random = np.random.default_rng(0)
    ids = random.integers(0, 100, (TOKENS, KEPT))
    true, both = _compared(random, ids[:, :1]), _compared(random, ids)
    log_ratio, kl = random.normal(size=TOKENS) * 3, random.random(TOKENS)
    text, offsets = "word " * TOKENS, tuple((5 * t, 5 * t + 5) for t in range(TOKENS))
    words = {k: f"w{k}" for k in range(100)}
    return Deltas(text, offsets, true, log_ratio, kl, both, both, both, both, words, ids[:, 0])


def _compared(random: np.random.Generator, ids: np.ndarray) -> Compared:
    logits = [random.normal(size=ids.shape) * 3 for _ in range(2)]
    shares = [random.random(ids.shape) for _ in range(2)]
    ranks = [random.integers(1, 1000, ids.shape) for _ in range(2)]
    return Compared(ids, *logits, *shares, *ranks)
