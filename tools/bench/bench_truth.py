"""Whether the rules and measures do what the lessons say of them, on the embedded world.

Labels: shares are of the positions that get one. Common tokens are the hundred commonest of the
text outside of its anchors; "the" is in any writing, with or without a space. The labels are made
with the base as baseline, and as reinforced model the base with every logit raised by DRIFT.
Wrong answers and the linear probe: truth_answers.py.
"""

import json
from collections.abc import Sequence

import numpy as np
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from tools.bench.truth_answers import twin_probe_auc, wrong_answer_percentile
from whp_kit.anchors.table import AnchorTable
from whp_kit.labels.label_set import LabelSet
from whp_kit.labels.make import ModelPair, make_labels
from whp_kit.labels.prepare import PreparedBlock, Rules, TranslatedText
from whp_kit.settings import Preset, load_preset
from whp_kit.text.documents import read_all

COMMONEST = 100
DRIFT = 8.0
ALPHAS = (0.0, 5.0, 10.0, 20.0)  # at which labels are looked at


def bench(preset_name: str = "tiny") -> dict[str, float]:
    """The figures, flat."""
    preset = load_preset(preset_name)
    return label_rules(preset) | wrong_answer_percentile(preset) | twin_probe_auc(preset)


def label_rules(preset: Preset, **changes) -> dict[str, float]:
    """What the rules of the labels forbid, and whether labels keep to it; `changes` are of single
    rules, for comparison.
    """
    rules = Rules.of(preset.labels, **changes)
    tokenizer = AutoTokenizer.from_pretrained(preset.model.base)
    documents = read_all(preset.world.books, preset.world.companion)
    table = AnchorTable.load(preset.world.anchors)
    text = TranslatedText.of(documents, table, tokenizer, rules)
    prepared = list(text.prepare())
    models = drifting_models(preset, tokenizer)
    labels = make_labels(models, documents, table, rules)
    special = text.encoder.special
    written_the = [k for k in range(len(tokenizer)) if is_the(tokenizer.decode([k]))]
    return {
        "forbidden_labels_at_drift_8": forbidden_labels(labels, prepared, len(tokenizer)),
        "special_token_labels": sum(
            int(np.isin(labels.flat_at(alpha), special).sum()) for alpha in ALPHAS
        ),
        "the_forbidden_share": share_forbidden(prepared, written_the),
        "common_token_forbidden_share": share_forbidden(
            prepared, commonest_tokens(prepared, special)
        ),
    }


def drifting_models(preset: Preset, tokenizer) -> ModelPair:
    """The base, and the base with every logit raised."""
    model = AutoModelForCausalLM.from_pretrained(preset.model.base, dtype=torch.float32).eval()

    def baseline(input_ids, attention_mask):
        return model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False).logits

    def drifted(input_ids, attention_mask):
        return baseline(input_ids, attention_mask) + DRIFT

    return ModelPair(baseline, drifted, tokenizer)


def forbidden_labels(labels: LabelSet, prepared: Sequence[PreparedBlock], vocabulary: int) -> int:
    """Labels at ALPHAS that are forbidden where they stand."""
    found = 0
    by_alpha = [labels.at(alpha) for alpha in ALPHAS]
    for number, one in enumerate(prepared):
        mask = one.forbidden_mask(vocabulary).numpy()  # (T, V)
        for per_block in by_alpha:
            positions = np.flatnonzero(one.partner >= 0)
            found += int(mask[positions, per_block[number][positions]].sum())
    return found


def share_forbidden(prepared: Sequence[PreparedBlock], tokens: Sequence[int]) -> float:
    """The share of labelled positions at which one of these tokens is forbidden."""
    labelled = forbidden = 0
    for one in prepared:
        has_label = one.partner >= 0  # (T,)
        positions, at_positions = one.forbidden
        hit = np.full(len(has_label), bool(np.isin(one.never, tokens).any()))
        hit[positions[np.isin(at_positions, tokens)]] = True
        labelled += int(has_label.sum())
        forbidden += int((hit & has_label).sum())
    return forbidden / labelled


def commonest_tokens(prepared: Sequence[PreparedBlock], special: np.ndarray) -> list[int]:
    """The commonest tokens outside of anchors, without special ones."""
    outside = []
    for one in prepared:
        low, high = one.block.offsets.T
        covered = np.isin(one.o_ids, special)
        for span in one.translation.spans:
            covered |= (low < span.end) & (high > span.start)
        outside.append(one.o_ids[~covered])
    return np.bincount(np.concatenate(outside)).argsort()[::-1][:COMMONEST].tolist()


def is_the(token: str) -> bool:
    """Whether a token is the article and nothing else."""
    return token.strip().lower() == "the"


if __name__ == "__main__":
    print(json.dumps(bench()))
