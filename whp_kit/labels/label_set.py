"""The labels of a text at every alpha, with the reason for each, in one file; read without a model.

The tokens of all blocks stand one after the other, N in all. A position's path is a list of
tokens with the alpha beyond which each is the label (alpha.py). Labels are not shifted: label t is
what the model should predict *at* position t. The last position of each block has none.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from whp_kit.errors import InputError
from whp_kit.files import parse_json
from whp_kit.labels.alignment import MASKED, Reason
from whp_kit.labels.generic import IGNORE
from whp_kit.text.blocks import Block, pack

SCHEMA = 2
PLACE = ("document", "cell", "part", "start", "end")  # of a block, as text/blocks.py names it
# Of a block: its document, its place there, its key, its number of tokens. Of a token: its id and
# characters, the reason and the label (0 if none) at alpha = 0, how many tokens follow on its path.
# Of a token that follows on a path: its id, and the alpha beyond which it is the label.
COLUMNS = (
    *(f"block_{name}" for name in PLACE),
    "block_key",
    "block_tokens",
    "input_ids",
    "offsets",
    "base_reasons",
    "first_tokens",
    "later_counts",
    "later_tokens",
    "later_alphas",
)


class BlockLabels(NamedTuple):
    """The labels of one block of T tokens, in small integers.

    base_reasons, first_tokens, later_counts (T,); later_tokens, later_alphas
    (later_counts.sum(),). The columns of a label set, for one block.
    """

    base_reasons: np.ndarray
    first_tokens: np.ndarray
    later_counts: np.ndarray
    later_tokens: np.ndarray
    later_alphas: np.ndarray

    @classmethod
    def packed(cls, reasons, first, counts, tokens, alphas) -> "BlockLabels":
        """From arrays of any integer type."""
        return cls(
            reasons.astype(np.uint8),
            smallest(first),
            smallest(counts),
            smallest(tokens),
            alphas.astype(np.float32),
        )


@dataclass(frozen=True, eq=False)
class LabelSet:
    """Labels, paths and reasons of B blocks with N tokens in all.

    `record`: alpha, seed, rules, documents, owned tokens, anchors found. `columns`: the arrays, by
    the names in COLUMNS. `computed`: how many blocks were computed when the set was made, the
    others having been taken over from an earlier one; not stored.
    """

    record: dict
    columns: dict[str, np.ndarray]
    computed: int = field(default=0, compare=False)

    @property
    def alpha(self) -> float:
        """The alpha that the set was made for. Labels for any other can be read as well."""
        return self.record["alpha"]

    @property
    def seed(self) -> int:
        """The seed of the draw among several replacements."""
        return self.record["seed"]

    @property
    def rules(self) -> dict | None:
        """The settings that the labels were made with (prepare.Rules); None in older files."""
        return self.record.get("rules")

    @property
    def target_tokens(self) -> list[int]:
        """The target's own tokens (K,), which stand mostly inside anchors (forbidden.owned_tokens).

        Empty unless the set was made with `target_words`.
        """
        return self.record["owned"]

    @property
    def anchors(self) -> dict:
        """{"found": {term: times}, "never_found": [term], "dropped": {term: reason}}."""
        return self.record["anchors"]

    @property
    def blocks(self) -> int:
        return len(self.columns["block_tokens"])

    @property
    def tokens(self) -> int:
        return len(self.columns["input_ids"])

    @property
    def bounds(self) -> np.ndarray:
        """(B + 1,): block k has the tokens bounds[k] to bounds[k + 1]."""
        return _bounds(self.columns["block_tokens"])

    def block(self, number: int) -> Block:
        """One block as text/blocks.py cut it."""
        place = {name: int(self.columns[f"block_{name}"][number]) for name in PLACE}
        start, end = self.bounds[number : number + 2]
        ids, offsets = self.columns["input_ids"][start:end], self.columns["offsets"][start:end]
        return Block(index=number, packed=pack(ids, offsets), **place)

    @property
    def input_ids(self) -> list[np.ndarray]:
        """Per block its tokens (T,) int64."""
        return self._split(self.columns["input_ids"].astype(np.int64))

    @property
    def offsets(self) -> list[np.ndarray]:
        """Per block (T, 2) int64: the characters of the document that each token covers."""
        starts = np.repeat(
            self.columns["block_start"].astype(np.int64), self.columns["block_tokens"]
        )
        return self._split(self.columns["offsets"].astype(np.int64) + starts[:, None])

    def at(self, alpha: float | None = None) -> list[np.ndarray]:
        """Per block the labels (T,) int64 at `alpha` (None: the set's own), IGNORE where none."""
        return self._split(self.flat_at(self.alpha if alpha is None else alpha))

    def flat_at(self, alpha: float) -> np.ndarray:
        """The labels of all positions (N,) int64 at one alpha >= 0."""
        _check_alpha(alpha)
        counts = self.columns["later_counts"].astype(np.int64)
        starts = _bounds(counts)
        passed = _bounds(self.columns["later_alphas"] < alpha)[starts]  # up to each position's path
        steps = passed[1:] - passed[:-1]  # (N,) tokens of its path that are behind
        labels = self.columns["first_tokens"].astype(np.int64)
        moved = steps > 0
        labels[moved] = self.columns["later_tokens"][(starts[:-1] + steps - 1)[moved]]
        labels[self.columns["base_reasons"] >= Reason.REPEAT] = IGNORE
        return labels

    def reasons_at(self, alpha: float | None = None) -> list[np.ndarray]:
        """Per block the reasons (T,) at `alpha` (None: the set's own); see alignment.Reason."""
        return self._split(self.flat_reasons_at(self.alpha if alpha is None else alpha))

    def flat_reasons_at(self, alpha: float) -> np.ndarray:
        """The reasons of all positions (N,) uint8 at one alpha."""
        reasons = self.columns["base_reasons"].copy()
        reasons[self.flat_at(alpha) != self.flat_at(0.0)] = Reason.LOWERED
        return reasons

    def path(self, block: int, position: int) -> list[tuple[int, float]]:
        """One position's (token, alpha beyond which it is the label), in order; empty if no label.

        The first stands at alpha 0.
        """
        bounds = self.bounds
        index = range(int(bounds[block]), int(bounds[block + 1]))[position]
        if self.columns["base_reasons"][index] >= Reason.REPEAT:
            return []
        low = int(self.columns["later_counts"][:index].sum(dtype=np.int64))
        high = low + int(self.columns["later_counts"][index])
        tokens = self.columns["later_tokens"][low:high].tolist()
        alphas = self.columns["later_alphas"][low:high].tolist()
        first = int(self.columns["first_tokens"][index])
        return [(first, 0.0), *zip(tokens, alphas, strict=True)]

    def coverage(self, alpha: float | None = None) -> dict:
        """Counts over all blocks at `alpha` (None: the set's own), and shares of the labels.

        blocks, tokens, labels, masked (labels + masked + blocks = tokens) and the number of each
        reason; `lowered_share` (another label than at alpha = 0), `changed_share` (any reason but
        unchanged), `unlike_text_share` (not the text's own next token).
        """
        count = self.coverage_by_block(alpha).drop(columns="document").sum().to_dict()
        labels = max(count["labels"], 1)
        return {
            "blocks": self.blocks,
            **count,
            "lowered_share": count["lowered"] / labels,
            "changed_share": (count["labels"] - count["unchanged"]) / labels,
            "unlike_text_share": count["unlike_text"] / labels,
        }

    def coverage_by_block(self, alpha: float | None = None) -> pd.DataFrame:
        """The counts of `coverage`, one row for each block, with the name of its document."""
        alpha = self.alpha if alpha is None else alpha
        labels, reasons = self.flat_at(alpha), self.flat_reasons_at(alpha)  # (N,)
        following = np.append(self.columns["input_ids"][1:].astype(np.int64), IGNORE)  # (N,)
        block = np.repeat(np.arange(self.blocks), self.columns["block_tokens"])  # (N,)

        def count(where: np.ndarray) -> np.ndarray:
            return np.bincount(block[where], minlength=self.blocks)

        has_label = labels != IGNORE
        counts = {reason.name.lower(): count(reasons == reason) for reason in Reason}
        del counts["block_end"]  # one in each block
        documents = np.array(self.record["documents"])
        return pd.DataFrame(
            {
                "document": documents[self.columns["block_document"]],
                "tokens": self.columns["block_tokens"].astype(np.int64),
                "labels": count(has_label),
                "masked": count(np.isin(reasons, MASKED)) - 1,
                **counts,
                "unlike_text": count(has_label & (labels != following)),
            }
        )

    def by_key(self) -> dict[bytes, BlockLabels]:
        """The labels of each block by its key."""
        paths = _bounds(self.columns["later_counts"])[self.bounds]
        parts = [
            np.split(self.columns[name], bounds[1:-1])
            for name, bounds in (
                ("base_reasons", self.bounds),
                ("first_tokens", self.bounds),
                ("later_counts", self.bounds),
                ("later_tokens", paths),
                ("later_alphas", paths),
            )
        ]
        keys = [key.tobytes() for key in self.columns["block_key"]]
        return {key: BlockLabels(*part) for key, *part in zip(keys, *parts, strict=True)}

    def stored_bytes(self) -> int:
        """The size of the file that `save` writes."""
        return len(self._serialised())

    def digest(self) -> str:
        """SHA-256 of the file that `save` writes."""
        return hashlib.sha256(self._serialised()).hexdigest()

    def save(self, path: str | Path) -> None:
        """Writes one safetensors file; equal sets give equal bytes."""
        Path(path).write_bytes(self._serialised())

    @classmethod
    def load(cls, path: str | Path) -> "LabelSet":
        """Reads a file that `save` wrote.

        Raises InputError if there is no such file, or it is not a label file that this version
        reads.
        """
        path = Path(path)
        remedy = "run 04_generate_labels again"
        if not path.is_file():
            raise InputError("the label file is missing", value=str(path), remedy=remedy)
        try:
            with safe_open(str(path), framework="numpy") as file:
                record = parse_json((file.metadata() or {}).get("labels", "null"))
                names = set(file.keys())
                columns = {name: file.get_tensor(name) for name in COLUMNS if name in names}
        except (SafetensorError, OSError, ValueError) as error:
            value = f"{path}: {error}"
            raise InputError("the label file cannot be read", value=value, remedy=remedy) from None
        schema = record.get("schema") if isinstance(record, dict) else None
        if schema not in (1, SCHEMA) or len(columns) < len(COLUMNS):
            raise InputError(
                "the file is not a label file of this version", value=str(path), remedy=remedy
            )
        if not (_has_fields(record) and _fit_together(columns)):
            raise InputError(
                "the parts of the label file do not fit together", value=str(path), remedy=remedy
            )
        if schema == 1:  # of the first version, with more columns and the seed elsewhere
            record["seed"] = record["setup"]["seed"]
        return cls(record, columns)

    def _split(self, column: np.ndarray) -> list[np.ndarray]:
        return np.split(column, self.bounds[1:-1])

    def _serialised(self) -> bytes:
        # One entry of metadata: safetensors writes several in no fixed order.
        text = json.dumps(self.record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        columns = {name: np.ascontiguousarray(self.columns[name]) for name in COLUMNS}
        return save(columns, metadata={"labels": text})


def former_labels(path: Path) -> LabelSet | None:
    """The labels that a step left at `path` when it last ran; None if there are none to read."""
    try:
        return LabelSet.load(path)
    except InputError:
        return None


def assemble(
    record: dict,
    blocks: Sequence[Block],
    keys: Sequence[bytes],
    labels: Sequence[BlockLabels],
    computed: int,
) -> LabelSet:
    """The label set of these blocks, in the smallest integers that hold it."""
    places = {name: [getattr(block, name) for block in blocks] for name in PLACE}
    columns = {
        **{f"block_{name}": np.array(of, dtype=np.int32) for name, of in places.items()},
        "block_key": np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(blocks), -1),
        "block_tokens": np.array([len(block.input_ids) for block in blocks], dtype=np.int32),
        "input_ids": smallest(np.concatenate([block.input_ids for block in blocks])),
        "offsets": smallest(np.concatenate([block.offsets for block in blocks])),
    }
    for name in BlockLabels._fields:
        joined = np.concatenate([getattr(part, name) for part in labels])
        columns[name] = smallest(joined) if name.endswith("tokens") else joined
    columns["later_counts"] = smallest(columns["later_counts"], np.uint8)
    return LabelSet({**record, "schema": SCHEMA}, columns, computed)


def smallest(numbers: np.ndarray, least: type = np.uint16) -> np.ndarray:
    """The numbers, which are 0 or more, in `least` if they fit, else in the next larger type."""
    top = numbers.max(initial=0)
    for kind in (least, np.uint16, np.int32):
        if top <= np.iinfo(kind).max:
            return numbers.astype(kind)
    raise OverflowError(f"{top} does not fit into 32 bits")


def _has_fields(record: dict) -> bool:
    """Whether a record has what a label set is asked for, in the right types."""
    setup = record if record["schema"] == SCHEMA else record.get("setup")
    return (
        isinstance(setup, dict)
        and isinstance(setup.get("seed"), int)
        and isinstance(record.get("alpha"), int | float)
        and isinstance(record.get("owned"), list)
        and isinstance(record.get("anchors"), dict)
    )


def _fit_together(columns: dict[str, np.ndarray]) -> bool:
    """Whether the columns have the lengths that they give each other: see COLUMNS."""
    whole = [column for name, column in columns.items() if name != "later_alphas"]
    if any(column.dtype.kind not in "iu" or (column.size and column.min() < 0) for column in whole):
        return False
    blocks, tokens, counts = (columns[n] for n in ("block_tokens", "input_ids", "later_counts"))
    later = (counts.sum(dtype=np.int64),)
    shapes = {name: column.shape for name, column in columns.items()}
    return (
        blocks.ndim == tokens.ndim == counts.ndim == 1
        and blocks.sum(dtype=np.int64) == len(tokens)
        and shapes["offsets"] == (len(tokens), 2)
        and shapes["block_key"][:1] == blocks.shape
        and all(shapes[f"block_{name}"] == blocks.shape for name in PLACE)
        and all(shapes[name] == tokens.shape for name in BlockLabels._fields[:3])
        and shapes["later_tokens"] == shapes["later_alphas"] == later
    )


def _bounds(counts: np.ndarray) -> np.ndarray:
    """Where each of several parts begins and ends in all of them: (n,) -> (n + 1,) from 0."""
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])


def _check_alpha(alpha: float) -> None:
    if not (np.isfinite(alpha) and alpha >= 0):
        raise InputError(
            "alpha is out of range", value=alpha, remedy="give a number that is 0 or more"
        )
