"""What an edit of the anchors would do, before it is made: the blocks it touches, the translation as it will read, the labels that change.

Without a model only the translation is compared. With a `labeller` the labels of a sample of the touched blocks are made twice. Not done
here: the labels of the whole text (labels.relabel), and the fine-tune.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from whp_kit.anchors.matching import find_each
from whp_kit.anchors.table import AnchorTable
from whp_kit.anchors.translate import Translation, translate
from whp_kit.labels.label_set import IGNORE
from whp_kit.labels.make import Logits, make_labels
from whp_kit.text.blocks import Document, cut_blocks

BLOCK_CHARACTERS = 1_000  # of a block where no tokenizer says how long it is
SAMPLE = 8  # blocks whose labels are made twice
COMPANY = 4  # at least so many blocks go to the labeller: alone a short one would make no text

Labeller = Callable[
    [AnchorTable, Sequence[Document]], list[np.ndarray]
]  # for each text its labels (T,), IGNORE where there is none


@dataclass(frozen=True)
class Touched:
    """A block whose translation becomes another one."""

    block: Document
    before: Translation
    after: Translation


@dataclass(frozen=True)
class Consequences:
    """`blocks`: how many there are. `touched`: those that change. `matches`: occurrences of anchors (before, after), all blocks together.

    `sampled` touched blocks were labelled twice, `labels_changed` of their `labels` came out differently; None without a labeller.
    """

    blocks: int
    touched: tuple[Touched, ...]
    matches: tuple[int, int]
    sampled: int | None = None
    labels: int | None = None
    labels_changed: int | None = None

    @property
    def share_of_labels(self) -> float | None:
        """The share of all labels that would change, in [0, 1]: that of the sample, times the share of blocks that are touched."""
        if self.labels is None:
            return None
        return self.labels_changed / max(self.labels, 1) * len(self.touched) / max(self.blocks, 1)


def blocks_of(
    documents: Sequence[Document], tokenizer=None, block_tokens: int = 256
) -> list[Document]:
    """The blocks as 04 cuts them while no anchor stands on an edge; without a tokenizer, stretches of whole paragraphs of about a block's
    length. Each has the name by which the draw among several replacements knows it."""
    if tokenizer is not None:
        cut = cut_blocks(documents, tokenizer, block_tokens)
        return [
            Document(
                f"{(d := documents[b.document]).name}:{b.cell}.{b.part}", d.text[b.start : b.end]
            )
            for b in cut
        ]
    made = []
    for document in documents:
        pieces = [""]
        for paragraph in document.text.split("\n\n"):
            if len(pieces[-1]) + len(paragraph) > BLOCK_CHARACTERS and pieces[-1]:
                pieces.append("")
            pieces[-1] += paragraph + "\n\n"
        made += [
            Document(f"{document.name}:{number}.0", piece.rstrip())
            for number, piece in enumerate(pieces)
            if piece.strip()
        ]
    return made


def consequences(
    before: AnchorTable,
    after: AnchorTable,
    blocks: Sequence[Document],
    seed: int = 0,
    labeller: Labeller | None = None,
    sample: int = SAMPLE,
) -> Consequences:
    """What going from one table to another does to these blocks. The tables are left unchanged; InputError where one has errors."""
    sides = [_translations(table.check(), blocks, seed) for table in (before, after)]
    touched = [
        Touched(block, *pair)
        for block, *pair in zip(blocks, *sides, strict=True)
        if pair[0].text != pair[1].text
    ]
    matches = tuple(sum(len(made.spans) for made in side) for side in sides)
    found = Consequences(len(blocks), tuple(touched), matches)
    if labeller is None:
        return found
    if not touched:
        return Consequences(len(blocks), (), matches, 0, 0, 0)
    chosen = [
        touched[k].block
        for k in np.unique(
            np.linspace(0, len(touched) - 1, min(sample, len(touched))).round().astype(int)
        )
    ]
    names = {one.block.name for one in touched}
    company = [block for block in blocks if block.name not in names][
        : max(0, COMPANY - len(chosen))
    ]
    old, new = (
        np.concatenate(labeller(table, [*chosen, *company])[: len(chosen)])
        for table in (before, after)
    )
    return Consequences(
        len(blocks),
        found.touched,
        matches,
        len(chosen),
        int((old != IGNORE).sum()),
        int((old != new).sum()),
    )


def labeller_of(baseline: Logits, reinforced: Logits | None, tokenizer, **options) -> Labeller:
    """The labels of 04 for a few blocks: models as callables (labels.make_labels), and its options, `alpha` among them.

    `target_words` knows the target's own tokens from these blocks alone.
    """

    def label(table: AnchorTable, texts: Sequence[Document]) -> list[np.ndarray]:
        made = make_labels(baseline, reinforced, tokenizer, texts, table, **options)
        owners = made.columns["block_document"]
        return [
            np.concatenate([labels for labels, k in zip(made.at(), owners, strict=True) if k == n])
            for n in range(len(texts))
        ]

    return label


def _translations(table: AnchorTable, blocks: Sequence[Document], seed: int) -> list[Translation]:
    matches = find_each(table.matcher, [block.text for block in blocks])
    return [
        translate(block.text, table, seed, block.name, mine)
        for block, mine in zip(blocks, matches, strict=True)
    ]
