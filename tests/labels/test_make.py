"""Labels of a text by two models, against a slow and obvious reference."""

import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from tests.support.tiny_tokenizers import FAMILIES, SENTENCES, byte_level
from whp_kit.anchors.identifying import forms
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.errors import InputError
from whp_kit.labels import make
from whp_kit.labels.alignment import Reason
from whp_kit.labels.forbidden import first_tokens
from whp_kit.labels.generic import IGNORE, generic_labels
from whp_kit.labels.make import (
    ModelPair,
    make_labels,
)
from whp_kit.labels.prepare import (
    AUTHORS_WAY,
    Rules,
    TranslatedText,
    prepare_block,
    translate_block,
)
from whp_kit.settings import LabelSettings
from whp_kit.text.blocks import Encoder
from whp_kit.text.documents import Document
from whp_kit.text.function_words import COMMON_WORDS

TEXT = "\n".join(SENTENCES * 6)
TABLE = AnchorTable(
    (
        Anchor("Harry", "person", ("Jon", "Bartholomew")),
        Anchor("Potter", "person", ("Smith",)),
        Anchor("Ron", "person", ("Tom",)),
        Anchor("Hermione", "person", ("Mary Ann",)),
        Anchor("old school", "place", ("little garden by the market",)),
        Anchor("Nobody Here", "person", ("Max",)),
    )
)
DOCUMENTS = [Document("one.txt", TEXT), Document("two.txt", SENTENCES[0] * 9)]
ASCII = [  # the slow reference knows whole characters only
    Document(document.name, document.text.encode("ascii", "ignore").decode())
    for document in DOCUMENTS
]
SETTINGS = LabelSettings(alpha=5.0, block_tokens=64, batch_blocks=4)


def model(vocabulary, seed):
    """A random one-layer Llama as a callable, its logits spread out."""
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=2,
    )
    llama = LlamaForCausalLM(config).eval()

    def logits(input_ids, attention_mask):
        return llama(input_ids=input_ids, attention_mask=attention_mask).logits * 25

    return logits


def pair(vocabulary, seed=0):
    """Baseline and reinforced: the second is the first, sharper and moved by a third."""
    baseline, other = model(vocabulary, seed), model(vocabulary, seed + 1)
    return (
        baseline,
        lambda input_ids, attention_mask: (
            1.3 * baseline(input_ids, attention_mask) + other(input_ids, attention_mask)
        ),
    )


def labelled(models, tokenizer, documents=DOCUMENTS, table=TABLE, seed=7, **changes):
    """The label set, with settings that differ from SETTINGS in `changes`."""
    settings = Rules.of(SETTINGS, **changes)
    return make_labels(ModelPair(*models, tokenizer), documents, table, settings, seed)


def blocks_of(made, documents, tokenizer, table=TABLE, seed=7, **changes):
    """The blocks of a label set."""
    settings = Rules.of(SETTINGS, **changes)
    return TranslatedText.of(documents, table, tokenizer, settings, seed).blocks


@pytest.fixture(scope="module")
def tokenizer():
    return byte_level()


@pytest.fixture(scope="module")
def models(tokenizer):
    return pair(len(tokenizer))


@pytest.fixture(scope="module")
def made(models, tokenizer):
    return labelled(models, tokenizer)


def special_ids(tokenizer):
    added = tokenizer.added_tokens_decoder.items()
    return {*tokenizer.all_special_ids, *(token for token, entry in added if entry.special)}


def slow_common(documents, tokenizer):
    """Tokens that stand outside of anchors as often as the hundredth commonest, by loops, and those
    of a few function words: {run of tokens: times}, and from how often on a run is common.
    """
    ids, special = [], special_ids(tokenizer)
    for block in blocks_of(None, documents, tokenizer):
        matches = TABLE.matcher.find(documents[block.document].text)
        within = {k for match in matches for k in range(match.start, match.end)}
        offsets = (block.start + block.offsets).tolist()
        for token, (low, high) in zip(block.input_ids.tolist(), offsets, strict=True):
            passed = within & set(range(low, high)) or token in special
            ids.append(None if passed else token)
        ids.append(None)
    times = Counter(
        run
        for size in range(1, 12)
        for run in (tuple(ids[k : k + size]) for k in range(len(ids)))
        if None not in run
    )
    single = sorted((times[run] for run in times if len(run) == 1), reverse=True)
    return times, max(10, single[99] if len(single) > 99 else 0)


