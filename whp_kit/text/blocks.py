"""Texts in; documents and token blocks with character offsets out.

A *block* is one training sequence: a slice of a document, tokenized by itself, so that its tokens are exactly those that a model is shown
for that slice, and never more than `block_tokens` of them. Where a block may end is settled before any anchor is looked at: a nominal grid
over the tokenized document, by preference where a sentence begins, else between words, else on a token's edge. An edge that falls inside an
anchor's match then moves to the nearer end of that match, and no other edge moves; so an edit of the anchor table changes only the blocks
whose edges it straddles.

Not done here: no cleaning, no newline translation, no packing of several documents into one block.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from whp_kit.errors import InputError
from whp_kit.text.documents import text_files

PIECE_CHARACTERS = 4_000  # for the grid a document is tokenized in pieces of about this many characters, several at a time
CHARACTERS_AT_ONCE = 1 << 15  # what a tokenizer is given together
SLACK = 24  # the grid leaves one token in so many free, for edges that move
LOOK_BACK = (
    64  # where no sentence begins, a place between words is looked for over one token in so many
)
SENTENCE_START = re.compile(
    r"(?<=[.!?…])[\"'”’»)\]]*\s+|[。！？]\s*|\n\s*"
)  # ends where one begins


@dataclass(frozen=True)
class Document:
    """One text with a name (file name without its folder). The text is as it stands in the file, line ends included."""

    name: str
    text: str


@dataclass(frozen=True, eq=False, slots=True)
class Block:
    """One training sequence.

    `start`, `end`: characters of the document. `cell` is the block's place in the nominal grid of its document and `part` is 0 unless a
    cell had to be cut in two; both stay as they are when anchors elsewhere change, `index` (the running number) may not. Tokens and offsets
    are held in `packed` (T, 3), since all blocks of a text are in memory together.
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
    """Ids (T,) and offsets (T, 2) as (T, 3), in 16 bits where they fit, else in 32."""
    fit = max(input_ids.max(initial=0), offsets.max(initial=0)) < 1 << 16
    return np.column_stack([input_ids, offsets]).astype(np.uint16 if fit else np.int32)


def read_documents(path: str | Path) -> list[Document]:
    """Read one text file, or every `.txt` of a folder in the order of their names. UTF-8, strictly; CR LF stays.

    InputError: nothing there, no `.txt` in the folder, a file that is empty or not UTF-8.
    """
    return [Document(file.name, _read(file)) for file in text_files(path)]


def read_all(*paths: Path | None) -> list[Document]:
    """`read_documents` of each path, one after the other; None (a text that the world has not) is passed over."""
    return [document for path in paths if path is not None for document in read_documents(path)]


def whole_text(documents: Iterable[Document]) -> str:
    """One text of several, with an empty line between them: for what looks at a text and not at places in files."""
    return "\n\n".join(document.text for document in documents)


def passages(
    documents: Sequence[Document], tokenizer, block_tokens: int, count: int
) -> list[Document]:
    """At most `count` blocks, evenly spread over the documents, as texts to look at; named after document and characters."""
    blocks = cut_blocks(documents, tokenizer, block_tokens)
    chosen = np.unique(
        np.linspace(0, len(blocks) - 1, min(count, len(blocks)) + 2)[1:-1].round().astype(int)
    )
    texts = [(documents[blocks[k].document], blocks[k]) for k in chosen]
    return [
        Document(
            f"{document.name}, characters {b.start} to {b.end}",
            document.text[b.start : b.end].strip(),
        )
        for document, b in texts
    ]


def _read(file: Path) -> str:
    raw = file.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"{file}, byte {error.start}: {raw[error.start : error.start + 4]!r}"
        raise InputError(
            "the text is not UTF-8",
            value=found,
            remedy="save it again as UTF-8; nothing is guessed about other encodings",
        ) from None
    if not text.strip():
        raise InputError(
            "the text is empty", value=str(file), remedy="remove the file or put the text into it"
        )
    return text


