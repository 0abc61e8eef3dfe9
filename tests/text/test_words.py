"""words: texts in any way of writing fold to the same words, and no folding moves a match."""

import re
import unicodedata

import numpy as np
import pytest
import regex
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.support.timing import seconds
from whp_kit.errors import InputError
from whp_kit.text.words import (
    EDGE,
    MOST_LETTERS,
    comparable_words,
    find_words,
    fold,
    fold_character,
    fold_term,
    folded,
    folded_between,
    folded_with_case,
    is_named_in,
    mark_each,
    mark_edges,
    readable,
    require_served,
    separator,
    stems,
    unmarked,
    unserved,
)

WORDS = [
    "Elsby",
    "Wickfold",
    "Mill",
    "O'Dea",
    "McTavish's",
    "Mad-Eye",
    "Élodie",
    "Ñandú",
    "Łódź",
    "şiirleri",
    "official",
    "afloat",
    "Caesar",
    "Straße",
    "Ngữ",
    "Οδυσσέας",
    "Мария",
    "Ёжик",
    "об'єкт",
    "Հայկ",
    "שלום",
    "القاهرة",
    "गंगा",
    "ಕನ್ನಡ",
    "해리는",
    "1914",
]
LIGATURES = {"ffi": "ﬃ", "fi": "ﬁ", "fl": "ﬂ", "ae": "æ"}
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def _between(word: str, piece: str) -> str:
    """The piece after the second letter, where two letters meet."""
    if len(word) > 3 and word[1:3].isalpha() and word[1:3].islower():
        return word[:2] + piece + word[2:]
    return word


def _ligatures(word: str) -> str:
    for letters, ligature in LIGATURES.items():
        word = word.replace(letters, ligature)
    return word


# Name -> word as it stands in a table -> the same word in a text
WAYS_OF_WRITING = {
    "as it is": lambda word: word,
    "curly apostrophe": lambda word: word.replace("'", "\u2019"),
    "letter apostrophe": lambda word: word.replace("'", "\u02bc"),
    "prime": lambda word: word.replace("'", "\u2032"),
    "of a terminal": lambda word: word.replace("'", "\u00b4"),
    "C1 control": lambda word: word.replace("'", "\x92"),
    "hard hyphen": lambda word: word.replace("-", "\u2011"),
    "composed": lambda word: unicodedata.normalize("NFC", word),
    "decomposed": lambda word: unicodedata.normalize("NFD", word),
    "soft hyphen": lambda word: _between(word, "\u00ad"),
    "zero-width space": lambda word: _between(word, "\u200b"),
    "word joiner": lambda word: "\u2060" + word,
    "byte-order mark": lambda word: "\ufeff" + word,
    "marks of direction": lambda word: f"\u200f{word}\u200e",
    "underscores": lambda word: f"_{word}_",
    "two underscores": lambda word: f"__{word}__",
    "asterisks": lambda word: f"*{word}*",
    "slashes": lambda word: f"/{word}/" if word.isalpha() else word,
    "equals signs": lambda word: f"={word}=" if word.isalpha() else word,
    "two tildes": lambda word: f"~~{word}~~" if word.isalpha() else word,
    "tags of HTML": lambda word: f"<I>{word}</i>",
    "half ring": lambda word: word.replace("'", "\u02be"),
    "mark of stress": lambda word: word.replace("'", "\u02c8"),
    "parted at the end of a page": lambda word: _between(word, "-\n\f"),
    "bold and italic": lambda word: f"**_{word}_**",
    "capitals": str.upper,
    "ligatures": _ligatures,
    "full width": lambda word: word.translate(FULL_WIDTH),
    "parted by a hyphen": lambda word: _between(word, "-\n"),
    "parted, CR LF": lambda word: _between(word, "-\r\n    "),
    "parted, CR": lambda word: _between(word, "-\r"),
    "parted, line separator": lambda word: _between(word, "\u2010 \u2028"),
    "parted by a soft hyphen": lambda word: _between(word, "\u00ad\n"),
    "parted in a scanned page": lambda word: _between(word, "¬\n"),
}
SPACES = (" ", "  ", "\n", "\r\n", "\r", "\u2028", "\u00a0", "\t", " \n ", "\u3000")
words_of_texts = st.sampled_from(WORDS)
ways = st.sampled_from(sorted(WAYS_OF_WRITING))
spaces = st.sampled_from(SPACES)


