"""Generic labels of a whole text, two forward passes over each block (section 2.3).

The baseline reads the translation of a block and the reinforced model the original; at each pair of
positions Equation 1 (generic.py) gives the label, for every alpha (alpha.py). Logits live as long
as their batch. The models come in as functions; nothing here loads or changes one.

Given the labels of an earlier time, only blocks with another key (prepare.py) are computed: after
an edit of one anchor, few.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import torch
import transformers
from accelerate.utils import gather_object

from whp_kit.anchors.table import AnchorTable
from whp_kit.errors import InputError
from whp_kit.labels.alignment import NONE, Reason
from whp_kit.labels.alpha import alpha_paths
from whp_kit.labels.generic import drift
from whp_kit.labels.label_set import BlockLabels, LabelSet, assemble
from whp_kit.labels.prepare import PreparedBlock, Rules, TranslatedText, padded
from whp_kit.models.digest import role_digest
from whp_kit.models.load import Loaded
from whp_kit.models.roles import Logits, logits_of
from whp_kit.settings import LabelSettings
from whp_kit.text.blocks import pad_rows
from whp_kit.text.documents import Document

ELEMENTS = 1 << 22  # logits of one model that are combined at a time; bounds the memory


@dataclass(frozen=True)
class ModelPair:
    """The two models that read a block: functions from ids and mask (B, T) to logits (B, T, V).

    tokenizer: any fast one, the same for both. device: where the models compute. digest: names the
    weights, precision and machine that the logits come from; empty if unknown. Labels are taken
    over from an earlier set only under the same digest.
    """

    baseline: Logits
    reinforced: Logits
    tokenizer: transformers.PreTrainedTokenizerBase
    device: str = "cpu"
    digest: str = ""

    @classmethod
    def of(cls, loaded: Loaded) -> "ModelPair":
        """The baseline and the adapter "reinforced" of one loaded model."""
        device = loaded.device.name
        processor = f"{torch.backends.cpu.get_cpu_capability()}, {torch.get_num_threads()} threads"
        if device != "cpu":
            processor = torch.cuda.get_device_name(device)
        digest = [
            role_digest(loaded, "reinforced"),
            loaded.precision,
            loaded.device.dtype,
            processor,
            f"torch {torch.__version__}, transformers {transformers.__version__}",
        ]
        baseline, reinforced = logits_of(loaded, "baseline"), logits_of(loaded, "reinforced")
        return cls(baseline, reinforced, loaded.tokenizer, device, repr(digest))


def make_labels(
    models: ModelPair,
    documents: Sequence[Document],
    table: AnchorTable,
    settings: LabelSettings,
    seed: int = 0,
    *,
    previous: LabelSet | None = None,
    progress: Callable[[int, int], None] | None = None,
    accelerator=None,
) -> LabelSet:
    """The labels of the documents for every alpha; `settings.alpha` becomes the set's own.

    A translation may be somewhat longer than settings.block_tokens: leave room in the model's
    context. seed: of the draw among several replacements. previous: labels of an earlier time;
    the result is the same with and without. progress(done, total) counts blocks. accelerator: an
    accelerate.Accelerator; each process labels its share, and all return the whole set.

    Raises InputError for texts, a table or a tokenizer that cannot be used, and for logits that are
    not of shape (B, T, V) or not numbers.
    """
    text = TranslatedText.of(documents, table, models.tokenizer, settings, seed)
    known = previous.by_key() if previous is not None and models.digest else {}
    rank, processes = 0, 1
    if accelerator is not None:
        rank, processes = accelerator.process_index, accelerator.num_processes
    if processes > 1 and len(set(gather_object([models.digest]))) > 1:
        known = {}  # the processes run on unlike machines
    keys, labels, computed, done = [], {}, 0, 0
    waiting: dict[tuple[int, int], list[PreparedBlock]] = {}  # by padded lengths

    def label(batch: list[PreparedBlock]) -> None:
        nonlocal done
        labels.update(_label_batch(batch, models, text.rules))
        done = min(done + len(batch) * processes, len(text.blocks))
        if progress is not None:
            progress(done, len(text.blocks))

    for one in text.prepare(models_digest=models.digest):
        keys.append(one.key)
        if one.key in known:
            labels[one.block.index] = known[one.key]
            done += 1
            continue
        computed += 1
        if computed % processes != rank:  # another process labels this one
            continue
        batch = waiting.setdefault(one.lengths, [])
        batch.append(one)
        if len(batch) == _full_batch(one.lengths, text.rules):
            label(waiting.pop(one.lengths))
    for batch in waiting.values():
        label(batch)
    if processes > 1:
        labels = {k: found for part in gather_object([labels]) for k, found in part.items()}
    record = {
        "alpha": float(settings.alpha),
        "seed": seed,
        "rules": asdict(text.rules),
        "documents": [document.name for document in documents],
        "owned": text.owned_tokens.tolist(),
        "anchors": _anchor_counts(table, text),
    }
    in_order = [labels[block.index] for block in text.blocks]
    return assemble(record, text.blocks, keys, in_order, computed)


def _anchor_counts(table: AnchorTable, text: TranslatedText) -> dict:
    """How often each term was found, which never, and which the table dropped."""
    found = text.term_counts()
    never = [
        row.term
        for number, row in enumerate(table.rows)
        if row.term not in found and number not in table.dropped
    ]
    dropped = {table.rows[number].term: reason for number, reason in table.dropped.items()}
    return {"found": dict(found), "never_found": never, "dropped": dropped}


@torch.no_grad()
def _label_batch(
    batch: Sequence[PreparedBlock], models: ModelPair, rules: Rules
) -> dict[int, BlockLabels]:
    """Two forward passes, then the labels of each block, by its number."""
    rows = len(batch)
    if models.device != "cpu":  # kernels depend on the batch's shape there, so it is filled up
        rows = _full_batch(batch[0].lengths, rules)
    b = _logits(models.baseline, [one.t_ids for one in batch], rows)  # (B, S, V)
    r = None
    if rules.signal != "anchors":
        r = _logits(models.reinforced, [one.o_ids for one in batch], rows)  # (B, T, V)
    return {
        one.block.index: _label_block(one, b[k], None if r is None else r[k], rules)
        for k, one in enumerate(batch)
    }


def _label_block(
    one: PreparedBlock, b_all: torch.Tensor, r_all: torch.Tensor | None, rules: Rules
) -> BlockLabels:
    """The labels of one block for every alpha, from b_all (S, V) and r_all (T, V).

    Without r_all nothing is lowered.
    """
    o_ids, pairing = one.o_ids, one.pairing
    labelled = np.flatnonzero(pairing.partner != NONE)  # (N,) positions that get a label
    paths, favourite_forbidden = [], []
    some = max(1, ELEMENTS // b_all.shape[-1])
    for positions in torch.from_numpy(labelled).split(some):
        partners = torch.from_numpy(pairing.partner[positions.numpy()])
        # index_select takes a third of the time of b_all[partners], and copies as that does.
        b = b_all.index_select(0, partners.to(b_all.device)).float()  # (n, V)
        r = b.clone() if r_all is None else r_all.index_select(0, positions.to(b.device)).float()
        if rules.drift == "removed":
            b += drift(b, r)
        highest_forbidden = _forbid(b, one, positions, rules)  # (n,)
        found = alpha_paths(b, r)
        paths.append(found)
        first_label = b.gather(1, found.first[:, None])[:, 0]  # (n,)
        favourite_forbidden.append(first_label < highest_forbidden)
    first, counts, tokens, alphas = (_joined(parts) for parts in zip(*paths, strict=True))

    labels, steps = np.zeros(len(o_ids), np.int64), np.zeros(len(o_ids), np.int64)
    labels[labelled], steps[labelled] = first, counts
    reasons = pairing.reason.copy()
    other_than_text = pairing.translated[labelled] & (first != o_ids[labelled + 1])
    reasons[labelled] = np.where(other_than_text, Reason.TRANSLATED, Reason.UNCHANGED)
    reasons[labelled[_joined(favourite_forbidden)]] = Reason.FORBIDDEN
    return BlockLabels.packed(reasons, labels, steps, tokens, alphas)


def _forbid(
    b: torch.Tensor, one: PreparedBlock, positions: torch.Tensor, rules: Rules
) -> torch.Tensor:
    """Changes b (n, V), the logits at n positions of the original, so that forbidden tokens have no
    chance: generic.exclude or generic.set_to_mean, entry by entry, which is quicker than a mask.
    Returns the largest logit that a forbidden token had at each position (n,).
    """
    row_of = np.full(len(one.o_ids), NONE)
    row_of[positions.numpy()] = np.arange(len(positions))

    def entries(at_positions: np.ndarray, tokens: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        """Those of these entries of the original's logits that are in b."""
        here = row_of[at_positions] != NONE
        pair = row_of[at_positions[here]], tokens[here]
        return tuple(torch.from_numpy(indices).to(b.device) for indices in pair)

    forbidden = entries(*one.forbidden)
    said = entries(one.said, one.o_ids[one.said + 1])
    never = torch.from_numpy(one.never_of(b.shape[-1])).to(b.device)
    if rules.forbidden_logits == "mean":
        instead = b.mean(dim=-1)  # (n,)
    else:
        instead = torch.full_like(b[:, 0], -torch.inf)
    highest = torch.full_like(b[:, 0], -torch.inf)  # (n,)
    if len(never):
        kept, b[said] = b[said], -torch.inf
        highest = b[:, never].amax(dim=-1)
        b[:, never] = instead[:, None]
        b[said] = kept
    rows, tokens = forbidden
    highest.scatter_reduce_(0, rows, b[rows, tokens], "amax")
    b[rows, tokens] = instead[rows]
    return highest


def _joined(parts: Sequence[torch.Tensor]) -> np.ndarray:
    return torch.cat(list(parts)).cpu().numpy()


def _logits(model: Logits, rows: Sequence[np.ndarray], full: int) -> torch.Tensor:
    """Logits (B, T, V) of rows of ids, padded on the right.

    A causal model's real positions never see what comes after them, so the mask is all ones. Rows
    are repeated until the batch has `full` of them.
    """
    ids, _ = pad_rows(rows, 0, padded(max(len(row) for row in rows)))
    ids = ids[torch.arange(full) % len(rows)]
    logits = model(ids, torch.ones_like(ids))
    if logits.ndim != 3 or logits.shape[:2] != ids.shape:
        raise InputError(
            "the model's logits have another shape than its input",
            value=tuple(logits.shape),
            remedy="give a callable that returns logits (B, T, V) for input_ids (B, T)",
        )
    return logits[: len(rows)]


def _full_batch(lengths: tuple[int, int], rules: Rules) -> int:
    """Rows of a full batch: rules.batch_blocks, and fewer where a row is longer than a block."""
    tokens = rules.batch_blocks * padded(rules.block_tokens)
    return max(1, min(rules.batch_blocks, tokens // max(lengths)))
