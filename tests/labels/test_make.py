"""Labels from a text and two models: a slow and obvious reference for all of it, relabelling, the file."""

import numpy as np
import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from tests.support.tiny_tokenizers import FAMILIES, SENTENCES, byte_level
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.errors import InputError
from whp_kit.labels.alignment import Reason
from whp_kit.labels.forbidden import first_tokens
from whp_kit.labels.label_set import IGNORE, LabelSet
from whp_kit.labels.make import make_labels, relabel, translate_block
from whp_kit.text.blocks import Block, Encoder, pack
from whp_kit.text.documents import Document

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
OPTIONS = {"block_tokens": 64, "batch_blocks": 4, "seed": 7}


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


def blocks_of(labelset):
    """The set's blocks, as the corpus would give them."""
    columns = labelset.columns
    where = zip(
        columns["block_document"],
        columns["block_cell"],
        columns["block_part"],
        columns["block_start"],
        columns["block_end"],
        strict=True,
    )
    parts = zip(where, labelset.input_ids, labelset.offsets, strict=True)
    return [
        Block(int(d), k, int(c), int(p), int(s), int(e), pack(i, o - s))
        for k, ((d, c, p, s, e), i, o) in enumerate(parts)
    ]


@pytest.fixture(scope="module")
def tokenizer():
    return byte_level()


@pytest.fixture(scope="module")
def models(tokenizer):
    return pair(len(tokenizer))


@pytest.fixture(scope="module")
def made(models, tokenizer):
    return make_labels(*models, tokenizer, DOCUMENTS, TABLE, **OPTIONS)


def slow_labels(
    models,
    tokenizer,
    block,
    document,
    table,
    alpha,
    seed,
    forbidden=True,
    repeats=True,
    signal="both",
    owned=(),
):
    """One block by the letter of METHOD 4: two forward passes on lone blocks, loops over positions and tokens."""
    encoder = Encoder(tokenizer)
    o_text = document.text[block.start : block.end]
    spans = translate_block(document, block, table, seed).spans
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
        again = repeats and any(spans[k].row in [s.row for s in spans[:k]] for k in following)
        if p + 1 == len(o_ids) or inside or again or not partners:
            labels.append(IGNORE)
            continue
        q = partners[0]
        b, r = b_rows[q].clone(), r_rows[p].clone()
        if forbidden:
            mean = b_rows[q].mean()
            for span in spans:
                if span.to_end <= t_offsets[: q + 1, 1].max():
                    for token in {
                        *first_tokens(span.replacement, encoder),
                        *first_tokens(span.shown, encoder),
                    }:
                        b[token] = mean
        b[list(owned)] = b_rows[q].mean()
        if owned:
            for span in [spans[k] for k in following]:
                if o_ids[p + 1] not in {
                    *first_tokens(span.replacement, encoder),
                    *first_tokens(span.shown, encoder),
                }:
                    b[o_ids[p + 1]] = b_rows[q].mean()
        if signal == "anchors":
            alpha = 0.0
        v = b - alpha * torch.relu(r - b)
        labels.append(int(v.argmax()))
    return labels


@pytest.mark.parametrize(
    "family", ["byte_level", "byte_level_no_bos", "byte_level_split_digits", "metaspace"]
)
def test_equal_to_the_slow_reference(family):
    tokenizer = FAMILIES[family]()
    # The reference knows whole characters only.
    ascii_only = [Document(d.name, d.text.encode("ascii", "ignore").decode()) for d in DOCUMENTS]
    both = pair(len(tokenizer))
    labelset = make_labels(*both, tokenizer, ascii_only, TABLE, **OPTIONS)
    for alpha in (0.0, 0.4, 5.0):
        labels = labelset.at(alpha)
        differ = 0
        for block in blocks_of(labelset)[::4]:
            slow = slow_labels(both, tokenizer, block, ascii_only[block.document], TABLE, alpha, 7)
            mine = labels[block.index].tolist()
            assert [x == IGNORE for x in mine] == [x == IGNORE for x in slow]
            differ += sum(x != y for x, y in zip(mine, slow, strict=True))
        assert differ <= 1  # a lone block's logits may differ in the last digit