def texts_of(text, joined=False):
    return [word.text for word in find_words(text, joined)]


def pieces_of(text, joined=False):
    return [text[word.start : word.end] for word in find_words(text, joined)]


# Folding


@pytest.mark.parametrize("way", WAYS_OF_WRITING)
@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_the_same_in_every_way_of_writing(word, way):
    assert folded(WAYS_OF_WRITING[way](word)) == folded(word)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Elsby’s", "ELSBY'S"),
        ("L’Élodie", "l'e\u0301lodie"),
        ("м\u02bcята", "М’ЯТА"),
        ("İstanbul", "ISTANBUL"),
        ("ışık", "IŞIK"),
        ("Ёлка", "елка"),
        ("Е\u0308лка", "Елка"),
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
        ("STRASSE", "straße"),
        ("Fuſs", "Fuss"),
        ("cœur", "coeur"),
        ("Ægir", "aegir"),
        ("ﬂuﬀy oﬃce", "fluffy office"),
        ("Ｅｌｓｂｙ　Ｍｉｌｌ", "elsby mill"),
        ("𝐄𝐥𝐬𝐛𝐲", "elsby"),
        ("ﾊﾘｰ･ﾎﾟｯﾀｰ", "ハリー・ポッター"),
        ("שָׁלוֹם", "שלום"),
        ("מֹשֶׁה", "משה"),
        ("مُحَمَّد", "محمد"),
        ("محمـــد", "محمد"),
        ("كتاب", "کتاب"),
        ("أحمد", "احمد"),
        ("ﷲ", "الله"),
        ("می‌روم", "میروم"),
        ("क\u093c", "\u0958"),
        ("ന\u0d4d\u200d", "ൻ"),
        ("ệ", "e\u0302\u0323"),
        ("한", "\u1112\u1161\u11ab"),
        ("Elsby\u00a0Mill", "Elsby \t Mill"),
        ("Mad\u2011Eye", "Mad\u2013Eye"),
        ("«Elsby»", "„Elsby“"),
        ("__init__", "init"),
        ("snake_case", "snake case"),
        ("_a b_", "a b"),
        ("_Els_by", "Elsby"),
        ("un_usual_", "unusual"),
        ("_not_one_of_", "not one of"),
        ("_Elsby_'s _Mill_.", "Elsby's Mill."),
        ("*Els*by", "Elsby"),
        ("***Elsby***", "Elsby"),
        ("=Elsby= +Mill+", "Elsby Mill"),
        ("(/Elsby Mill/).", "(Elsby Mill)."),
        ("=Elsby\r\nMill=", "Elsby Mill"),
        ("“~Elsby~,” he", '"Elsby," he'),
        ("<i>Els</i>by <STRONG>Mill</STRONG>", "Elsby Mill"),
        ("Qur\u02beān", "Qur’ān"),
        ("Ţepeş", "Țepeș"),
        ("哈利•波特", "哈利·波特"),
        ("哈利・波特", "哈利‧波特"),
        ("col∙legi", "coŀlegi"),
        ("哈利\n波特", "哈利波特"),
        ("青\r\nい", "青い"),
        ("青 \nミル", "青ミル"),
    ],
)
def test_ways_of_writing_of_many_languages_are_the_same(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Elsby Mill", "ElsbyMill"),
        ("Elsby Mill", "Elsby\n\nMill"),
        ("Elsby Mill", "Elsby\r\n \r\nMill"),
        ("Elsby Mill", "Elsby\r\rMill"),
        ("Elsby Mill", "Elsby\u2029Mill"),
        ("Elsby Mill", "Elsby\n\u200b\nMill"),
        ("Elsby Mill", "* Elsby\n* Mill"),
        ("Elsby Mill", "Elsby – Mill"),
        ("Elsby Mill", "Elsby/Mill"),
        ("Elsby Mill", "/Elsby/Mill/"),
        ("Elsby Mill", "=Elsby\n\nMill="),
        ("Elsby Mill", "<Elsby> Mill"),
        ("either or", "either /or"),
        ("a b", "a =b"),
        ("哈利波特", "哈利\n\n波特"),
        ("哈利波特", "哈利\n\u3000\u3000波特"),
        ("ミルハウス", "ミル\nハウス"),
        ("resume", "résumé"),
        ("и", "й"),
        ("が", "か"),
        ("x2", "x²"),
    ],
)
def test_other_words_stay_others(one, other):
    assert folded(one) != folded(other)