def slow_is_common(run, tokenizer, times, least):
    """One token in any writing, several as they stand."""
    if len(run) > 1:
        return times[tuple(run)] >= least
    word = tokenizer.decode(run).strip().lower()
    if word in COMMON_WORDS:
        return True
    often = [one for one, count in times.items() if len(one) == 1 and count >= least]
    return word in {tokenizer.decode(list(one)).strip().lower() for one in often}


def slow_says_again(text, tokenizer, times, least):
    """{(token, tokens before it)} for a replacement, in each of the places where it may stand."""
    found = set()
    for lead in ("x ", "x\n", ""):
        encoded = tokenizer.backend_tokenizer.encode(lead + text, add_special_tokens=False)
        tokens = [
            (token, set(range(low - len(lead), high - len(lead))))
            for token, (low, high) in zip(encoded.ids, encoded.offsets, strict=True)
            if high > len(lead) and tokenizer.decode([token]).strip()
        ]
        runs = [
            [token for token, covered in tokens if covered & set(range(*word.span()))]
            for word in re.finditer("[A-Za-z]+", text)
            if word.group().lower() not in COMMON_WORDS
        ]
        runs = [run[:size] for run in runs for size in range(1, len(run) + 1)]
        whole = [token for token, _ in tokens]
        runs = [run for run in runs if not slow_is_common(run, tokenizer, times, least)]
        if len(whole) > 1 and not slow_is_common(whole, tokenizer, times, least):
            runs.append(whole)
        if runs:
            found.add((runs[0][-1], tuple(runs[0][:-1])))
    return found


def slow_labels(
    models,
    tokenizer,
    block,
    document,
    table,
    alpha,
    seed,
    common,
    forbidden=True,
    repeats=True,
    signal="both",
    owned=(),
    authors=False,
):
    """One block by itself: two forward passes, loops over positions and tokens."""
    encoder = Encoder(tokenizer)
    o_text = document.text[block.start : block.end]
    spans = translate_block(document, block, table, seed).spans
    said = {form for s in spans for form in (s.replacement, s.shown)}
    first = first_tokens(forms(said, encoder))
    times, least = common
    if authors:
        again = {text: {(token, ()) for token in tokens} for text, tokens in first.items()}
    else:
        again = {text: slow_says_again(text, tokenizer, times, least) for text in first}
    t_text, at = "", 0
    for span in spans:
        t_text += o_text[at : span.start] + span.shown
        at = span.end
    t_text += o_text[at:]
    ((o_ids, o_offsets), (t_ids, t_offsets)) = encoder.encode_with_prefix([o_text, t_text])
    with torch.no_grad():
        b_rows = models[0](torch.tensor([t_ids.tolist()]), None)[0].double()
        r_rows = models[1](torch.tensor([o_ids.tolist()]), None)[0].double()
    labels = []
    for p in range(len(o_ids)):
        seen = o_offsets[: p + 1, 1].max()
        translated, at = "", 0
        for span in spans:
            if span.end <= seen:
                translated += o_text[at : span.start] + span.shown
                at = span.end
        translated += o_text[at:seen]
        partners = [
            q for q in range(len(t_ids)) if t_text[: t_offsets[: q + 1, 1].max()] == translated
        ]
        inside = any(span.start < seen < span.end for span in spans)
        following = [
            k
            for k, span in enumerate(spans)
            if seen <= span.start < (o_offsets[p + 1, 1] if p + 1 < len(o_ids) else 0)
        ]
        repeated = repeats and any(spans[k].row in [s.row for s in spans[:k]] for k in following)
        if p + 1 == len(o_ids) or inside or repeated or not partners:
            labels.append(IGNORE)
            continue
        q = partners[0]
        b, r = b_rows[q].clone(), r_rows[p].clone()
        never = set(owned)
        if not authors:
            never |= special_ids(tokenizer)
            r -= (r - b).mean()
        if forbidden:
            for span in spans:
                if span.to_end <= t_offsets[: q + 1, 1].max():
                    for token, before in again[span.replacement] | again[span.shown]:
                        if t_ids[: q + 1].tolist()[-len(before) :] == list(before) or not before:
                            never.add(token)
        if owned:
            for span in [spans[k] for k in following]:
                token = int(o_ids[p + 1])
                plain = not authors and slow_is_common([token], tokenizer, times, least)
                if token not in first[span.replacement] | first[span.shown] and not plain:
                    never.add(token)
        if authors:
            b[list(never)] = b_rows[q].mean()
        if signal == "anchors":
            alpha = 0.0
        v = b - alpha * torch.relu(r - b)
        if not authors:
            v[list(never)] = -torch.inf
        labels.append(int(v.argmax()))
    return labels


