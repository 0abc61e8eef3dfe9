"""Blocks: slices of a document as training sequences, with the characters that each token covers.

A *block* is a slice that is tokenized by itself, so that its tokens are those that a model reads
for that slice, and at most `block_tokens` of them. The cut has two steps:

1. The *grid* is made before any anchor is looked at. Its edges stand where a sentence begins, else
   between words, else at the end of a token.
2. An edge inside an anchor's match moves to the nearer end of the match. No other edge moves, so an
   edit of the anchor table changes only the blocks whose edges it straddles.

Where the tokenizer puts a space in front of every text, as that of Llama 2 does, a block that began
with a space would begin with two. There the space goes to the end of the block before.

Not done here: no cleaning, no newline translation, no block from several documents.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from tokenizers import Tokenizer

from whp_kit.errors import InputError
from whp_kit.sampling import evenly_spaced_inside
from whp_kit.text.documents import Document
from whp_kit.text.prefix import SAMPLE, prefix_of

PIECE_CHARACTERS = 4_000  # a document is tokenized in pieces of about this length for the grid
CHARACTERS_AT_ONCE = 1 << 15  # of the texts that a tokenizer gets in one call
SLACK = 24  # one token in this many stays free in a cell, for edges that move
LOOK_BACK = 64  # a place between words is looked for over one token of the block in this many
# What ends where a sentence begins.
SENTENCE_START = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+|[。！？]\s*|\n\s*")


@dataclass(frozen=True, eq=False, slots=True)
class Block:
    """One training sequence: characters [start, end) of document number `document`.

    `cell` is the block's place in the grid of its document, `part` is 0 unless the cell was cut in
    two; both stay when anchors elsewhere change, `index` (the running number) may not. `packed`
    (T, 3) holds tokens and offsets in few bytes, since all blocks of a text are in memory together.
    """

    document: int
    index: int
    cell: int
    part: int
    start: int
    end: int
    packed: np.ndarray

    @property
    def input_ids(self) -> np.ndarray:
        """Tokens (T,) int32, the tokenizer's prefix (BOS) first where it has one."""
        return self.packed[:, 0].astype(np.int32)

    @property
    def offsets(self) -> np.ndarray:
        """Characters of the block that each token covers (T, 2) int32; the prefix has (0, 0)."""
        return self.packed[:, 1:].astype(np.int32)