@pytest.mark.parametrize(
    "switch", [{"forbidden": False}, {"repeats": False}, {"signal": "anchors"}]
)
def test_switches_equal_to_the_slow_reference(models, tokenizer, switch):
    labelset = make_labels(*models, tokenizer, DOCUMENTS[1:], TABLE, **OPTIONS, **switch)
    differ = 0
    for block in blocks_of(labelset):
        slow = slow_labels(models, tokenizer, block, DOCUMENTS[1], TABLE, 1.5, 7, **switch)
        differ += sum(
            x != y for x, y in zip(labelset.at(1.5)[block.index].tolist(), slow, strict=True)
        )
    assert differ <= 1


def slow_owned(documents, tokenizer, table):
    """Tokens that cover a character of an anchor somewhere and are nowhere outside of one, by loops over characters."""
    inside, outside = set(), set()
    labelset = make_labels(*pair(len(tokenizer)), tokenizer, documents, table, **OPTIONS)
    for block in blocks_of(labelset):
        matches = table.matcher.find(documents[block.document].text)
        within = {k for match in matches for k in range(match.start, match.end)}
        for token, (low, high) in zip(
            block.input_ids.tolist(), (block.start + block.offsets).tolist(), strict=True
        ):
            (inside if within & set(range(low, high)) else outside).add(token)
    return {token for token in inside - outside if tokenizer.decode([token]).strip()}


def test_the_targets_words_equal_the_slow_reference(models, tokenizer):
    text = [Document(d.name, d.text.encode("ascii", "ignore").decode()) for d in DOCUMENTS]
    owned = slow_owned(text, tokenizer, TABLE)
    labelset = make_labels(*models, tokenizer, text, TABLE, target_words=True, **OPTIONS)
    assert labelset.record["owned"] == sorted(owned) and len(owned) > 3
    for alpha in (0.0, 1.5):
        assert not owned & set(labelset.flat_at(alpha).tolist())
        differ = 0
        for block in blocks_of(labelset)[::4]:
            slow = slow_labels(
                models, tokenizer, block, text[block.document], TABLE, alpha, 7, owned=owned
            )
            differ += sum(
                x != y for x, y in zip(labelset.at(alpha)[block.index].tolist(), slow, strict=True)
            )
        assert differ <= 1


def test_reinforcement_only_translates_nothing(models, tokenizer):
    only = make_labels(*models, tokenizer, DOCUMENTS, TABLE, signal="reinforcement", **OPTIONS)
    none = make_labels(*models, tokenizer, DOCUMENTS, AnchorTable(()), **OPTIONS)
    assert [a.tolist() for a in only.at(5.0)] == [b.tolist() for b in none.at(5.0)]
    assert only.coverage()["total"]["masked"] == 0


def test_without_anchors_and_at_alpha_0_the_labels_are_the_baselines_argmax(models, tokenizer):
    labelset = make_labels(*models, tokenizer, DOCUMENTS, AnchorTable(()), alpha=0.0, **OPTIONS)
    for ids, labels in zip(labelset.input_ids, labelset.at(), strict=True):
        with torch.no_grad():
            own = models[0](torch.from_numpy(ids)[None], None)[0].argmax(-1)
        assert labels[:-1].tolist() == own[:-1].tolist() and labels[-1] == IGNORE
    assert set(np.concatenate(labelset.reasons).tolist()) == {Reason.UNCHANGED, Reason.BLOCK_END}


def test_index_alignment_is_another_thing(models, tokenizer, made):
    index = make_labels(*models, tokenizer, DOCUMENTS, TABLE, alignment="index", **OPTIONS)
    same = np.mean(index.flat_at(5.0) == made.flat_at(5.0))
    assert 0.05 < same < 0.9


def test_labels_and_masked_make_tokens_less_one_in_each_block(made):
    report = made.coverage()
    for row, labels in zip(report["blocks"], made.at(), strict=True):
        assert row["labels"] + row["masked"] == row["tokens"] - 1 == len(labels) - 1
        assert row["labels"] == (labels != IGNORE).sum()
        assert (
            row["labels"]
            == row["unchanged"] + row["lowered"] + row["translated"] + row["forbidden"]
        )
        assert row["masked"] == row["repeat"] + row["inside_anchor"] + row["unaligned"]
    total = report["total"]
    assert (
        total["tokens"] == made.tokens
        and total["repeat"] > 0
        and total["inside_anchor"] > 0
        and total["blocks"] == made.blocks
    )
    found = report["anchors"]
    assert (
        found["found"]["Ron"] == sum(d.text.count("Ron") for d in DOCUMENTS)
        and found["never_found"] == ["Nobody Here"]
        and found["dropped"] == {}
    )


