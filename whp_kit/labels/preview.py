"""What an edit of the anchor table would do, before it is saved: which blocks change, how they will
read, how many labels change.

Without a model only the translations are compared. With a `Labeller` the labels of a sample of the
changed blocks are made twice, with the table before the edit and with the table after it. Not done
here: the labels of all blocks (make).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from whp_kit.anchors.matching import find_each
from whp_kit.anchors.table import AnchorTable
from whp_kit.anchors.translate import Translation, translate
from whp_kit.labels.generic import IGNORE
from whp_kit.labels.make import ModelPair, make_labels
from whp_kit.labels.prepare import block_text
from whp_kit.sampling import sample_evenly
from whp_kit.settings import LabelSettings
from whp_kit.text.blocks import cut_blocks
from whp_kit.text.documents import Document
from whp_kit.text.sentences import EMPTY_LINE, paragraphs

BLOCK_CHARACTERS = 1_000  # of a block where no tokenizer says how long it is
SAMPLE_BLOCKS = 8  # changed blocks whose labels are made twice
LEAST_BLOCKS = 4  # the labeller gets at least as many: a short block alone has too little text

# The labels (T,) of each text by a table, IGNORE where a position has none.
Labeller = Callable[[AnchorTable, Sequence[Document]], list[np.ndarray]]


@dataclass(frozen=True)
class ChangedBlock:
    """A block whose translation changes."""

    block: Document
    before: Translation
    after: Translation


@dataclass(frozen=True)
class LabelSample:
    """A sample of the changed blocks that was labelled twice: `changed` of its `labels` differ."""

    blocks: int
    labels: int
    changed: int


@dataclass(frozen=True)
class Preview:
    """What an edit would do to `blocks` blocks; `matches_*` count the anchors in all of them.

    `sample` needs a labeller.
    """

    blocks: int
    changed: tuple[ChangedBlock, ...]
    matches_before: int
    matches_after: int
    sample: LabelSample | None = None

    @property
    def share_of_labels(self) -> float | None:
        """The share of all labels that would change, in [0, 1]: that of the sample times the share
        of blocks that change.
        """
        if self.sample is None:
            return None
        share_in_sample = self.sample.changed / max(self.sample.labels, 1)
        return share_in_sample * len(self.changed) / max(self.blocks, 1)


def preview_edit(
    before: AnchorTable,
    after: AnchorTable,
    blocks: Sequence[Document],
    seed: int = 0,
    labeller: Labeller | None = None,
    sample_blocks: int = SAMPLE_BLOCKS,
) -> Preview:
    """Compares two tables over these blocks (`blocks_of`). InputError where a table has errors."""
    translations_before = _translations(before.check(), blocks, seed)
    translations_after = _translations(after.check(), blocks, seed)
    changed = tuple(
        ChangedBlock(block, old, new)
        for block, old, new in zip(blocks, translations_before, translations_after, strict=True)
        if old.text != new.text
    )
    sample = None
    if labeller is not None:
        sample = _label_sample(before, after, blocks, changed, labeller, sample_blocks)
    return Preview(
        len(blocks),
        changed,
        matches_before=sum(len(translation.spans) for translation in translations_before),
        matches_after=sum(len(translation.spans) for translation in translations_after),
        sample=sample,
    )


def blocks_of(
    documents: Sequence[Document], tokenizer=None, block_tokens: int = 256
) -> list[Document]:
    """The blocks of some documents, named as the draw among several replacements knows them.

    With a tokenizer they are those of notebook 04 (but for edges that fall inside an anchor),
    without one they are whole paragraphs of about BLOCK_CHARACTERS.
    """
    if tokenizer is None:
        return [block for document in documents for block in _paragraphs(document)]
    blocks = cut_blocks(documents, tokenizer, block_tokens)
    return [block_text(documents[block.document], block) for block in blocks]


def labeller_of(models: ModelPair, settings: LabelSettings, seed: int = 0) -> Labeller:
    """A labeller by two models, with the preset's settings of step 04.

    The target's own tokens are known from these few blocks alone.
    """

    def label(table: AnchorTable, texts: Sequence[Document]) -> list[np.ndarray]:
        label_set = make_labels(models, texts, table, settings, seed)
        labels_of_text: list[list[np.ndarray]] = [[] for _ in texts]
        documents = label_set.columns["block_document"]
        for document, labels in zip(documents, label_set.at(), strict=True):
            labels_of_text[document].append(labels)
        return [np.concatenate(labels) for labels in labels_of_text]

    return label


def _paragraphs(document: Document) -> list[Document]:
    blocks: list[str] = []
    for start, end in paragraphs(document.text):
        paragraph = document.text[start:end]
        if blocks and len(blocks[-1] + EMPTY_LINE + paragraph) <= BLOCK_CHARACTERS:
            blocks[-1] += EMPTY_LINE + paragraph
        else:
            blocks.append(paragraph)
    return [Document(f"{document.name}:{number}.0", block) for number, block in enumerate(blocks)]


def _translations(table: AnchorTable, blocks: Sequence[Document], seed: int) -> list[Translation]:
    matches_of_blocks = find_each(table.matcher, [block.text for block in blocks])
    return [
        translate(block.text, table, seed, block.name, matches)
        for block, matches in zip(blocks, matches_of_blocks, strict=True)
    ]


def _label_sample(
    before: AnchorTable,
    after: AnchorTable,
    blocks: Sequence[Document],
    changed: Sequence[ChangedBlock],
    labeller: Labeller,
    count: int,
) -> LabelSample:
    """Labels of at most `count` changed blocks, evenly spread, by both tables."""
    if not changed:
        return LabelSample(0, 0, 0)
    sample = [change.block for change in sample_evenly(changed, count)]
    names = {one.block.name for one in changed}
    unchanged = [block for block in blocks if block.name not in names]
    texts = sample + unchanged[: max(0, LEAST_BLOCKS - len(sample))]
    old = np.concatenate(labeller(before, texts)[: len(sample)])
    new = np.concatenate(labeller(after, texts)[: len(sample)])
    return LabelSample(len(sample), int((old != IGNORE).sum()), int((old != new).sum()))