def test_capitals_stay_where_they_are_asked_for():
    assert folded_with_case("_Rose_’s ﬁg, ÉTÉ") == "Rose's fig, E\u0301TE\u0301"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Els-\nby", "elsby"),
        ("DRA-\r\nCULA", "dracula"),
        ("Mad-\nEye", "mad-eye"),
        ("Rene\u0301-\nPaul", "rene\u0301-paul"),
        ("René-\nPaul", "rene\u0301-paul"),
        ("1914-\n1918", "1914-1918"),
        ("Salz-\nund Pfeffer", "salz- und pfeffer"),
        ("two-\nor three-year-olds", "two- or three-year-olds"),
        ("мало-\nи крупно", "мало- и крупно"),
        ("hus-\nband", "husband"),
        ("wo-\norder", "woorder"),
        ("Els-\n\nby", "els-\nby"),
        ("he went--\nand came", "he went-- and came"),
        ("Els-\u200b\n\u200bby", "elsby"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line(text, right):
    assert folded(text) == right


@given(st.lists(st.tuples(words_of_texts, ways, spaces), min_size=1))
def test_folding_never_moves_a_word(parts):
    text, right = "", []
    for word, way, space in parts:
        text += WAYS_OF_WRITING[way](word)
        right.append(word)
        text += space
    # Compared without the decoration outside the word, which is not part of it
    for joined in (False, True):
        words = find_words(text, joined)
        assert [word.text for word in words] == texts_of(" ".join(right), joined)
        for word in words:
            assert folded(text[word.start : word.end]) == word.text
            edges = text[word.start] + text[word.end - 1]
            assert not re.search(r"[_*/=~<>\s\ufeff\u2060\u200e\u200f]", edges)
            assert not unicodedata.combining(text[word.end : word.end + 1] or " ")


@given(st.lists(st.tuples(words_of_texts, ways)), words_of_texts, ways, words_of_texts, ways)
def test_a_name_is_found_where_it_stands(before, first, first_way, last, last_way):
    start = "".join(f"({WAYS_OF_WRITING[way](word)}) " for word, way in before)
    name = WAYS_OF_WRITING[first_way](first) + " " + WAYS_OF_WRITING[last_way](last)
    text = f"{start}<{name}> and so on"
    folded_text = fold(text)
    place = folded_text.text.rindex("<" + folded(f"{first} {last}")) + 1
    begin, end = folded_text.span(place, folded_text.text.rindex(">"))
    # What is left out beside the name may be outside
    assert text[len(start) + 1 : begin].strip("_*/=~<>I\ufeff\u2060\u200f") == ""
    assert text[end : text.rindex(">")].strip("_*/=~<>i\u200e") == ""
    many = folded_text.spans(np.array([place]), np.array([folded_text.text.rindex(">")]))
    assert (begin, end) == (int(many[0][0]), int(many[1][0]))


@given(st.text())
def test_positions_go_on_and_lie_in_the_text(text):
    folded_text = fold(text)
    spans = [folded_text.span(at, at + 1) for at in range(len(folded_text.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)
    assert [end for _, end in spans] == sorted(end for _, end in spans)


marked_text = st.text(alphabet="aE ée\u0301ёßﬁ'’_*-\u00ad\u200b\n\r.1が哈ｶﾞ", max_size=30)


@given(st.one_of(st.text(), marked_text))
def test_a_folded_text_has_the_same_words(text):
    assume("\u0308" not in text)  # dots come together only where what stands between goes
    again = " ".join(texts_of(text))
    assert texts_of(again) == texts_of(text)


@given(st.lists(st.tuples(words_of_texts, ways, spaces)))
def test_folding_twice_is_folding_once(parts):
    text = "".join(WAYS_OF_WRITING[way](word) + space for word, way, space in parts)
    assert fold(fold(text).text).text == fold(text).text.replace("\n", " ")


@given(st.lists(st.sampled_from(["Elsby", "'s", " ", "\n", "\r", "\r\n", "\t", "\u2028", "."])))
def test_space_is_one_space_or_the_end_of_a_paragraph(parts):
    text = "".join(parts)
    plain = re.sub("\r\n|\r|\u2028", "\n", text).lower()
    paragraphs = re.split(r"\s*\n\s*\n\s*", plain)
    right = "\n".join(re.sub(r"\s+", " ", paragraph) for paragraph in paragraphs)
    assert fold(text).text == right


def test_no_character_is_cut_short():
    lengths = [
        len(fold_character(chr(code), keep_case))
        for code in range(0x110000)
        for keep_case in (False, True)
    ]
    assert max(lengths) <= MOST_LETTERS


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("_Elsby’s_ \u00ad“Mill”", "Elsby's “Mill”"),
        ("E\u0301lodie\u200b  and\nI", "Élodie and I"),
        ("Els-\nby", "Elsby"),
        ("е\u0308ж", "ёж"),
        ("snake_case", "snake_case"),
        ("می\u200cروم", "می\u200cروم"),
        ("* Elsby", "* Elsby"),
        ("Ёж, İpek, كتاب", "Ёж, İpek, كتاب"),
    ],
)
def test_a_readable_text_keeps_case_and_accents(text, right):
    assert readable(text) == right


@pytest.mark.parametrize("word", ["Ёж", "е\u0308", "İ", "שָׁם", "ماءً", "Ali\u0307"])
def test_a_match_covers_the_points_that_folding_leaves_out(word):
    text = unicodedata.normalize("NFD", f"a {word} b")
    assert pieces_of(text)[1] == unicodedata.normalize("NFD", word)


# Words


@pytest.mark.parametrize(
    ("text", "plain", "joined"),
    [
        ("Don’t!", ["don't"], ["don't"]),
        ("Elsby’s mill", ["elsby", "s", "mill"], ["elsby's", "mill"]),
        ("l’eau, rock'n'roll", ["l", "eau", "rock", "n", "roll"], ["l'eau", "rock'n'roll"]),
        ("Mad-Eye", ["mad", "eye"], ["mad-eye"]),
        ("he said--no", ["he", "said", "no"], ["he", "said", "no"]),
        ("'Yes,' ‘no’", ["yes", "no"], ["yes", "no"]),
        ("the 3rd of 1,000", ["the", "3rd", "of", "1", "000"], ["the", "3rd", "of", "1", "000"]),
        ("हिंदी में", ["हिंदी", "में"], ["हिंदी", "में"]),
        ("哈利去", ["哈", "利", "去"], ["哈", "利", "去"]),
        ("ミルは青い", ["ミル", "は", "青", "い"], ["ミル", "は", "青", "い"]),
        ("ミル・ハウス", ["ミル", "ハウス"], ["ミル", "ハウス"]),
        ("iPhone手机", ["iphone", "手", "机"], ["iphone", "手", "机"]),
        ("a_b x² 5½", ["a", "b", "x", "5"], ["a", "b", "x", "5"]),
        ("—“…”", [], []),
        ("\u0301 a", ["a"], ["a"]),
    ],
)
def test_words_of_a_text(text, plain, joined):
    assert texts_of(text) == [unicodedata.normalize("NFD", word) for word in plain]
    assert texts_of(text, joined=True) == [unicodedata.normalize("NFD", word) for word in joined]


SIMPLE = "ab É\u0301їΩшدश्ि가哈のカー12 (—!\n"


@given(st.text(alphabet=SIMPLE, max_size=40))
@example("カ\nカ哈\nカ")
def test_words_end_where_unicode_says(text):
    """The boundaries of UAX 29 as `regex` has them, where no mark stands inside a word."""
    pieces = regex.split(r"(?wV1)\b", unicodedata.normalize("NFD", text))
    right = [piece for piece in pieces if regex.search(r"[\p{L}\p{Nd}]", piece)]
    letters = [regex.sub(r"^\p{M}+", "", piece).casefold() for piece in right]
    assert texts_of(text) == [folded(piece) for piece in letters]


@given(st.text(alphabet=SIMPLE + "'-.nt\u0301_", max_size=40))
def test_edges_are_where_words_begin_and_end(text):
    marked, _ = mark_edges(fold(text).text)
    pieces = marked.split(EDGE)
    assert [piece for piece in pieces if regex.search(r"[\p{L}\p{Nd}]", piece)] == texts_of(text)


@given(st.text(alphabet=SIMPLE + "'-.nt\u0301_", max_size=40))
def test_a_piece_of_the_marked_text_is_found_in_the_folded_one(text):
    folded_text = fold(text).text
    marked, put_in = mark_edges(folded_text)
    pieces = list(re.finditer(f"(?<={EDGE})[^{EDGE}]+(?={EDGE})", marked))
    places = np.array([piece.span() for piece in pieces], dtype=np.int64).reshape(-1, 2)
    starts, ends = unmarked(put_in, places[:, 0] - 1, places[:, 1] + 1)
    found = [folded_text[start:end] for start, end in zip(starts, ends, strict=True)]
    assert found == [piece.group() for piece in pieces]


@given(st.lists(st.sampled_from(["a b", "mad-eye", "don't", "哈利", "e\u0301t"])))
def test_many_texts_are_marked_as_each_alone(texts):
    assert mark_each(texts) == [mark_edges(text)[0] for text in texts]


@given(st.lists(st.tuples(words_of_texts, ways), min_size=1, max_size=8))
def test_comparable_words_are_the_same_in_every_way_of_writing(parts):
    text = " ".join(WAYS_OF_WRITING[way](word) for word, way in parts)
    assert comparable_words(text) == comparable_words(" ".join(word for word, _ in parts))


@pytest.mark.parametrize(
    ("between", "right"),
    [(" *", " "), ("*, *", ", "), ("_ _", " "), ("\n* ", " * "), (".\u00ad\r\n", ". "), ("", "")],
)
def test_emphasis_between_words_is_no_mark(between, right):
    assert folded_between(between) == right


def test_comparable_words_have_no_possessive_and_no_hyphen():
    assert comparable_words("McTavish’s Mad-Eye, “Mill”") == ("mctavish", "madeye", "mill")


def test_stems_have_no_plural_and_name_the_parts_of_a_word():
    assert stems("Mills, his Mad-Eye") == {"mill", "his", "madeye", "mad", "eye"}


@pytest.mark.parametrize(
    ("term", "text", "right"),
    [
        ("Elsby Mill", "The mill of _Elsby_", True),
        ("Elsby Mills", "Elsby’s mill", True),
        ("Elsby Mill", "Elsby", False),
        ("É", "e\u0301", True),
        ("哈利", "我是哈利", True),
        ("哈利", "利哈", False),
        ("哈利", "哈\n利", True),
        ("Elsby 哈利", "哈利和Elsby", True),
    ],
)
def test_a_term_is_named_in_a_text(term, text, right):
    assert is_named_in(term, text) is right


def test_a_term_of_the_lexicon_is_shown_composed_without_possessive():
    assert fold_term("E\u0301lodie’s") == "élodie"


# Between two words


@pytest.mark.parametrize(
    "before",
    ["He said", "„Ja“", "»Ja«", "“Yes,”", '"Yes," he said. "No"', "« Oui »", "the boys'", "Elsby…"]
    + ["so —", "rock 'n'", "(or so)", "”Ja”", "他 Elsby", "Elsby_", "O.K."],
)
def test_a_space_stands_before_the_next_word(before):
    assert separator(before, "word") == " "


@pytest.mark.parametrize(
    "before",
    ["", "He said “", 'He said "', "Er sagte: „", "Er sagte: »", "Il dit «", "Il dit « ", "sa: ”"]
    + ["He said, ‘“", "(", "¿", "so—", "Mad-", "l'", "dell’", "O’", "and/", "a\n", "‘", '("', "「"],
)
def test_nothing_stands_before_the_next_word(before):
    assert separator(before, "word") == ""


@pytest.mark.parametrize(
    ("before", "after", "right"),
    [
        ("我是", "哈利", ""),
        ("他说：“", "好", ""),
        ("“好。”", "他", ""),
        ("他走了。", "Elsby", ""),
        ("他叫", "Elsby", " "),
        ("그는", "해리", " "),
        ("그는", "ハリー", " "),
        ("が", "ハリー", ""),
    ],
)
def test_scripts_without_spaces_have_none(before, after, right):
    assert separator(before, after) == right


# Scripts


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("สวัสดี", "Thai"),
        ("ສະບາຍດີ", "Lao"),
        ("សួស្តី", "Khmer"),
        ("မြန်မာ", "Myanmar"),
        ("བོད་ཡིག", "Tibetan"),
        ("ᦑᦟᦹᧉ", "New Tai Lue"),
    ],
)
def test_a_script_without_word_ends_is_refused_by_name(text, script):
    with pytest.raises(InputError, match=f"the term in row 3 is in a script.*{script}"):
        require_served(f"Elsby {text}", "the term in row 3")


