"""Common tokens: those of function words, and those that the text itself holds often."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.support.tiny_tokenizers import FAMILIES, byte_level
from whp_kit.text.blocks import Encoder
from whp_kit.text.common_tokens import BETWEEN, COMMONEST, LEAST, CommonTokens, tokens_outside
from whp_kit.text.function_words import COMMON_WORDS
from whp_kit.text.words import folded

TOKENIZER = byte_level(vocabulary=600)
ENCODER = Encoder(TOKENIZER)


def tokens(text):
    ((ids, _),) = ENCODER.encode([text])
    return tuple(ids.tolist())


def test_function_words_are_common_without_a_text():
    common = CommonTokens(ENCODER)
    (article,) = tokens(" the")
    assert (article,) in common and tokens("The")[:1] in common
    assert tokens(" market")[:1] not in common and tokens(" the market") not in common


@given(st.lists(st.integers(0, 150) | st.just(BETWEEN), max_size=3000).map(np.array))
def test_frequent_runs_are_common(ids):
    """Against counts by loops, over runs of one to three tokens."""
    common = CommonTokens(ENCODER, ids)
    counts = Counter(k for k in ids.tolist() if k != BETWEEN)
    times = sorted(counts.values(), reverse=True)
    least = max(LEAST, times[COMMONEST - 1] if len(times) >= COMMONEST else 0)
    often = {writing(token) for token, count in counts.items() if count >= least}
    for size in (1, 2, 3):
        runs = Counter(tuple(ids[k : k + size].tolist()) for k in range(len(ids) - size + 1))
        for run, count in list(runs.items())[:200]:
            if BETWEEN in run:
                continue
            expected = count >= least if size > 1 else writing(run[0]) in often | COMMON_WORDS
            assert (run in common) == expected


def writing(token):
    return folded(TOKENIZER.decode([token]).strip())


def test_what_is_common_in_one_writing_is_in_any():
    """At the start of a sentence an article stands less often than within one."""
    name, capitals = tokens(" Potter"), tokens(" POTTER")
    assert len(name) == len(capitals) == 1 and name != capitals
    assert capitals in CommonTokens(ENCODER, name * LEAST)
    assert capitals not in CommonTokens(ENCODER, name * (LEAST - 1))


def test_tokens_outside_of_spans():
    for family in ("byte_level", "metaspace", "wordpiece"):
        encoder = Encoder(FAMILIES[family]())
        text = "Harry went home.\nThe old school was shut, and Ron said so.\r\n\nNobody came"
        spans = [(text.index(term), text.index(term) + len(term)) for term in ("old school", "Ron")]
        expected, at = [], 0
        for line in text.splitlines(keepends=True):
            ((ids, offsets),) = encoder.encode([line])
            for token, (low, high) in zip(ids.tolist(), (at + offsets).tolist(), strict=True):
                inside = any(low < end and start < high for start, end in spans)
                expected.append(BETWEEN if inside else token)
            expected.append(BETWEEN)
            at += len(line)
        assert tokens_outside(text, spans, encoder).tolist() == expected
        assert expected.count(BETWEEN) > 5
