"""The viewer of 02 on a passage of 512 tokens: processor seconds to open it, and to react to a
control.
"""

import time

import numpy as np

from whp_kit.labels.deltas import BOTH, Compared, Deltas, Ranked
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
    both = Compared(ids, *(random.random((TOKENS, KEPT)) for _ in range(1 + len(BOTH))))
    numbers = [random.normal(size=TOKENS) * 3 for _ in range(3)]
    ranks = [random.integers(1, 1000, TOKENS) for _ in range(2)]
    shares = [random.random(TOKENS) for _ in range(2)]
    text, offsets = "word " * TOKENS, tuple((5 * t, 5 * t + 5) for t in range(TOKENS))
    words = {k: f"w{k}" for k in range(100)}
    return Deltas(
        text,
        offsets,
        ids[:, 0],
        *numbers,
        *ranks,
        *shares,
        Ranked(ids, both.values),
        both,
        both,
        both,
        words,
    )