def test_reasons_say_which_rule_spoke_last(made):
    at_0, at_5 = made.flat_at(0.0), made.flat_at(5.0)
    base, reasons = made.flat_reasons_at(0.0), made.flat_reasons_at(5.0)
    masked = base >= Reason.REPEAT
    assert (at_0[masked] == IGNORE).all() and (at_0[~masked] != IGNORE).all()
    assert ((reasons == Reason.LOWERED) == (at_0 != at_5)).all() and (
        reasons == Reason.LOWERED
    ).any()
    assert (reasons[reasons != Reason.LOWERED] == base[reasons != Reason.LOWERED]).all()
    ids = np.concatenate(made.input_ids)
    translated = np.flatnonzero(base == Reason.TRANSLATED)
    assert len(translated) and (at_0[translated] != ids[translated + 1]).all()


def test_two_runs_give_the_same_bytes_and_another_seed_does_not(models, tokenizer, made):
    assert make_labels(*models, tokenizer, DOCUMENTS, TABLE, **OPTIONS).digest() == made.digest()
    assert (
        make_labels(*models, tokenizer, DOCUMENTS, TABLE, **{**OPTIONS, "seed": 8}).digest()
        != made.digest()
    )


def test_the_batch_size_does_not_matter(models, tokenizer, made):
    for size in (1, 3, 64):
        other = make_labels(
            *models, tokenizer, DOCUMENTS, TABLE, **{**OPTIONS, "batch_blocks": size}
        )
        assert all((other.columns[name] == made.columns[name]).all() for name in made.columns)


def test_the_file_gives_back_everything(tmp_path, made):
    made.save(tmp_path / "labels.safetensors")
    read = LabelSet.load(tmp_path / "labels.safetensors")
    assert read.digest() == made.digest() and read.record == made.record and read.alpha == 5.0
    assert (tmp_path / "labels.safetensors").stat().st_size == made.stored_bytes()
    assert [a.tolist() for a in read.at(2.5)] == [a.tolist() for a in made.at(2.5)]
    assert [a.tolist() for a in read.offsets] == [a.tolist() for a in made.offsets]
    for block in blocks_of(read)[:5]:
        text = DOCUMENTS[block.document].text[block.start : block.end]
        assert tokenizer_text(block) == text
    assert made.stored_bytes() / made.tokens < 24


def tokenizer_text(block):
    return byte_level().decode(block.input_ids[1:], clean_up_tokenization_spaces=False)


def test_paths_are_what_at_reads(made):
    block = 2
    for alpha in (0.0, 1.0, 7.5):
        labels = made.at(alpha)[block]
        for position in range(0, len(labels), 5):
            path = made.path(block, position)
            assert (labels[position] == IGNORE) == (path == [])
            if path:
                assert labels[position] == [token for token, since in path if since <= alpha][-1]


@pytest.mark.parametrize(
    "content", [None, b"", b"not safetensors at all", b"\x08\0\0\0\0\0\0\0{}      "]
)
def test_a_file_that_holds_no_labels_is_refused(tmp_path, content):
    path = tmp_path / "labels.safetensors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        LabelSet.load(path)
    assert "labels.safetensors" in str(caught.value) and "04_generate_labels" in caught.value.remedy


def test_alpha_out_of_range_is_refused(made):
    for alpha in (-1.0, float("nan"), float("inf")):
        with pytest.raises(InputError, match="alpha"):
            made.at(alpha)


