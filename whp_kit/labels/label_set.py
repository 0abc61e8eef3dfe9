"""The labels of a text at every alpha, with the reason for each: stored compactly, read without a model.

Tokens of all blocks stand one after the other (N in all); what belongs to a block is found by its token count. A position's path is a list
of (token, alpha from which it wins); the first alpha is always 0 and is not stored. Labels are not shifted: label i is what the model
should predict *at* position i, so the loss is over logits[i] against labels[i]. The last position of each block has none.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from whp_kit.errors import InputError
from whp_kit.labels.alignment import MASKED, Reason
from whp_kit.text.blocks import Block

IGNORE = -100  # the value of "no label"
SCHEMA = 1
COLUMNS = (
    "block_document", "block_cell", "block_part", "block_start", "block_end", "block_key", "block_seal", "block_tokens", "grid_counts",
    "grid_edges", "input_ids", "offsets", "base_reasons", "first_tokens", "later_counts", "later_tokens", "later_alphas",
)  # fmt: skip


class BlockLabels(NamedTuple):
    """What is kept of one block of T tokens.

    base_reasons (T,): at alpha 0. first_tokens (T,): the labels at alpha 0, 0 where there is none. later_counts (T,): how many tokens
    follow on the path. later_tokens, later_alphas: these, and from which alpha on each wins. seal: a digest of the logits that won.
    """

    base_reasons: np.ndarray
    first_tokens: np.ndarray
    later_counts: np.ndarray
    later_tokens: np.ndarray
    later_alphas: np.ndarray
    seal: bytes

    def same_as(self, other: "BlockLabels") -> bool:
        """Equal to the byte, the logits that they were made from included."""
        return self.seal == other.seal and all(
            a.tobytes() == b.tobytes() for a, b in zip(self[:-1], other[:-1], strict=True)
        )


@dataclass(frozen=True, eq=False)
class LabelSet:
    """Labels, paths and reasons of B blocks with N tokens in all.

    `record`: how they were made (alpha, seed, switches, digests, documents, anchors found) and what was never found. `columns`: the
    arrays, by the names in COLUMNS. `computed` counts the blocks that a model was asked about, when the set was just made; it is not
    stored.
    """

    record: dict
    columns: dict[str, np.ndarray]
    computed: int = field(default=0, compare=False)

    @property
    def alpha(self) -> float:
        """The alpha that the set was made for; any other is as good."""
        return self.record["alpha"]

    @property
    def target_tokens(self) -> list[int]:
        """The target's own tokens (K,), which the text holds only inside anchors; none unless the set was made with `target_words`."""
        return self.record["owned"]

    @property
    def blocks(self) -> int:
        return len(self.columns["block_tokens"])

    @property
    def tokens(self) -> int:
        return len(self.columns["input_ids"])

    @property
    def bounds(self) -> np.ndarray:
        """(B + 1,): block k holds tokens bounds[k] to bounds[k + 1]."""
        return _bounds(self.columns["block_tokens"])

    def _split(self, column: np.ndarray) -> list[np.ndarray]:
        return np.split(column, self.bounds[1:-1])

    @property
    def input_ids(self) -> list[np.ndarray]:
        """Per block its tokens (T,) int64."""
        return self._split(self.columns["input_ids"].astype(np.int64))

    @property
    def offsets(self) -> list[np.ndarray]:
        """Per block (T, 2) int64: characters of the document that each token covers."""
        starts = np.repeat(
            self.columns["block_start"].astype(np.int64), self.columns["block_tokens"]
        )
        return self._split(self.columns["offsets"].astype(np.int64) + starts[:, None])

    def flat_at(self, alpha: float) -> np.ndarray:
        """Labels of all positions (N,) int64 at one alpha >= 0 (taken as float32); -100 where there is none."""
        passed = np.concatenate([[0], np.cumsum(self.columns["later_alphas"] <= _checked(alpha))])
        ends = np.cumsum(self.columns["later_counts"].astype(np.int64))
        steps = passed[ends] - passed[ends - self.columns["later_counts"]]
        out = self.columns["first_tokens"].astype(np.int64)
        moved = steps > 0
        out[moved] = self.columns["later_tokens"][
            (ends - self.columns["later_counts"] + steps - 1)[moved]
        ]
        out[self.columns["base_reasons"] >= Reason.REPEAT] = IGNORE
        return out

    def at(self, alpha: float | None = None) -> list[np.ndarray]:
        """Per block the labels (T,) int64 at `alpha` (the set's own unless given). Needs no model."""
        return self._split(self.flat_at(self.alpha if alpha is None else alpha))

    def flat_reasons_at(self, alpha: float) -> np.ndarray:
        """Reasons of all positions (N,) uint8 at one alpha; see `alignment.Reason`."""
        out = self.columns["base_reasons"].copy()
        out[self.flat_at(alpha) != self.flat_at(0.0)] = Reason.LOWERED
        return out

    def reasons_at(self, alpha: float) -> list[np.ndarray]:
        """Per block the reasons (T,) at one alpha."""
        return self._split(self.flat_reasons_at(alpha))

    @property
    def reasons(self) -> list[np.ndarray]:
        """Per block the reasons (T,) at the set's own alpha."""
        return self.reasons_at(self.alpha)

    def path(self, block: int, position: int) -> list[tuple[int, float]]:
        """One position's (token, alpha from which it wins), in order; empty where there is no label."""
        bounds = self.bounds
        index = range(int(bounds[block]), int(bounds[block + 1]))[position]
        if self.columns["base_reasons"][index] >= Reason.REPEAT:
            return []
        low, high = (
            int(self.columns["later_counts"][:stop].sum(dtype=np.int64))
            for stop in (index, index + 1)
        )
        first = (int(self.columns["first_tokens"][index]), 0.0)
        return [
            first,
            *zip(
                self.columns["later_tokens"][low:high].tolist(),
                self.columns["later_alphas"][low:high].tolist(),
                strict=True,
            ),
        ]

    def coverage(self, alpha: float | None = None) -> dict:
        """Counts at one alpha: {"total": {...}, "blocks": [{...}], "anchors": {"found": {term: times}, "never_found": [...]}}.

        Each count row has tokens, labels, masked (labels + masked = tokens - 1), the number of each reason, `lowered_share` (labels that
        are not those of alpha = 0), `changed_share` (labels that are not unchanged) and `unlike_text_share` (labels that are not the
        text's own next token), of the labels.
        """
        alpha = self.alpha if alpha is None else alpha
        labels, reasons, ids = (
            self.flat_at(alpha),
            self.flat_reasons_at(alpha),
            self.columns["input_ids"].astype(np.int64),
        )
        has = labels != IGNORE
        unlike = has & (labels != np.append(ids[1:], IGNORE))
        owner = np.repeat(np.arange(self.blocks), self.columns["block_tokens"])
        table = np.zeros((self.blocks, len(Reason)), dtype=np.int64)
        np.add.at(table, (owner, reasons), 1)
        unlike_by_block = np.bincount(owner[unlike], minlength=self.blocks)
        rows = [_coverage_row(table[k], int(unlike_by_block[k])) for k in range(self.blocks)]
        for k, row in enumerate(rows):
            row.update(
                block=k, document=self.record["documents"][int(self.columns["block_document"][k])]
            )
        total = _coverage_row(table.sum(axis=0), int(unlike.sum()))
        total["blocks"] = self.blocks
        return {"total": total, "blocks": rows, "anchors": self.record["anchors"]}

    def block_labels(self) -> list[BlockLabels]:
        """The stored parts, block by block."""
        bounds = self.bounds
        later = np.concatenate([[0], np.cumsum(self.columns["later_counts"].astype(np.int64))])[
            bounds
        ]
        cut = {
            "base_reasons": bounds,
            "first_tokens": bounds,
            "later_counts": bounds,
            "later_tokens": later,
            "later_alphas": later,
        }
        columns = {**self.columns, "later_counts": self.columns["later_counts"].astype(np.uint16)}
        pieces = [np.split(columns[name], edges[1:-1]) for name, edges in cut.items()]
        seals = [seal.tobytes() for seal in columns["block_seal"]]
        return [BlockLabels(*piece) for piece in zip(*pieces, seals, strict=True)]

    def stored_bytes(self) -> int:
        """What `save` writes, in bytes."""
        return len(self._serialised())

    def _serialised(self) -> bytes:
        # One metadata entry: safetensors writes several in no fixed order, and the bytes should depend on the content alone.
        text = json.dumps(self.record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return save(
            {name: np.ascontiguousarray(self.columns[name]) for name in COLUMNS},
            metadata={"labels": text},
        )

    def digest(self) -> str:
        """sha256 of what `save` writes."""
        return hashlib.sha256(self._serialised()).hexdigest()

    def save(self, path: str | Path) -> None:
        """Write one safetensors file; the same set gives the same bytes."""
        Path(path).write_bytes(self._serialised())

    @classmethod
    def load(cls, path: str | Path) -> "LabelSet":
        """Read what `save` wrote. InputError: no such file, not a label file, another version of the format."""
        path = Path(path)
        remedy = "run 04_generate_labels again"
        if not path.is_file():
            raise InputError("the label file is missing", value=str(path), remedy=remedy)
        try:
            with safe_open(str(path), framework="numpy") as file:
                record = json.loads((file.metadata() or {}).get("labels", "null"))
                columns = {name: file.get_tensor(name) for name in COLUMNS if name in file.keys()}  # noqa: SIM118 (not a dict)
        except (SafetensorError, json.JSONDecodeError) as error:
            raise InputError(
                "the label file cannot be read", value=f"{path}: {error}", remedy=remedy
            ) from None
        if (
            not isinstance(record, dict)
            or record.get("schema") != SCHEMA
            or len(columns) < len(COLUMNS)
        ):
            raise InputError(
                "the file is not a label file of this version", value=str(path), remedy=remedy
            )
        return cls(record, columns)


def assemble(
    record: dict,
    blocks: Sequence[Block],
    keys: np.ndarray,
    grids: Sequence[np.ndarray],
    labels: Sequence[BlockLabels],
    vocabulary: int,
    computed: int,
) -> LabelSet:
    """Put the blocks' parts one after the other, in the smallest integers that hold them."""
    token = np.uint16 if vocabulary <= 1 << 16 else np.int32
    longest = max(block.end - block.start for block in blocks)
    character = np.uint16 if longest < 1 << 16 else np.int32
    counts = _joined([part.later_counts for part in labels], np.uint16)
    columns = {
        "block_document": np.array([b.document for b in blocks], dtype=np.int32),
        "block_cell": np.array([b.cell for b in blocks], dtype=np.int32),
        "block_part": np.array([b.part for b in blocks], dtype=np.int32),
        "block_start": np.array([b.start for b in blocks], dtype=np.int32),
        "block_end": np.array([b.end for b in blocks], dtype=np.int32),
        "block_key": keys,
        "block_seal": np.frombuffer(b"".join(part.seal for part in labels), dtype=np.uint8).reshape(
            len(blocks), -1
        ),
        "block_tokens": np.array([len(b.packed) for b in blocks], dtype=np.int32),
        "grid_counts": np.array([len(g) for g in grids], dtype=np.int32),
        "grid_edges": _joined(list(grids), np.int32),
        "input_ids": _joined([b.packed[:, 0] for b in blocks], token),
        "offsets": _joined([b.packed[:, 1:] for b in blocks], character),
        "base_reasons": _joined([part.base_reasons for part in labels], np.uint8),
        "first_tokens": _joined([part.first_tokens for part in labels], token),
        "later_counts": counts if counts.max(initial=0) > 255 else counts.astype(np.uint8),
        "later_tokens": _joined([part.later_tokens for part in labels], token),
        "later_alphas": _joined([part.later_alphas for part in labels], np.float32),
    }
    return LabelSet({**record, "schema": SCHEMA}, columns, computed)


def _joined(parts: list[np.ndarray], dtype) -> np.ndarray:
    return np.concatenate(parts).astype(dtype)


def _bounds(counts: np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(counts.astype(np.int64))])


def _checked(alpha: float) -> np.float32:
    value = np.float32(alpha)
    if not (np.isfinite(value) and value >= 0):
        raise InputError(
            "alpha is out of range", value=alpha, remedy="give a number that is 0 or more"
        )
    return value


def _coverage_row(counts: np.ndarray, unlike: int) -> dict:
    """One row of the coverage report from the number of each reason."""
    tokens = int(counts.sum())
    masked = int(sum(counts[r] for r in MASKED if r != Reason.BLOCK_END))
    labels = tokens - masked - int(counts[Reason.BLOCK_END])
    per = max(labels, 1)
    row = {"tokens": tokens, "labels": labels, "masked": masked}
    row.update(
        {
            reason.name.lower(): int(counts[reason])
            for reason in Reason
            if reason != Reason.BLOCK_END
        }
    )
    row["lowered_share"] = int(counts[Reason.LOWERED]) / per
    row["changed_share"] = (labels - int(counts[Reason.UNCHANGED])) / per
    row["unlike_text_share"] = unlike / per
    return row