def pack(input_ids: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Tokens (T,) and offsets (T, 2) as (T, 3), in 16 bits where they fit, else in 32."""
    fits = max(input_ids.max(initial=0), offsets.max(initial=0)) < 1 << 16
    return np.column_stack([input_ids, offsets]).astype(np.uint16 if fits else np.int32)


# Tokens with their characters


class Encoder:
    """A fast tokenizer that gives tokens with the characters that each of them covers.

    It works on a copy of the tokenizer without post-processor. That one adds special tokens (those
    in front become `prefix`; others, such as [SEP], are left out, since a block has no end) and
    trims spaces from the offsets of byte-level tokens, which then no longer cover the text.

    prefix: the special tokens before a text. special (K,): the ids of all special tokens, sorted.
    puts_space: whether the tokenizer puts a space in front of every text, also before a space.
    """

    def __init__(self, tokenizer):
        if not getattr(tokenizer, "is_fast", False):
            raise InputError(
                "the tokenizer has no character offsets",
                value=type(tokenizer).__name__,
                remedy="use a folder with tokenizer.json: only fast tokenizers know which "
                "characters a token covers",
            )
        specification = json.loads(tokenizer.backend_tokenizer.to_str())
        specification.update(post_processor=None, truncation=None, padding=None)
        self.prefix = special_prefix(tokenizer)
        self.special = _special_ids(tokenizer)
        self._tokenizer = Tokenizer.from_str(json.dumps(specification))
        alone, inside, led = (ids.tolist() for ids, _ in self.encode(["a", "x a", " a"]))
        self.puts_space = inside[-len(alone) :] == alone != led

    def encode(self, texts: Iterable[str]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Tokens (T,) and offsets (T, 2), both int32, of each text, without the prefix."""
        for batch in _batches(texts):
            for encoding in self._tokenizer.encode_batch(batch, add_special_tokens=False):
                offsets = np.array(encoding.offsets, dtype=np.int32).reshape(-1, 2)
                yield np.array(encoding.ids, dtype=np.int32), offsets

    def encode_with_prefix(self, texts: Iterable[str]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """The same with the prefix in front, at characters (0, 0)."""
        prefix = np.array(self.prefix, dtype=np.int32)
        nowhere = np.zeros((len(prefix), 2), dtype=np.int32)
        for ids, offsets in self.encode(texts):
            yield np.concatenate([prefix, ids]), np.concatenate([nowhere, offsets])

    def text(self, token: int) -> str:
        """What a token stands for by itself; some tokenizers leave a space at its start out."""
        return self._tokenizer.decode([token], skip_special_tokens=False)

    def shows(self, token: int) -> bool:
        """Whether a token holds more than space and line ends."""
        return bool(self.text(token).strip())


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Some texts at a time: a tokenizer's record of a text is many times larger than its tokens."""
    batch, characters = [], 0
    for text in texts:
        batch.append(text)
        characters += len(text)
        if characters >= CHARACTERS_AT_ONCE:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def special_prefix(tokenizer) -> tuple[int, ...]:
    """The special tokens before a text, each once."""
    bare = tokenizer(SAMPLE, add_special_tokens=False)["input_ids"]
    return prefix_of(bare, tokenizer(SAMPLE)["input_ids"])


def _special_ids(tokenizer) -> np.ndarray:
    """The named special tokens and those that were added as special, which need have no name."""
    added = tokenizer.added_tokens_decoder.items()
    special = {token for token, entry in added if entry.special}
    return np.array(sorted(special.union(tokenizer.all_special_ids)), dtype=np.int64)


def clean_edges(offsets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each token ends, and whether that is between two characters.

    offsets (T, 2) -> ends (T,), the characters that the tokens up to this one cover; clean (T,)
    bool, False where the next token covers a part of the last character too (an emoji's bytes).
    """
    ends = np.maximum.accumulate(offsets[:, 1]) if len(offsets) else offsets[:, 1]
    clean = np.ones(len(offsets), dtype=bool)
    clean[:-1] = offsets[1:, 0] >= ends[:-1]
    return ends, clean


# The grid


def nominal_edges(text: str, encoder: Encoder, block_tokens: int) -> np.ndarray:
    """The grid: characters (cells + 1,) from 0 to the length of the text.

    A cell holds as many whole sentences as fit; where no sentence begins in its second half, it
    ends between words. The grid depends on text, tokenizer and `block_tokens` alone.
    """
    room = block_tokens - len(encoder.prefix)
    cell_tokens = max(1, room - max(1, room // SLACK))
    look_back = 1 + max(2, room // LOOK_BACK)
    ends = _token_ends(text, encoder)
    if len(ends) <= room:
        return np.array([0, len(text)], dtype=np.int64)
    sentences = _sentence_starts(text, ends)

    edges = [0]
    while True:
        first = int(np.searchsorted(ends, edges[-1], side="right"))  # token after the last edge
        remaining = len(ends) - first
        if remaining <= cell_tokens:
            break
        size = cell_tokens
        if remaining < 2 * cell_tokens:
            size = math.ceil(remaining / 2)  # two last cells of a like size, and no crumb
        edge = _cell_end(text, ends[first : first + size], sentences, look_back)
        if edge >= len(text):
            break
        edges.append(edge)
    return np.array([*edges, len(text)], dtype=np.int64)


def _cell_end(text: str, ends: np.ndarray, sentences: np.ndarray, look_back: int) -> int:
    """The edge after a cell whose tokens end at `ends`.

    It is the last start of a sentence in the cell's second half; else the last place between words
    within the last `look_back` tokens; else the end of the last token.
    """
    middle, last = ends[len(ends) // 2], ends[-1]
    count = np.searchsorted(sentences, last, side="right")  # of sentences that begin by then
    if count and sentences[count - 1] > middle:
        return int(sentences[count - 1])
    for end in reversed(ends[-look_back:].tolist()):
        if _is_between_words(text, end):
            return end
    return int(last)


def _sentence_starts(text: str, ends: np.ndarray) -> np.ndarray:
    """Characters at which a sentence begins and a token may end."""
    starts = (match.end() for match in SENTENCE_START.finditer(text))
    starts = np.fromiter(starts, dtype=np.int64)
    # The space before a sentence may belong to its first token.
    return starts[np.isin(starts, ends) | np.isin(starts - 1, ends)]


def _is_between_words(text: str, place: int) -> bool:
    if place >= len(text):
        return True
    before, after = text[place - 1], text[place]
    if after.isspace():
        return not before.isspace()
    return before == "\n"


def _token_ends(text: str, encoder: Encoder) -> np.ndarray:
    """For each token the character at which it ends, or the last one ended, between characters."""
    starts = [0]
    while starts[-1] < len(text):
        starts.append(_piece_end(text, starts[-1]))
    pieces = [text[start:stop] for start, stop in pairwise(starts)]
    token_ends = [np.zeros(0, dtype=np.int64)]
    for start, (_, offsets) in zip(starts, encoder.encode(pieces), strict=False):
        ends, clean = clean_edges(offsets)
        token_ends.append(np.maximum.accumulate(np.where(clean, ends + start, start)))
    return np.concatenate(token_ends)


def _piece_end(text: str, start: int) -> int:
    """The end of a piece of about `PIECE_CHARACTERS`: before a line's end, else before a space."""
    stop = start + PIECE_CHARACTERS
    if stop >= len(text):
        return len(text)
    for mark in ("\n", " "):
        place = text.rfind(mark, start + 1, stop)
        if place > start:
            return place
    return stop


# The cut


def move_edges(edges: np.ndarray, spans: np.ndarray) -> np.ndarray:
    """Moves each edge inside a span to the nearer end of the span; in the middle, to the start.

    edges (E,), spans (N, 2), sorted and without overlaps -> (E,), never decreasing. Two edges
    inside one long span may come to stand at one place.
    """
    if not len(spans):
        return edges
    which = np.searchsorted(spans[:, 0], edges, side="left") - 1
    start, end = spans[np.maximum(which, 0)].T
    inside = (which >= 0) & (edges < end)
    nearer = np.where(edges - start <= end - edges, start, end)
    return np.where(inside, nearer, edges)


def _past_spaces(edges: np.ndarray, text: str) -> np.ndarray:
    """Moves each edge but the first past the spaces and line ends that follow it."""
    moved = edges.copy()
    for number, edge in enumerate(edges.tolist()):
        while 0 < edge < len(text) and text[edge].isspace():
            edge += 1
        moved[number] = edge
    return moved


def cut_blocks(
    documents: Sequence[Document], tokenizer, block_tokens: int, keep_whole: Sequence | None = None
) -> list[Block]:
    """Cuts documents into blocks of at most `block_tokens` tokens, the prefix included.

    `tokenizer`: a fast tokenizer or an `Encoder`. `keep_whole`: for each document the characters
    (N, 2) that no edge may split (the matches of anchors), sorted and without overlaps.
    InputError: all texts together are shorter than one block; a span is longer than a block.
    """
    encoder = tokenizer if isinstance(tokenizer, Encoder) else Encoder(tokenizer)
    if block_tokens < len(encoder.prefix) + 1:
        raise InputError(
            "a block has no room for text",
            value=block_tokens,
            remedy="raise block_tokens above the number of special tokens",
        )
    blocks: list[Block] = []
    for number, document in enumerate(documents):
        spans = np.zeros((0, 2)) if keep_whole is None else np.asarray(keep_whole[number])
        spans = spans.astype(np.int64).reshape(-1, 2)
        edges = move_edges(nominal_edges(document.text, encoder, block_tokens), spans)
        if encoder.puts_space:
            edges = _past_spaces(edges, document.text)
        cells = list(pairwise(edges.tolist()))
        filled = [cell for cell, (start, end) in enumerate(cells) if start < end]
        texts = (document.text[slice(*cells[cell])] for cell in filled)
        for cell, encoded in zip(filled, encoder.encode_with_prefix(texts), strict=True):
            parts = _split(document, encoder, block_tokens, spans, *cells[cell], encoded)
            for part, (start, end, ids, offsets) in enumerate(parts):
                if len(ids):
                    packed = pack(ids, offsets)
                    blocks.append(Block(number, len(blocks), cell, part, start, end, packed))
    tokens = sum(len(block.packed) for block in blocks)
    if documents and tokens < block_tokens:
        raise InputError(
            "the text is shorter than one block",
            value=f"{tokens} tokens, {block_tokens} asked",
            remedy="bring more text or lower block_tokens",
        )
    return blocks


def _split(
    document: Document,
    encoder: Encoder,
    block_tokens: int,
    spans: np.ndarray,
    start: int,
    end: int,
    encoded: tuple[np.ndarray, np.ndarray],
) -> list[tuple[int, int, np.ndarray, np.ndarray]]:
    """The slice with its tokens; where these are too many, its two halves, split again if needed.

    The cut is the clean end of a token, outside of `spans`, that is nearest to the middle.
    """
    ids, offsets = encoded
    if len(ids) <= block_tokens:
        return [(start, end, ids, offsets)]
    ends, clean = clean_edges(offsets)
    edges = start + np.unique(ends[clean & (ends > 0) & (ends < end - start)])
    edges = edges[move_edges(edges, spans) == edges]
    if encoder.puts_space:
        edges = _past_spaces(edges, document.text)
        edges = edges[edges < end]
    if not len(edges):
        text = document.text[start:end]
        raise InputError(
            "an anchor is longer than a block",
            value=f"{document.name}, characters {start} to {end}: {text!r}",
            remedy="shorten the term or raise block_tokens",
        )
    middle = int(edges[np.argmin(np.abs(edges - (start + end) / 2))])
    parts = []
    for a, b in ((start, middle), (middle, end)):
        (half,) = encoder.encode_with_prefix([document.text[a:b]])
        parts += _split(document, encoder, block_tokens, spans, a, b, half)
    return parts


def sample_passages(
    documents: Sequence[Document], tokenizer, block_tokens: int, count: int
) -> list[Document]:
    """At most `count` blocks as texts to look at, evenly spaced and neither the first nor last.

    Each is named after its document and characters.
    """
    blocks = cut_blocks(documents, tokenizer, block_tokens)
    texts = []
    for block in (blocks[k] for k in evenly_spaced_inside(len(blocks), count)):
        document = documents[block.document]
        name = f"{document.name}, characters {block.start} to {block.end}"
        texts.append(Document(name, document.text[block.start : block.end].strip()))
    return texts


# Batches


def pad_rows(
    rows: Sequence[np.ndarray | Sequence[int]], pad_id: int, length: int | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of tokens as one batch, padded on the right to the longest, or to `length` T.

    Returns input_ids (B, T) and attention_mask (B, T), both int64.
    """
    if length is None:
        length = max((len(row) for row in rows), default=0)
    input_ids = torch.full((len(rows), length), pad_id, dtype=torch.int64)
    attention_mask = torch.zeros((len(rows), length), dtype=torch.int64)
    for number, row in enumerate(rows):
        input_ids[number, : len(row)] = torch.from_numpy(np.asarray(row, dtype=np.int64))
        attention_mask[number, : len(row)] = 1
    return input_ids, attention_mask


def pad_blocks(blocks: Sequence[Block], pad_id: int) -> tuple[torch.Tensor, torch.Tensor]:
    """`pad_rows` of the tokens of blocks."""
    return pad_rows([block.input_ids for block in blocks], pad_id)