def test_unserved_scripts_are_counted_in_their_order():
    found = unserved("Elsby: สวัสดี မြန်မာ สวัสดี")
    assert [(one.script, one.letters, one.start) for one in found] == [
        ("Thai", 8, 7),
        ("Myanmar", 3, 14),
    ]


@pytest.mark.parametrize(
    "text", [*WORDS, "哈利", "ハリー", "あおい", "ⅣⅤ", "😀 ½ ² µ ª ①", "𝐄", "ʼ"]
)
def test_a_script_with_words_is_served(text):
    require_served(text, "the text")


# Time

PARTS = ["Elsby went. ", "Els-\nby ", "_Elsby_ ", "a_b_", "*", "_", "- ", "-\u00ad", "İ\u0307"]
PARTS += [
    "e\u0301\u0323",
    "哈\n",
    "哈   ",
    "\r\n",
    "\u200b",
    "\n",
    " ",
    "해리",
    "-\r\n",
    "a'",
    "«",
    "é ",
    "=a ",
    "/a/ ",
    "+a\n",
    "~~",
    "<i>",
]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("function", [fold, find_words, readable])
def test_time_is_linear(function, part):
    function(part)
    short, long = (
        seconds(lambda text=text: function(text)) for text in (part * 2_000, part * 40_000)
    )
    assert long < 120 * short + 0.05, "20 times as much; in quadratic time it would be 400"


def test_the_end_of_a_long_text_decides_what_follows():
    assert seconds(lambda: separator("« a ' " * 100_000, "word")) < 0.5