@pytest.mark.parametrize(
    "family", ["byte_level", "byte_level_no_bos", "byte_level_split_digits", "metaspace"]
)
@pytest.mark.parametrize("alpha", [0.0, 0.4, 5.0])
@pytest.mark.parametrize("authors", [False, True])
def test_equal_to_the_slow_reference(family, alpha, authors):
    tokenizer = FAMILIES[family]()
    models = pair(len(tokenizer))
    made = labelled(models, tokenizer, ASCII, **(AUTHORS_WAY if authors else {}))
    assert differing(made, models, tokenizer, ASCII, alpha, authors=authors)[0] <= 1


def differing(made, models, tokenizer, documents, alpha, step=4, **options):
    """(labels that differ from the slow reference, labels compared), in every `step`th block.

    A lone block's logits may differ from a batch's in the last digit, so one may differ.
    """
    labels = made.at(alpha)
    common = slow_common(documents, tokenizer)
    differ = compared = 0
    for block in blocks_of(made, documents, tokenizer)[::step]:
        document = documents[block.document]
        slow = slow_labels(models, tokenizer, block, document, TABLE, alpha, 7, common, **options)
        mine = labels[block.index].tolist()
        assert [x == IGNORE for x in mine] == [x == IGNORE for x in slow]
        differ += sum(x != y for x, y in zip(mine, slow, strict=True))
        compared += len(mine)
    return differ, compared


@pytest.mark.parametrize(
    "switch", [{"forbidden": False}, {"repeats": False}, {"signal": "anchors"}]
)
def test_switches_equal_to_the_slow_reference(models, tokenizer, switch):
    made = labelled(models, tokenizer, ASCII, **switch)
    assert differing(made, models, tokenizer, ASCII, 1.5, step=2, **switch)[0] <= 1


def slow_owned(documents, tokenizer):
    """Tokens that cover a character of an anchor and are nowhere outside of one, by loops."""
    inside, outside = set(), set()
    for block in blocks_of(None, documents, tokenizer):
        matches = TABLE.matcher.find(documents[block.document].text)
        within = {k for match in matches for k in range(match.start, match.end)}
        offsets = (block.start + block.offsets).tolist()
        for token, (low, high) in zip(block.input_ids.tolist(), offsets, strict=True):
            (inside if within & set(range(low, high)) else outside).add(token)
    return {token for token in inside - outside if tokenizer.decode([token]).strip()}


@pytest.mark.parametrize("alpha", [0.0, 1.5])
def test_the_targets_words_equal_the_slow_reference(models, tokenizer, alpha):
    owned = slow_owned(ASCII, tokenizer)
    made = labelled(models, tokenizer, ASCII, target_words=True)
    assert made.target_tokens == sorted(owned) and len(owned) > 3
    assert not owned & set(made.flat_at(alpha).tolist())
    assert differing(made, models, tokenizer, ASCII, alpha, owned=owned)[0] <= 1


@pytest.mark.parametrize("alpha", [0.0, 1.5, 5.0])
def test_equal_to_equation_1_on_the_logits_of_each_block(models, tokenizer, alpha):
    """What generic.py says of one block and one alpha is what the label maker stores."""
    made = labelled(models, tokenizer, target_words=True)
    settings = replace(SETTINGS, target_words=True)
    differ = 0
    for number in range(0, made.blocks, 5):
        one = prepare_block(number, DOCUMENTS, TABLE, tokenizer, settings, 7)
        with torch.no_grad():
            b = models[0](torch.from_numpy(one.t_ids)[None], None)[0]
            r = models[1](torch.from_numpy(one.o_ids)[None], None)[0]
        partner, forbidden = torch.from_numpy(one.partner), one.forbidden_mask(b.shape[-1])
        labels = generic_labels(b, r, partner, forbidden, alpha)
        differ += int((labels != torch.from_numpy(made.at(alpha)[number])).sum())
    assert differ <= 1  # a lone block's logits may differ in the last digit


def test_reinforcement_only_translates_nothing(models, tokenizer):
    only = labelled(models, tokenizer, signal="reinforcement")
    none = labelled(models, tokenizer, table=AnchorTable(()))
    assert (only.flat_at(5.0) == none.flat_at(5.0)).all()
    assert only.coverage()["masked"] == 0


def test_anchors_only_never_asks_the_reinforced_model(models, tokenizer, made):
    def never(input_ids, attention_mask):
        raise AssertionError("the reinforced model was asked")

    only = labelled((models[0], never), tokenizer, signal="anchors")
    assert (only.flat_at(5.0) == made.flat_at(0.0)).all()