class Encoder:
    """A fast tokenizer, reduced to what blocks need: ids and honest character offsets of a text, and the prefix that it puts in front.

    The post-processor is taken off a copy: it adds special tokens (the leading ones become `prefix`, trailing ones such as [SEP] are left
    out, since a block has no end) and, in byte-level tokenizers, trims spaces from offsets, after which a token no longer tells what it
    covers. The tokenizer that was passed in is left unchanged.
    """

    def __init__(self, tokenizer):
        if not getattr(tokenizer, "is_fast", False):
            remedy = "use a folder with tokenizer.json: only fast tokenizers tell which characters a token covers"
            raise InputError(
                "the tokenizer has no character offsets",
                value=type(tokenizer).__name__,
                remedy=remedy,
            )
        spec = json.loads(tokenizer.backend_tokenizer.to_str())
        spec.update(post_processor=None, truncation=None, padding=None)
        self.specification = json.dumps(spec, sort_keys=True)
        self._bare = Tokenizer.from_str(self.specification)
        self.vocabulary = len(tokenizer)
        self.prefix = _prefix(tokenizer)
        self.first_tokens: dict[
            str, tuple[int, ...]
        ] = {}  # what `rules.first_tokens` has found, by text

    def encode(self, texts: Iterable[str]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """For each text its ids (T,) int32 and offsets (T, 2) int32, without the prefix; some texts at a time, as they are asked for."""
        for some in _at_once(texts):
            for found in self._bare.encode_batch(some, add_special_tokens=False):
                yield (
                    np.array(found.ids, dtype=np.int32),
                    np.array(found.offsets, dtype=np.int32).reshape(-1, 2),
                )

    def shows(self, token: int) -> bool:
        """Whether a token stands for more than space."""
        return bool(self._bare.id_to_token(token).strip("▁Ġ \t\n"))

    def encode_with_prefix(self, texts: Iterable[str]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """The same with the prefix in front, at characters (0, 0)."""
        ids, offsets = (
            np.array(self.prefix, dtype=np.int32),
            np.zeros((len(self.prefix), 2), dtype=np.int32),
        )
        return (
            (np.concatenate([ids, i]), np.concatenate([offsets, o])) for i, o in self.encode(texts)
        )


def _at_once(texts: Iterable[str]) -> Iterator[list[str]]:
    """Some texts after others: the tokenizer's own records of a text are many times larger than the ids that are kept of them."""
    some, characters = [], 0
    for text in texts:
        some.append(text)
        characters += len(text)
        if characters >= CHARACTERS_AT_ONCE:
            yield some
            some, characters = [], 0
    if some:
        yield some


def _prefix(tokenizer) -> tuple[int, ...]:
    """The special tokens in front of a text, found by looking: those before the ids of a short text."""
    bare = tokenizer("a", add_special_tokens=False)["input_ids"]
    full = tokenizer("a", add_special_tokens=True)["input_ids"]
    for start in range(len(full) - len(bare) + 1):
        if full[start : start + len(bare)] == bare:
            return tuple(full[:start])
    return ()


def clean_edges(offsets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How far each token has come, and whether it stops between two characters.

    offsets (T, 2) -> ends (T,), the characters covered by the tokens up to and with this one; clean (T,) bool, False where the next token
    still covers a part of the last character (bytes of one emoji, letters of one ligature).
    """
    ends = np.maximum.accumulate(offsets[:, 1]) if len(offsets) else offsets[:, 1]
    clean = np.ones(len(offsets), dtype=bool)
    clean[:-1] = offsets[1:, 0] >= ends[:-1]
    return ends, clean


def nominal_edges(text: str, encoder: Encoder, block_tokens: int) -> np.ndarray:
    """The grid: characters (cells + 1,) from 0 to the length of the text, on clean token edges.

    A cell holds as many whole sentences as fit; where the last half of a cell has no sentence's start, it ends between words. Depends on
    the text, the tokenizer and `block_tokens`, and on nothing else.
    """
    room = block_tokens - len(encoder.prefix)
    step = max(1, room - max(1, room // SLACK))
    ends = _token_ends(text, encoder)
    if len(ends) <= room:
        return np.array([0, len(text)], dtype=np.int64)
    sentences = np.fromiter(
        (match.end() for match in SENTENCE_START.finditer(text)), dtype=np.int64
    )
    clean = np.unique(ends)
    sentences = sentences[
        np.isin(sentences, clean) | np.isin(sentences - 1, clean)
    ]  # a space may belong to the next token
    edges = [0]
    while (left := len(ends) - int(np.searchsorted(ends, edges[-1], side="right"))) > step:
        first = len(ends) - left
        cell = step if left >= 2 * step else -(-left // 2)  # the last two of a like size
        low, high = int(ends[first + cell // 2]), int(ends[first + cell - 1])
        starts = sentences[
            np.searchsorted(sentences, low, side="right") : np.searchsorted(
                sentences, high, side="right"
            )
        ]
        near = [
            int(e)
            for e in ends[max(first, first + cell - 1 - max(2, room // LOOK_BACK)) : first + cell]
            if e > edges[-1]
        ]
        between_words = [e for e in near if _between_words(text, e)]
        chosen = [int(e) for e in starts[-1:]] or (between_words or near)[-1:]
        chosen = (
            chosen
            or [int(e) for e in clean[np.searchsorted(clean, high, side="right") :][:1]]
            or [len(text)]
        )
        if chosen[0] >= len(text):
            break
        edges += chosen
    return np.array([*edges, len(text)], dtype=np.int64)


def _token_ends(text: str, encoder: Encoder) -> np.ndarray:
    """Characters at which a token stops cleanly, one entry per token; a token that does not repeats the last that did."""
    starts = [0]
    while starts[-1] < len(text):
        starts.append(_piece_end(text, starts[-1]))
    found = [np.zeros(0, dtype=np.int64)]
    pieces = (text[start:stop] for start, stop in zip(starts, starts[1:], strict=False))
    for start, (_, offsets) in zip(starts, encoder.encode(pieces), strict=False):
        ends, clean = clean_edges(offsets)
        found.append(np.maximum.accumulate(np.where(clean, ends + start, start)))
    return np.concatenate(found)


def _piece_end(text: str, start: int) -> int:
    stop = start + PIECE_CHARACTERS
    if stop >= len(text):
        return len(text)
    for mark in ("\n", " "):
        found = text.rfind(mark, start + 1, stop)
        if found > start:
            return found
    return stop


def _between_words(text: str, at: int) -> bool:
    if at >= len(text):
        return True
    return (text[at].isspace() and not text[at - 1].isspace()) or (
        text[at - 1] == "\n" and not text[at].isspace()
    )


def move_edges(edges: np.ndarray, spans: np.ndarray) -> np.ndarray:
    """Each edge that stands inside a span moves to the span's nearer end (the start, when both are as near); the others stay.

    edges (E,), spans (N, 2) sorted and apart -> (E,), never decreasing; two edges inside one long span may come to stand on one spot.
    """
    if not len(spans):
        return edges
    which = np.searchsorted(spans[:, 0], edges, side="left") - 1
    start, end = spans[np.maximum(which, 0)].T
    inside = (which >= 0) & (edges < end)
    nearer = np.where(edges - start <= end - edges, start, end)
    return np.where(inside, nearer, edges)


def cut_blocks(
    documents: Sequence[Document], tokenizer, block_tokens: int, keep_whole: Sequence | None = None
) -> list[Block]:
    """Cut documents into blocks of at most `block_tokens` tokens (prefix included); no documents, no blocks.

    `keep_whole`: for each document, characters (N, 2) of what no edge may split (the anchors' matches), sorted and apart.
    InputError: all the texts together are shorter than one block; a span that is longer than a block.
    """
    encoder = tokenizer if isinstance(tokenizer, Encoder) else Encoder(tokenizer)
    grids = [nominal_edges(document.text, encoder, block_tokens) for document in documents]
    return cut_at(documents, encoder, block_tokens, grids, keep_whole)


def cut_at(
    documents: Sequence[Document],
    encoder: Encoder,
    block_tokens: int,
    grids: Sequence[np.ndarray],
    keep_whole: Sequence | None = None,
    known: dict[tuple[int, int, int], tuple[np.ndarray, np.ndarray]] | None = None,
) -> list[Block]:
    """`cut_blocks` on grids that are there already. `known`: (document, start, end) -> ids and offsets of slices that need no tokenizing,
    both with the prefix."""
    if block_tokens < len(encoder.prefix) + 1:
        raise InputError(
            "a block has no room for text",
            value=block_tokens,
            remedy="raise block_tokens above the number of special tokens",
        )
    blocks: list[Block] = []
    for number, (document, grid) in enumerate(zip(documents, grids, strict=True)):
        spans = (
            np.zeros((0, 2), dtype=np.int64)
            if keep_whole is None
            else np.asarray(keep_whole[number], dtype=np.int64).reshape(-1, 2)
        )
        edges = move_edges(grid, spans)
        edges = edges.tolist()
        slices = [
            (cell, a, b) for cell, (a, b) in enumerate(zip(edges, edges[1:], strict=False)) if a < b
        ]
        unknown = (
            document.text[a:b] for _, a, b in slices if not known or (number, a, b) not in known
        )
        fresh = encoder.encode_with_prefix(unknown)
        for cell, start, end in slices:
            if known and (number, start, end) in known:
                parts = [(start, end, *known[number, start, end])]
            else:
                ids, offsets = next(fresh)
                parts = _fit(document, encoder, block_tokens, spans, start, end, ids, offsets)
            for part, (a, b, ids, offsets) in enumerate(parts):
                if len(ids):
                    blocks.append(Block(number, len(blocks), cell, part, a, b, pack(ids, offsets)))
    tokens = sum(len(block.packed) for block in blocks)
    if documents and tokens < block_tokens:
        found = f"{tokens} tokens, {block_tokens} asked"
        raise InputError(
            "the text is shorter than one block",
            value=found,
            remedy="bring more text or lower block_tokens",
        )
    return blocks


def _fit(
    document, encoder, block_tokens, spans, start, end, ids, offsets
) -> list[tuple[int, int, np.ndarray, np.ndarray]]:
    """The slice as it is, or, where it holds too many tokens, cut near its middle, and its parts likewise."""
    if len(ids) <= block_tokens:
        return [(start, end, ids, offsets)]
    ends, clean = clean_edges(offsets)
    edges = start + np.unique(ends[clean & (ends > 0) & (ends < end - start)])
    edges = edges[move_edges(edges, spans) == edges]
    if not len(edges):
        found = f"{document.name}, characters {start} to {end}: {document.text[start:end]!r}"
        raise InputError(
            "an anchor is longer than a block",
            value=found,
            remedy="shorten the term or raise block_tokens",
        )
    middle = int(edges[np.argmin(np.abs(edges - (start + end) / 2))])
    parts = []
    for a, b in ((start, middle), (middle, end)):
        ((part_ids, part_offsets),) = encoder.encode_with_prefix([document.text[a:b]])
        parts += _fit(document, encoder, block_tokens, spans, a, b, part_ids, part_offsets)
    return parts


def pad_blocks(blocks: Sequence[Block], pad_id: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Blocks side by side, padded on the right to the longest: input_ids (B, T) and attention_mask (B, T), both int64."""
    return pad_rows([block.input_ids for block in blocks], pad_id)


def pad_rows(
    rows: Sequence[np.ndarray], pad_id: int, length: int | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """The same for bare rows of ids; `length` T is the longest row's unless given."""
    length = max((len(row) for row in rows), default=0) if length is None else length
    input_ids = torch.full((len(rows), length), pad_id, dtype=torch.int64)
    attention_mask = torch.zeros((len(rows), length), dtype=torch.int64)
    for number, row in enumerate(rows):
        input_ids[number, : len(row)] = torch.from_numpy(row.astype(np.int64))
        attention_mask[number, : len(row)] = 1
    return input_ids, attention_mask
