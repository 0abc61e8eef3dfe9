"""sentences: where sentences and paragraphs end, in several languages and with any line ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.timing import seconds
from whp_kit.text.sentences import ends_as_sentence, paragraphs, sentences


def pieces(text):
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "marked",  # "|" where one sentence ends and the next begins
    [
        "She went. |He stayed! |Why? |Nobody knew… |It was late.",
        "“Is it?” |She laughed. |(He did not.) |‘So.’ |_Never._ |That was all.",
        "“Is it?” she said. |‘Oh!’ cried Ada.",
        "Mr. Penn and A. B. Carr met Dr. Lowe at No. 5 in the rain. |They talked.",
        "Wait... she said. |What?! |No!!! |Yes.",
        "She waited . . . |Then he came . . . slowly. . . . |He sat.",
        "He was 1905. |She said “no.” |He left.",
        "Am 3. Mai kam Dr. Ahrend. |„Nein!“, rief er. |»Ja.« |Um z. B. zu essen.",
        "— ¿Dónde está? —preguntó Elvia. |¡Aquí! |La Sra. Oriz llegó a las 5 p. m. y se fue.",
        "Chapter 4. |It was late. |Глава 2. |Было поздно.",
        "“It is Ada's. |And Tom’s. |Both.”",
        "« Où est-il ? » demanda Elia. |M. Darvin partit. |« Oui. » |Elle rit.",
        "«Где она?» — спросил Мирон. |Это г. Тула. |В 1905 г. он уехал. |И т. д. и т. п.",
        "Ποιος ήρθε; |Ήρθε ο Μάρκος. |Γιατί;",
        "वह कब आया? |वह कल आया। |डॉ. शर्मा गए॥ |ठीक है।",
        "ماذا حدث؟ |جاء الولد. |ذهب.",
        "他说：“你好。”|她走了。|什么？！|“好。” |他说……后来他走了。",
        "「何！？」と彼は言った。|次の日！|「はい。」|彼は…行った。",
    ],
)
@pytest.mark.parametrize("line_end", [None, "\n", "\r\n"])
def test_sentences_are_cut_where_a_reader_would_cut_them(marked, line_end):
    if line_end is not None:
        marked = marked.replace(" |", f"{line_end}|")
    assert pieces(marked.replace("|", "")) == [piece.strip() for piece in marked.split("|")]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028", "\x85"])
def test_an_empty_line_ends_a_paragraph_and_its_sentence(line_end):
    text = f"The first one{line_end}goes on{line_end} {line_end}Then another"
    assert [text[start:end] for start, end in paragraphs(text)] == pieces(text)
    assert pieces(text)[1] == "Then another"


@pytest.mark.parametrize("text", ["She went.", "“Did she?”", "走了。”", "वह आया।", "_So it was!_"])
def test_a_sentence_ends_as_one(text):
    assert ends_as_sentence(text)


@pytest.mark.parametrize("text", ["Chapter One", "第一章", "He said:", "and then,"])
def test_a_heading_does_not(text):
    assert not ends_as_sentence(text)


@given(st.text(alphabet="aA 。.!？」と”»«\n\r—5", max_size=60))
def test_sentences_hold_all_but_space_in_order(text):
    joined = "".join("".join(piece.split()) for piece in pieces(text))
    assert joined == "".join(text.split())


@pytest.mark.parametrize(
    "part", ["She went home. ", "word ", "Oh! ’ ” ", "\n \n", "——", "! ", "走了。", ". »"]
)
def test_time_is_linear(part):
    short, long = (
        seconds(lambda copies=copies: sentences(part * copies)) for copies in (4_000, 80_000)
    )
    assert long < 120 * short + 0.05, "20 times as much; in quadratic time it would be 400"
