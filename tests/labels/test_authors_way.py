"""With the authors' way of forbidding, labels are those of the label maker before there was another
way, to the byte.
"""

import numpy as np
import pytest
import torch

from tests.labels.test_make import DOCUMENTS, SETTINGS, TABLE, labelled, pair
from tests.support.tiny_tokenizers import FAMILIES
from whp_kit.labels.alignment import NONE, Reason
from whp_kit.labels.alpha import alpha_paths
from whp_kit.labels.label_set import BlockLabels, assemble
from whp_kit.labels.make import _logits
from whp_kit.labels.prepare import AUTHORS_WAY, Rules, TranslatedText
from whp_kit.text.blocks import Encoder


def former_first_tokens(replacements, encoder):
    texts = sorted(set(replacements))
    encoded = encoder.encode(lead + text for text in texts for lead in ("x ", "x\n", ""))
    first = {}
    for text in texts:
        tokens = set()
        for lead in ("x ", "x\n", ""):
            ids, offsets = next(encoded)
            past_lead = ids[np.maximum.accumulate(offsets[:, 1]) > len(lead)].tolist()
            tokens.update([token for token in past_lead if encoder.shows(token)][:1])
        first[text] = frozenset(tokens)
    return first


def former_forbidden(one, first, target_words):
    """Positions and tokens, (F,) each."""
    spans, pairs = one.translation.spans, set()
    t_ends = np.maximum.accumulate(one.t_offsets[:, 1])
    for span in spans:
        since = int(np.searchsorted(t_ends, span.to_end, side="left"))
        for token in first[span.replacement] | first[span.shown]:
            positions = np.flatnonzero(one.partner >= since)
            pairs.update((position, token) for position in positions.tolist())
    if target_words:
        o_ends = np.maximum.accumulate(one.block.offsets[:, 1])
        for span in spans:
            begins = int(np.searchsorted(o_ends, span.start, side="right"))
            if 0 < begins < len(one.o_ids):
                token = int(one.o_ids[begins])
                if token not in first[span.replacement] | first[span.shown]:
                    pairs.add((begins - 1, token))
    return tuple(np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2).T)


def former_labels(one, forbidden, owned, b_all, r_all):
    """The labels of one block as they were made before."""
    row = torch.zeros(b_all.shape[-1], dtype=torch.bool)
    row[owned] = True
    mask = row.repeat(len(one.o_ids), 1)
    mask[forbidden] = True
    labelled = np.flatnonzero(one.partner != NONE)
    b = b_all[torch.from_numpy(one.partner[labelled])]
    allowed = torch.where(mask[labelled], b.mean(dim=-1, keepdim=True), b)
    first, counts, tokens, alphas = (
        column.numpy() for column in alpha_paths(allowed, r_all[labelled])
    )
    labels, steps = np.zeros(len(one.o_ids), np.int64), np.zeros(len(one.o_ids), np.int64)
    labels[labelled], steps[labelled] = first, counts
    reasons = one.pairing.reason.copy()
    other = one.pairing.translated[labelled] & (first != one.o_ids[labelled + 1])
    reasons[labelled] = np.where(other, Reason.TRANSLATED, Reason.UNCHANGED)
    reasons[labelled[(allowed.amax(dim=-1) < b.amax(dim=-1)).numpy()]] = Reason.FORBIDDEN
    return BlockLabels.packed(reasons, labels, steps, tokens, alphas)


@pytest.mark.parametrize("family", ["byte_level", "byte_level_no_bos", "metaspace"])
@pytest.mark.parametrize("target_words", [False, True])
def test_the_authors_way_is_the_former_one_to_the_byte(family, target_words):
    tokenizer = FAMILIES[family]()
    models = pair(len(tokenizer))
    changes = {**AUTHORS_WAY, "target_words": target_words, "batch_blocks": 1}
    made = labelled(models, tokenizer, **changes)
    text = TranslatedText.of(DOCUMENTS, TABLE, tokenizer, Rules.of(SETTINGS, **changes), 7)
    spans = [span for translation in text.translations for span in translation.spans]
    replacements = {form for span in spans for form in (span.replacement, span.shown)}
    first = former_first_tokens(replacements, Encoder(tokenizer))
    labels = []
    for one in text.prepare():
        with torch.no_grad():
            b, r = (
                _logits(model, [ids], 1)[0]
                for model, ids in zip(models, (one.t_ids, one.o_ids), strict=True)
            )
        forbidden = former_forbidden(one, first, target_words)
        labels.append(former_labels(one, forbidden, made.target_tokens, b, r))
    former = assemble(made.record, text.blocks, [b"x"] * len(labels), labels, 0)
    for name in set(made.columns) - {"block_key"}:
        assert made.columns[name].dtype == former.columns[name].dtype
        assert (made.columns[name] == former.columns[name]).all(), name
