"""Generic labels: the paper's arithmetic over two forward passes per batch (METHOD 4).

For each block: translate its text, pair the positions of the original with those of the translation, ask the baseline about the translation
and the reinforced model about the original, apply the forbidden rule, and keep for each position the tokens that win as alpha grows. One
pass over the text, batch by batch; logits live as long as their batch.

Models come in as callables and are never loaded here.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch

from whp_kit.anchors.matching import Match, Matches
from whp_kit.anchors.table import AnchorTable
from whp_kit.anchors.translate import Translation, translate
from whp_kit.errors import InputError
from whp_kit.labels.alignment import Pairing, Reason, align, align_by_index
from whp_kit.labels.alpha import alpha_paths
from whp_kit.labels.forbidden import (
    forbidden_since,
    learn_first_tokens,
    own_beginnings,
    owned_tokens,
)
from whp_kit.labels.forward import Forward, Logits, full_batch, padded
from whp_kit.labels.label_set import BlockLabels, LabelSet, assemble
from whp_kit.text.blocks import Block, Encoder, cut_at, nominal_edges
from whp_kit.text.documents import Document

TRANSLATE_AT_ONCE = 64  # blocks whose translations are tokenized together
DIGEST = 16  # bytes
SIGNALS = ("both", "reinforcement", "anchors")
ALIGNMENTS = ("characters", "index")


class Job(NamedTuple):
    """One block on its way through: its translation, tokenized, and the pairing of positions."""

    block: Block
    o_ids: np.ndarray  # (T,)
    t_ids: np.ndarray  # (S,)
    t_offsets: np.ndarray  # (S, 2), characters of the translation
    translation: Translation
    pairing: Pairing


class Plan(NamedTuple):
    """What is known before a model is asked: blocks, the matches in each document, the blocks' keys, the grids, the target's
    own tokens, the record."""

    blocks: list[Block]
    found: list[Matches]
    keys: np.ndarray  # (blocks, DIGEST) uint8
    grids: list[np.ndarray]
    owned: np.ndarray
    record: dict


def make_labels(
    baseline: Logits,
    reinforced: Logits | None,
    tokenizer,
    documents: Sequence[Document],
    table: AnchorTable,
    *,
    alpha: float = 5.0,
    block_tokens: int = 256,
    batch_blocks: int = 8,
    seed: int = 0,
    forbidden: bool = True,
    repeats: bool = True,
    target_words: bool = False,
    signal: str = "both",
    alignment: str = "characters",
    progress: Callable[[int, int], None] | None = None,
    accelerator=None,
) -> LabelSet:
    """Labels of the documents for every alpha; `alpha` is the one that the set calls its own.

    baseline, reinforced: see `Logits`; called under no_grad, the models left as they are. tokenizer: any fast one. block_tokens: the
    longest block, in tokens; a translation may be somewhat longer, so leave room below the model's context. batch_blocks: blocks in one
    forward pass. target_words: a token that the text holds only inside anchors is no label either, anywhere, nor is an anchor's own first
    token before it (beyond the paper): such logits too are first set to the row's mean. progress(done, total) counts blocks.
    accelerator: an accelerate.Accelerator; each of its processes labels its share of the blocks, and all come back with the whole set.

    For ablations: forbidden=False and repeats=False switch those rules off; signal="reinforcement" translates nothing, signal="anchors"
    lowers nothing (and never calls `reinforced`); alignment="index" pairs positions of equal index, which is the common fault.

    InputError: texts, table or tokenizer that cannot be used, an option that does not exist, logits of another shape than (B, T, V).
    """
    options = {
        **{
            "alpha": alpha,
            "block_tokens": block_tokens,
            "batch_blocks": batch_blocks,
            "seed": seed,
        },
        **{
            "forbidden": forbidden,
            "repeats": repeats,
            "target_words": target_words,
            "signal": signal,
            "alignment": alignment,
        },
    }
    return _make(
        baseline, reinforced, tokenizer, documents, table, None, progress, accelerator, options
    )


def relabel(
    previous: LabelSet,
    baseline: Logits,
    reinforced: Logits | None,
    tokenizer,
    documents: Sequence[Document],
    table: AnchorTable,
    progress: Callable[[int, int], None] | None = None,
    accelerator=None,
) -> LabelSet:
    """`make_labels` after an edit of the table, with the options that `previous` was made with, and equal to that full run to the byte.

    Only blocks whose translation is another than before are computed, and one more to compare: if that one or its logits come out
    differently (other models, another machine, another number of threads), nothing of `previous` is used. `.computed` of the result counts
    the blocks that the models were asked about. `previous` is left unchanged.
    """
    record = previous.record
    options = {"alpha": record["alpha"], "batch_blocks": record["batch_blocks"], **record["setup"]}
    options.pop("tokenizer")
    return _make(
        baseline, reinforced, tokenizer, documents, table, previous, progress, accelerator, options
    )


def _make(
    baseline,
    reinforced,
    tokenizer,
    documents,
    table,
    previous,
    progress,
    accelerator,
    options: dict,
) -> LabelSet:
    _check_options(options)
    encoder = Encoder(tokenizer)
    plan = _plan(documents, table.check(), encoder, previous, options)
    kept = _kept(plan, previous)
    todo = [k for k in range(len(plan.blocks)) if k not in kept]
    probe = next(iter(kept), None)
    if probe is not None:
        todo = sorted([*todo, probe])
    rank, world = (accelerator.process_index, accelerator.num_processes) if accelerator else (0, 1)
    own = todo[rank::world]
    jobs = _jobs(plan, documents, table, encoder, own, options)
    shelf = _Shelf([plan.blocks[k] for k in own])
    passes = Forward(baseline), Forward(reinforced)
    for batch in _batches(jobs, options):
        _label_batch(batch, *passes, encoder, plan.owned, options, shelf)
        if progress is not None:
            progress(
                min(len(kept) - (probe is not None) + shelf.done * world, len(plan.blocks)),
                len(plan.blocks),
            )
    found, vocabulary = _together(shelf.block_labels(), shelf.vocabulary, world)
    if probe is not None and not found[probe].same_as(kept[probe]):
        return _make(
            baseline, reinforced, tokenizer, documents, table, None, progress, accelerator, options
        )
    labels = [found[k] if k in found else kept[k] for k in range(len(plan.blocks))]
    return assemble(plan.record, plan.blocks, plan.keys, plan.grids, labels, vocabulary, len(found))


def _together(
    found: dict[int, BlockLabels], vocabulary: int, world: int
) -> tuple[dict[int, BlockLabels], int]:
    """What all processes found, in each of them."""
    if world == 1:
        return found, vocabulary
    from accelerate.utils import gather_object

    parts = gather_object([(found, vocabulary)])
    return {k: block for part, _ in parts for k, block in part.items()}, max(
        width for _, width in parts
    )


def _check_options(options: dict) -> None:
    for name, known in (("signal", SIGNALS), ("alignment", ALIGNMENTS)):
        if options[name] not in known:
            raise InputError(
                f"{name} is not known", value=options[name], remedy="use one of " + ", ".join(known)
            )
    if options["batch_blocks"] < 1:
        raise InputError(
            "batch_blocks is out of range", value=options["batch_blocks"], remedy="give 1 or more"
        )


# ---- before a model is asked -------------------------------------------------------------------------------------------------------


def _plan(documents, table, encoder, previous, options) -> Plan:
    """Cut the documents, with the anchors of all of them known, and give each block the key of what its labels depend on."""
    digests = [
        _digest(document.text.encode("utf-8", "surrogatepass")).hex() for document in documents
    ]
    setup = {
        name: options[name]
        for name in (
            "block_tokens",
            "seed",
            "forbidden",
            "repeats",
            "target_words",
            "signal",
            "alignment",
        )
    }
    setup["tokenizer"] = _digest(f"{encoder.prefix} {encoder.specification}".encode()).hex()
    same_texts = (
        previous is not None
        and previous.record["digests"] == digests
        and previous.record["setup"] == setup
    )
    if same_texts:
        grids = np.split(
            previous.columns["grid_edges"].astype(np.int64),
            np.cumsum(previous.columns["grid_counts"])[:-1],
        )
        known = _known_slices(previous)
    else:
        grids, known = (
            [
                nominal_edges(document.text, encoder, options["block_tokens"])
                for document in documents
            ],
            None,
        )
    found = [
        Matches([] if options["signal"] == "reinforcement" else table.matcher.find(document.text))
        for document in documents
    ]
    blocks = cut_at(
        documents,
        encoder,
        options["block_tokens"],
        grids,
        [matches.spans.astype(np.int64) for matches in found],
        known,
    )
    seal = _digest(repr(sorted(setup.items())).encode())
    keys = np.empty((len(blocks), DIGEST), dtype=np.uint8)
    for block in blocks:
        translation = _translated(documents, block, found, table, options["seed"])
        keys[block.index] = np.frombuffer(_key(seal, documents, block, translation), dtype=np.uint8)
    inside = (found[block.document].between(block.start, block.end) for block in blocks)
    owned = (
        owned_tokens(blocks, inside, encoder)
        if options["target_words"]
        else np.zeros(0, dtype=np.int64)
    )
    record = {
        "alpha": float(options["alpha"]),
        "batch_blocks": options["batch_blocks"],
        "setup": setup,
        "documents": [document.name for document in documents],
        "digests": digests,
        "owned": owned.tolist(),
        "anchors": _anchors_found(table, found),
    }
    return Plan(blocks, found, keys, grids, owned, record)


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=DIGEST).digest()


def _key(seal: bytes, documents, block: Block, translation: Translation) -> bytes:
    text = documents[block.document].text[block.start : block.end]
    spans = [
        (s.start, s.end, s.to_start, s.to_end, s.term, s.replacement, s.shown)
        for s in translation.spans
    ]
    return _digest(seal + repr((text, translation.text, spans)).encode("utf-8", "surrogatepass"))


def _translated(
    documents: Sequence[Document],
    block: Block,
    found: Sequence[Matches],
    table: AnchorTable,
    seed: int,
) -> Translation:
    matches = found[block.document].between(block.start, block.end)
    return _translated_block(documents[block.document], block, matches, table, seed)


def _translated_block(
    document: Document, block: Block, matches: list[Match], table: AnchorTable, seed: int
) -> Translation:
    name = f"{document.name}:{block.cell}.{block.part}"
    return translate(document.text[block.start : block.end], table, seed, name, matches)


def translate_block(
    document: Document, block: Block, table: AnchorTable, seed: int = 0
) -> Translation:
    """The translation that `make_labels` uses for this block (spans in characters of the block), for looking at it.

    A match is looked for in the whole document, so that the block's edges do not make words of parts of words.
    """
    return _translated_block(
        document,
        block,
        Matches(table.matcher.find(document.text)).between(block.start, block.end),
        table,
        seed,
    )


def _anchors_found(table: AnchorTable, found: Sequence[Matches]) -> dict:
    times = dict(sum((matches.counts() for matches in found), Counter()))
    never = [
        row.term
        for number, row in enumerate(table.rows)
        if row.term not in times and number not in table.dropped
    ]
    dropped = {table.rows[number].term: reason for number, reason in table.dropped.items()}
    return {"found": times, "never_found": never, "dropped": dropped}


def _known_slices(previous: LabelSet) -> dict[tuple[int, int, int], tuple[np.ndarray, np.ndarray]]:
    columns = previous.columns
    where = zip(
        columns["block_document"].tolist(),
        columns["block_start"].tolist(),
        columns["block_end"].tolist(),
        strict=True,
    )
    bounds = previous.bounds[1:-1]
    return dict(
        zip(
            where,
            zip(
                *(np.split(columns[name], bounds) for name in ("input_ids", "offsets")), strict=True
            ),
            strict=True,
        )
    )


def _kept(plan: Plan, previous: LabelSet | None) -> dict[int, BlockLabels]:
    """Blocks whose labels `previous` holds, by the key of what they depend on.

    A token that has become the target's own changes only paths that it stands on: elsewhere it lost already, and now it loses by more. One
    that is so no longer could win anywhere.
    """
    if previous is None or not set(previous.record["owned"]) <= set(plan.owned.tolist()):
        return {}
    added = np.setdiff1d(plan.owned, previous.record["owned"])
    old = dict(
        zip(
            (key.tobytes() for key in previous.columns["block_key"]),
            previous.block_labels(),
            strict=True,
        )
    )
    found = {k: old[key.tobytes()] for k, key in enumerate(plan.keys) if key.tobytes() in old}
    return {
        k: b
        for k, b in found.items()
        if not np.isin(b.first_tokens, added).any() and not np.isin(b.later_tokens, added).any()
    }


def _jobs(
    plan: Plan, documents, table, encoder: Encoder, todo: list[int], options
) -> Iterator[Job]:
    """Translate, tokenize and align, some blocks at a time."""
    for first in range(0, len(todo), TRANSLATE_AT_ONCE):
        some = todo[first : first + TRANSLATE_AT_ONCE]
        translations = [
            _translated(documents, plan.blocks[k], plan.found, table, options["seed"]) for k in some
        ]
        learn_first_tokens(
            {
                form
                for made in translations
                for span in made.spans
                for form in (span.replacement, span.shown)
            },
            encoder,
        )
        encoded = encoder.encode_with_prefix(
            translation.text for translation in translations if translation.spans
        )
        for k, translation in zip(some, translations, strict=True):
            block = plan.blocks[k]
            # Where nothing is replaced the translation is the block, tokens and all.
            t_ids, t_offsets = (
                next(encoded) if translation.spans else (block.input_ids, block.offsets)
            )
            if options["alignment"] == "index":
                pairing = align_by_index(block.input_ids, t_ids)
            else:
                pairing = align(
                    block.input_ids,
                    block.offsets,
                    t_ids,
                    t_offsets,
                    translation.spans,
                    repeats=options["repeats"],
                )
            yield Job(block, block.input_ids, t_ids, t_offsets, translation, pairing)


def _batches(jobs: Iterable[Job], options) -> Iterator[list[Job]]:
    """Jobs of the same padded lengths together, a batch as soon as it is full."""
    waiting: dict[tuple[int, int], list[Job]] = {}
    for job in jobs:
        lengths = padded([job.o_ids]), padded([job.t_ids])
        waiting.setdefault(lengths, []).append(job)
        if len(waiting[lengths]) == full_batch(
            max(lengths), options["batch_blocks"], options["block_tokens"]
        ):
            yield waiting.pop(lengths)
    for lengths in sorted(waiting):
        yield waiting[lengths]


# ---- with the models -----------------------------------------------------------------------------------------------------------------


class _Shelf:
    """Where labels are put as they come, in a few columns with room for all blocks (sorted by their numbers).

    Small arrays that stay, made while a batch's logits are there, would keep the heap from closing behind these, and memory would grow with
    the length of the text.
    """

    def __init__(self, blocks: Sequence[Block]):
        self.numbers = np.array([block.index for block in blocks], dtype=np.int64)
        self.starts = np.concatenate(
            [[0], np.cumsum([len(block.packed) for block in blocks], dtype=np.int64)]
        )
        self.total = int(self.starts[-1])
        self.reasons, self.counts = (
            np.zeros(self.total, dtype=np.uint8),
            np.zeros(self.total, dtype=np.uint16),
        )
        self.alphas = np.zeros(2 * self.total, dtype=np.float32)
        self.parts = np.zeros((len(blocks), 2), dtype=np.int64)  # of tokens and alphas, by block
        self.seals = np.zeros((len(blocks), DIGEST), dtype=np.uint8)
        self.done = self.filled = self.vocabulary = 0

    def of(self, vocabulary: int) -> None:
        """Take the room for tokens, once a model has told how many there are."""
        if not self.vocabulary:
            token = np.uint16 if vocabulary <= 1 << 16 else np.int32
            self.first, self.tokens = (
                np.zeros(self.total, dtype=token),
                np.zeros(2 * self.total, dtype=token),
            )
        self.vocabulary = vocabulary

    def put(
        self, block: Block, reasons, p: np.ndarray, first, counts, tokens, alphas, seal: bytes
    ) -> None:
        """Labels of the positions `p` of one block."""
        own, start = int(np.searchsorted(self.numbers, block.index)), self.filled
        place = slice(*self.starts[own : own + 2])
        self.reasons[place] = reasons
        self.first[place][p], self.counts[place][p] = first, counts
        self.filled += len(tokens)
        if self.filled > len(self.tokens):
            self.tokens, self.alphas = (
                np.resize(column, 2 * self.filled) for column in (self.tokens, self.alphas)
            )
        self.tokens[start : self.filled], self.alphas[start : self.filled] = tokens, alphas
        self.parts[own], self.seals[own] = (start, self.filled), np.frombuffer(seal, dtype=np.uint8)
        self.done += 1

    def block_labels(self) -> dict[int, BlockLabels]:
        """By block number, as views."""
        found = {}
        for own, number in enumerate(self.numbers.tolist()):
            place, part = slice(*self.starts[own : own + 2]), slice(*self.parts[own])
            columns = (
                self.reasons[place],
                self.first[place],
                self.counts[place],
                self.tokens[part],
                self.alphas[part],
            )
            found[number] = BlockLabels(*columns, self.seals[own].tobytes())
        return found


def _label_batch(
    batch: list[Job],
    baseline: Forward,
    reinforced: Forward,
    encoder: Encoder,
    owned,
    options,
    shelf: _Shelf,
) -> None:
    """Two forward passes, the rules and the paths; puts the labels of the batch on the shelf."""
    o_ids, t_ids = [job.o_ids for job in batch], [job.t_ids for job in batch]
    full = full_batch(
        max(padded(o_ids), padded(t_ids)), options["batch_blocks"], options["block_tokens"]
    )
    b_logits = baseline(t_ids, full)
    r_logits = None if options["signal"] == "anchors" else reinforced(o_ids, full)
    labelled = [np.flatnonzero(job.pairing.reason == 0) for job in batch]
    b_rows = np.concatenate(
        [
            k * b_logits.shape[1] + job.pairing.partner[p]
            for k, (job, p) in enumerate(zip(batch, labelled, strict=True))
        ]
    )
    pairs = _set_aside(batch, labelled, encoder, options)
    width = b_logits.shape[-1]
    shelf.of(width)
    if r_logits is None:
        paths = alpha_paths(
            b_logits.reshape(-1, width),
            None,
            torch.from_numpy(b_rows.astype(np.int64)),
            None,
            pairs,
            owned,
        )
    else:
        r_rows = np.concatenate([k * r_logits.shape[1] + p for k, p in enumerate(labelled)])
        rows = torch.from_numpy(b_rows.astype(np.int64)), torch.from_numpy(r_rows.astype(np.int64))
        paths = alpha_paths(
            b_logits.reshape(-1, width), r_logits.reshape(-1, width), *rows, pairs, owned
        )
    ends = np.cumsum([len(p) for p in labelled])[:-1]
    later_ends = np.concatenate([[0], np.cumsum(paths.counts)])[ends]
    parts = zip(
        batch,
        labelled,
        *(
            np.split(column, ends)
            for column in (paths.first, paths.counts, paths.stepped_aside, paths.seen)
        ),
        *(np.split(column, later_ends) for column in (paths.tokens, paths.alphas)),
        strict=True,
    )
    for job, p, first, counts, aside, seen, tokens, alphas in parts:
        reasons = job.pairing.reason.copy()
        says_otherwise = job.pairing.translated[p] & (first != job.o_ids[p + 1])
        reasons[p] = np.where(
            aside, Reason.FORBIDDEN, np.where(says_otherwise, Reason.TRANSLATED, Reason.UNCHANGED)
        )
        shelf.put(job.block, reasons, p, first, counts, tokens, alphas, _digest(seen.tobytes()))


def _set_aside(
    batch: list[Job], labelled: list[np.ndarray], encoder: Encoder, options
) -> tuple[np.ndarray, np.ndarray]:
    """(place among the labelled positions of the batch, token) of each token that may not be the label there, sorted by place."""
    empty = np.zeros(0, dtype=np.int64)
    places, tokens, base = [empty], [empty], 0
    for job, p in zip(batch, labelled, strict=True):
        since = (
            forbidden_since(job.translation.spans, job.t_offsets, encoder)
            if options["forbidden"]
            else {}
        )
        if since and len(p):
            named, first_row = np.array(sorted(since.items()), dtype=np.int64).T
            at, which = np.nonzero(job.pairing.partner[p][:, None] >= first_row)
            places.append(at + base)
            tokens.append(named[which])
        if options["target_words"]:
            before = own_beginnings(job.translation.spans, job.o_ids, job.block.offsets, encoder)
            at, named = np.array(before, dtype=np.int64).reshape(-1, 2).T
            there = np.isin(at, p)
            places.append(np.searchsorted(p, at[there]) + base)
            tokens.append(named[there])
        base += len(p)
    place, token = np.concatenate(places), np.concatenate(tokens)
    by_place = np.argsort(place, kind="stable")
    return place[by_place], token[by_place]
