"""Blocks: where they end, and that their tokens are those of their own text."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.tiny_tokenizers import FAMILIES, SENTENCES, byte_level
from whp_kit.errors import InputError
from whp_kit.text.blocks import (
    Encoder,
    clean_edges,
    cut_blocks,
    move_edges,
    nominal_edges,
    pad_blocks,
    pad_rows,
    sample_passages,
)
from whp_kit.text.documents import Document

TEXT = "\n".join(SENTENCES * 8)


def test_passages_lie_apart_and_stand_in_the_text():
    document = Document("book", TEXT)
    found = sample_passages([document], byte_level(), 32, 3)
    assert len({passage.name for passage in found}) == 3
    assert all(passage.name.startswith("book, characters") for passage in found)
    assert all(passage.text in TEXT for passage in found)


@pytest.mark.parametrize("family", FAMILIES)
def test_blocks_tile_the_document_and_hold_the_tokens_of_their_own_text(family):
    tokenizer = FAMILIES[family]()
    documents = [Document("one.txt", TEXT), Document("two.txt", TEXT[5:1500])]
    blocks = cut_blocks(documents, tokenizer, 48)
    prefix = Encoder(tokenizer).prefix
    for number, document in enumerate(documents):
        mine = [block for block in blocks if block.document == number]
        assert [block.start for block in mine] == [0, *[block.end for block in mine[:-1]]]
        assert mine[-1].end == len(document.text)
    for place, block in enumerate(blocks):
        assert block.index == place and len(block.input_ids) <= 48
        text = documents[block.document].text[block.start : block.end]
        assert block.input_ids.tolist() == [
            *prefix,
            *tokenizer(text, add_special_tokens=False)["input_ids"],
        ]
        assert (block.offsets[: len(prefix)] == 0).all()
        assert block.offsets.min() >= 0 and block.offsets.max() <= len(text)
    full = [len(block.input_ids) for block in blocks[:-1]]
    assert min(full) > 15  # cells are of like size, at worst one is cut in two: no crumbs


def test_the_prefix_is_what_the_tokenizer_puts_in_front():
    assert Encoder(byte_level()).prefix == (1,)
    assert Encoder(byte_level(bos=False)).prefix == ()
    assert Encoder(FAMILIES["unigram"]()).prefix == ()  # an end token is not a prefix
    assert Encoder(FAMILIES["wordpiece"]()).prefix == (1,)  # [SEP] is left out


@pytest.mark.parametrize("family", FAMILIES)
def test_tokens_of_space_and_line_ends_show_nothing(family):
    encoder = Encoder(FAMILIES[family]())
    for text in (" ", "\n", "\t", "\r\n", "\n\n", "  \n "):
        ((ids, _),) = encoder.encode([text])
        unknown = {"<unk>", "[UNK]"}  # of a tokenizer that has no line ends
        tokens = [token for token in ids.tolist() if encoder.text(token) not in unknown]
        assert not any(encoder.shows(token) for token in tokens), (family, text)
    ((ids, _),) = encoder.encode(["market, school"])
    assert all(encoder.shows(token) for token in ids.tolist()[1:])


def test_special_tokens_are_the_named_ones_and_those_added_as_special():
    tokenizer = copy.deepcopy(byte_level())
    before = len(tokenizer)
    tokenizer.add_special_tokens({"extra_special_tokens": ["<|turn|>"]})
    tokenizer.add_tokens(["Hermione"])
    special = Encoder(tokenizer).special.tolist()
    assert special == [0, 1, before]
    assert tokenizer.convert_ids_to_tokens(special) == ["<pad>", "<s>", "<|turn|>"]


def test_no_block_begins_with_a_space_where_the_tokenizer_puts_one_itself():
    """Such a block would begin with two, which no model sees inside a text."""
    text = " ".join(["the boy ran after him and the dog ran too;"] * 60)  # no sentence ends
    spans = [[(k, k + 7) for k in range(4, len(text) - 43, 43)]]  # "boy ran" is an anchor
    documents = [Document("one.txt", text)]
    for family in ("byte_level", "metaspace"):
        tokenizer = FAMILIES[family]()
        puts_space = Encoder(tokenizer).puts_space
        assert puts_space == (family == "metaspace")
        for keep_whole in (None, spans):
            blocks = cut_blocks(documents, tokenizer, 24, keep_whole)
            starts = [block.start for block in blocks]
            assert len(blocks) > 10 and starts[1:] == [block.end for block in blocks[:-1]]
            assert any(text[start] == " " for start in starts) != puts_space
            assert max(len(block.input_ids) for block in blocks) <= 24


@pytest.mark.parametrize("family", ["byte_level", "byte_level_trimmed", "byte_level_split_digits"])
def test_offsets_tell_what_a_token_covers_also_where_the_tokenizer_trims_them(family):
    tokenizer = FAMILIES[family]()
    text = "Ron’s  owl:\n  é😀x\t(12,  345)\r\n\r\n the end  "
    ((ids, offsets),) = Encoder(tokenizer).encode([text])
    ends, clean = clean_edges(offsets)
    assert clean.sum() > 15 and not clean.all()
    for place in np.flatnonzero(clean):
        assert (
            tokenizer.decode(ids[: place + 1], clean_up_tokenization_spaces=False)
            == text[: ends[place]]
        )


def test_edges_stand_between_words_where_they_can():
    tokenizer = byte_level()
    edges = nominal_edges(TEXT, Encoder(tokenizer), 64)[1:-1]
    between = [TEXT[e].isspace() or TEXT[e - 1].isspace() for e in edges]
    assert len(edges) > 10 and np.mean(between) > 0.8


def test_an_edge_inside_a_span_moves_to_the_nearer_end_and_the_others_stay():
    edges = np.array([0, 10, 20, 30, 40])
    spans = np.array([[8, 13], [20, 25], [26, 33], [35, 40]])
    # 10 is nearer to 8 than to 13; 20 is an end already; 30 is nearer to 33; 40 is an end
    assert move_edges(edges, spans).tolist() == [0, 8, 20, 33, 40]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, len(TEXT)), min_size=2, max_size=60, unique=True))
def test_no_edge_splits_a_span_and_only_straddled_edges_move(cuts):
    cuts = sorted(cuts)
    spans = np.array([(a, min(b, a + 25)) for a, b in zip(cuts[::2], cuts[1::2], strict=False)])
    encoder = Encoder(byte_level())
    without = {block.start for block in cut_blocks([Document("x", TEXT)], encoder, 64)}
    blocks = cut_blocks([Document("x", TEXT)], encoder, 64, [spans])
    assert max(len(block.input_ids) for block in blocks) <= 64
    for start in (block.start for block in blocks):
        assert not any(a < start < b for a, b in spans)
    straddled = [e for e in without if any(a < e < b for a, b in spans)]
    parts = [block.start for block in blocks if block.part]
    for start in without - {block.start for block in blocks}:
        assert start in straddled
    for start in {block.start for block in blocks} - without - set(parts):
        assert start in spans


def test_a_cell_that_holds_too_much_is_cut_in_two():
    # A span at each end pushes both edges of the third cell outwards.
    text = TEXT[:2000]
    grid = nominal_edges(text, Encoder(byte_level()), 64)
    spans = np.array([[grid[2] - 20, grid[2] + 30], [grid[3] - 30, grid[3] + 20]])
    blocks = cut_blocks([Document("x", text)], byte_level(), 64, [spans])
    assert {block.part for block in blocks if block.cell == 2} == {0, 1}
    assert max(len(block.input_ids) for block in blocks) <= 64


def test_what_is_too_short_or_too_long_is_refused():
    with pytest.raises(InputError, match="shorter than one block") as caught:
        cut_blocks([Document("x", "Harry ran.")], byte_level(), 64)
    assert "64" in str(caught.value)
    with pytest.raises(InputError, match="longer than a block"):
        cut_blocks([Document("x", TEXT)], byte_level(), 32, [[(40, 400)]])
    with pytest.raises(InputError, match="no room"):
        cut_blocks([Document("x", TEXT)], byte_level(), 1)


def test_a_tokenizer_without_offsets_is_refused():
    with pytest.raises(InputError, match="offsets"):
        cut_blocks([Document("x", TEXT)], object(), 64)


def test_padding_is_on_the_right_and_masked():
    blocks = cut_blocks([Document("x", TEXT)], byte_level(), 64)[:3]
    input_ids, mask = pad_blocks(blocks, 0)
    longest = max(len(block.input_ids) for block in blocks)
    assert input_ids.shape == mask.shape == (3, longest)
    for row, block in enumerate(blocks):
        count = len(block.input_ids)
        assert input_ids[row, :count].tolist() == block.input_ids.tolist()
        assert mask[row].tolist() == [1] * count + [0] * (longest - count)
        assert (input_ids[row, count:] == 0).all()


def test_rows_are_padded_to_a_given_length():
    input_ids, mask = pad_rows([[5, 6], np.array([7])], 9, 3)
    assert input_ids.tolist() == [[5, 6, 9], [7, 9, 9]]
    assert mask.tolist() == [[1, 1, 0], [1, 0, 0]]


def test_no_rows_are_an_empty_batch():
    assert pad_rows([], 0)[0].shape == (0, 0)