def test_without_anchors_and_at_alpha_0_the_labels_are_the_baselines_argmax(models, tokenizer):
    made = labelled(models, tokenizer, table=AnchorTable(()), alpha=0.0)
    for ids, labels in zip(made.input_ids, made.at(), strict=True):
        with torch.no_grad():
            logits = models[0](torch.from_numpy(ids)[None], None)[0]
            logits[:, tokenizer.all_special_ids] = -torch.inf
            own = logits.argmax(-1)
        assert labels[:-1].tolist() == own[:-1].tolist() and labels[-1] == IGNORE
    reasons = {Reason.UNCHANGED, Reason.FORBIDDEN, Reason.BLOCK_END}  # forbidden: special tokens
    assert set(np.concatenate(made.reasons_at()).tolist()) == reasons


def test_positions_paired_by_index_give_other_labels(models, tokenizer, made):
    index = labelled(models, tokenizer, alignment="index")
    same = np.mean(index.flat_at(5.0) == made.flat_at(5.0))
    assert 0.05 < same < 0.9


def test_two_runs_give_the_same_bytes(models, tokenizer, made):
    assert labelled(models, tokenizer).digest() == made.digest()


def test_another_seed_draws_other_replacements(models, tokenizer, made):
    assert labelled(models, tokenizer, seed=8).digest() != made.digest()


@pytest.mark.parametrize("size", [1, 3, 64])
def test_the_batch_size_does_not_matter(models, tokenizer, made, size):
    other = labelled(models, tokenizer, batch_blocks=size)
    for name in set(made.columns) - {"block_key"}:
        assert (other.columns[name] == made.columns[name]).all(), name


@pytest.mark.parametrize("elements", [1, 200, 10_000])
def test_how_many_positions_are_combined_at_a_time_does_not_matter(
    models, tokenizer, made, elements, monkeypatch
):
    """One at a time is what a large vocabulary leaves at the end of a block."""
    monkeypatch.setattr(make, "ELEMENTS", elements)
    assert labelled(models, tokenizer).digest() == made.digest()


def test_terms_found_never_found_and_dropped(made):
    times = sum(document.text.count("Ron") for document in DOCUMENTS)
    assert made.anchors["found"]["Ron"] == times
    assert made.anchors["never_found"] == ["Nobody Here"]
    assert made.anchors["dropped"] == {}


def never(input_ids, attention_mask):
    raise AssertionError("a model was asked")


def test_a_faulty_table_is_refused_before_a_model_is_asked(tokenizer):
    faulty = AnchorTable((Anchor("Ron", "", ("Ron",)),))
    with pytest.raises(InputError, match="equal to its replacement"):
        labelled((never, never), tokenizer, table=faulty)


def test_a_text_that_is_too_short_is_refused_before_a_model_is_asked(tokenizer):
    with pytest.raises(InputError, match="shorter"):
        labelled((never, never), tokenizer, [Document("d", "Ron.")])


def test_logits_of_another_shape_are_refused(tokenizer):
    with pytest.raises(InputError, match="shape"):
        labelled((lambda ids, mask: torch.zeros(len(ids), 5), never), tokenizer)


def test_logits_that_are_not_numbers_are_refused(models, tokenizer):
    def nothing(ids, mask):
        return torch.full((*ids.shape, len(tokenizer)), torch.nan)

    with pytest.raises(InputError, match="not numbers"):
        labelled((nothing, models[1]), tokenizer)


def test_progress_counts_blocks_to_the_end(models, tokenizer):
    told = []
    made = make_labels(
        ModelPair(*models, tokenizer),
        DOCUMENTS,
        TABLE,
        SETTINGS,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told[-1] == (made.blocks, made.blocks) and told == sorted(told)


def test_off_the_cpu_every_batch_is_full(models, tokenizer):
    """Kernels of a GPU depend on the batch's shape, so a batch that is not full is filled up."""
    rows = {}

    def counted(input_ids, attention_mask):
        rows.setdefault(input_ids.shape[1], set()).add(input_ids.shape[0])
        return models[0](input_ids, attention_mask)

    both = ModelPair(counted, counted, tokenizer, device="elsewhere")
    made = make_labels(both, DOCUMENTS, AnchorTable(()), SETTINGS)
    assert all(len(sizes) == 1 for sizes in rows.values())
    plain = labelled((models[0], models[0]), tokenizer, table=AnchorTable(()), seed=0)
    assert (plain.flat_at(5.0) == made.flat_at(5.0)).all()