def test_bad_input_is_refused_before_a_model_is_asked(models, tokenizer):
    def never(input_ids, attention_mask):
        raise AssertionError("a model was asked")

    faulty = AnchorTable((Anchor("Ron", "", ("Ron",)),))
    with pytest.raises(InputError, match="equal to its replacement"):
        make_labels(never, never, tokenizer, DOCUMENTS, faulty, **OPTIONS)
    with pytest.raises(InputError, match="signal"):
        make_labels(never, never, tokenizer, DOCUMENTS, TABLE, signal="neither", **OPTIONS)
    with pytest.raises(InputError, match="shorter"):
        make_labels(never, never, tokenizer, [Document("d", "Ron.")], TABLE, **OPTIONS)
    with pytest.raises(InputError, match="shape"):
        make_labels(
            lambda i, m: torch.zeros(len(i), 5), never, tokenizer, DOCUMENTS, TABLE, **OPTIONS
        )
    with pytest.raises(InputError, match="not numbers"):
        make_labels(
            lambda i, m: torch.full((*i.shape, 5), torch.nan),
            models[1],
            tokenizer,
            DOCUMENTS,
            TABLE,
            **OPTIONS,
        )


def test_progress_counts_blocks_to_the_end(models, tokenizer):
    told = []
    made = make_labels(
        *models,
        tokenizer,
        DOCUMENTS[1:],
        TABLE,
        progress=lambda done, total: told.append((done, total)),
        **OPTIONS,
    )
    assert told[-1] == (made.blocks, made.blocks) and told == sorted(told)


def edited(*changes, rows=TABLE.rows):
    return AnchorTable(tuple(changes) + rows)


@pytest.mark.parametrize(
    "table",
    [
        edited(Anchor("lake", "place", ("pond",))),
        edited(rows=TABLE.rows[1:]),
        edited(Anchor("girl, the boy", "", ("cat",))),
        edited(Anchor("Ronald", "", ("Max",)), rows=TABLE.rows[::-1]),
        AnchorTable(()),
    ],
    ids=["one more", "one less", "across edges", "another order", "none"],
)
def test_relabelling_equals_a_full_run_to_the_byte(models, tokenizer, made, table):
    full = make_labels(*models, tokenizer, DOCUMENTS, table, **OPTIONS)
    again = relabel(made, *models, tokenizer, DOCUMENTS, table)
    assert again.digest() == full.digest()
    changed = sum(
        key.tobytes() not in {k.tobytes() for k in made.columns["block_key"]}
        for key in full.columns["block_key"]
    )
    assert again.computed == min(changed + 1, full.blocks) and full.computed == full.blocks


def test_relabelling_computes_only_what_changed(models, tokenizer, made):
    asked = []

    def counted(input_ids, attention_mask):
        asked.append(len(input_ids))
        return models[0](input_ids, attention_mask)

    again = relabel(
        made, counted, models[1], tokenizer, DOCUMENTS, edited(Anchor("snowed", "", ("rained",)))
    )
    holding = sum("snowed" in DOCUMENTS[b.document].text[b.start : b.end] for b in blocks_of(made))
    assert again.computed == sum(asked) == holding + 1 < made.blocks / 2
    same = relabel(made, *models, tokenizer, DOCUMENTS, TABLE)
    assert same.digest() == made.digest() and same.computed == 1


def test_labels_of_other_models_are_not_kept(models, tokenizer, made):
    other = model(len(tokenizer), 5)
    again = relabel(made, models[0], other, tokenizer, DOCUMENTS, TABLE)
    assert (
        again.digest()
        == make_labels(models[0], other, tokenizer, DOCUMENTS, TABLE, **OPTIONS).digest()
        != made.digest()
    )


def test_a_changed_text_is_labelled_anew(models, tokenizer, made):
    documents = [DOCUMENTS[0], Document("two.txt", SENTENCES[2] * 9)]
    assert (
        relabel(made, *models, tokenizer, documents, TABLE).digest()
        == make_labels(*models, tokenizer, documents, TABLE, **OPTIONS).digest()
    )


def test_relabelling_follows_the_targets_words(models, tokenizer):
    options = OPTIONS | {"target_words": True}
    before = make_labels(*models, tokenizer, DOCUMENTS, TABLE, **options)
    fewer = AnchorTable(TABLE.rows[1:])
    for first, table in (
        (before, fewer),
        (make_labels(*models, tokenizer, DOCUMENTS, fewer, **options), TABLE),
    ):
        again, full = (
            relabel(first, *models, tokenizer, DOCUMENTS, table),
            make_labels(*models, tokenizer, DOCUMENTS, table, **options),
        )
        assert again.digest() == full.digest() and first.record["owned"] != full.record["owned"]
