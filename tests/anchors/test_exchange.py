"""exchange: other forms of anchor tables, among them replies that nobody would want to run."""

import itertools
import json

import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.timing import seconds
from whp_kit.anchors.column_names import meaning_of
from whp_kit.anchors.exchange import dump_json, parse_json, parse_reply, read_any, write_any
from whp_kit.anchors.literals import Reader
from whp_kit.anchors.table import Anchor, AnchorTable, join_replacements
from whp_kit.errors import InputError

REPLY = """Here are the terms (as {asked}):
translations = {
    "Ketta": "Anna",  # the hero, don't keep
    'Drowned Bell': "old clock",
    "O'Dea": "Smith", "Ketta": "Jane", "Ketta": "Anna",
    "peal": ["word", "song"],
    "danger": __import__("os").system("touch ran"),
    "seven" : 7,
    **more,
}
and a few more:
```python
{"Pim": "Spot",}
{"cut": "off", "here": "it st
"""


def terms(table):
    return {row.term: row.replacements for row in table.rows}


def test_a_reply_by_hand():
    table, left_out = parse_reply(REPLY)
    assert terms(table) == {
        "Ketta": ("Anna", "Jane"),
        "Drowned Bell": ("old clock",),
        "O'Dea": ("Smith",),
        "peal": ("word", "song"),
        "Pim": ("Spot",),
        "cut": ("off",),
    }
    assert left_out == [
        "line 7: 'danger' has no text that replaces it",
        "line 8: 'seven' has no text that replaces it",
        "line 9: no pair of texts: '**more'",
        """line 14: breaks off at '"it st'""",
    ]


@pytest.mark.parametrize(
    "code", ['open("ran", "w")', '__import__("os").mkdir("ran")', '"a" + open("ran", "w").name']
)
def test_code_in_a_reply_never_runs_and_becomes_no_row(code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="no row"):
        parse_reply('{"Ketta": ' + code + ", **" + code + "}")
    table, _ = parse_reply('{"Ketta": ' + code + ', "Pim": "Spot", **{"a": ' + code + "}}")
    assert terms(table) == {"Pim": ("Spot",)}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "reply",
    [
        '{"Ketta": "Anna"\n "Pim": "Spot"}',
        "{“Ketta”: “Anna”, “Pim”: “Spot”}",
        "terms = {Ketta: Anna, Pim: Spot}",
        '- "Ketta": "Anna"\n- "Pim": "Spot"',
        "{'people': {'Ketta': 'Anna'}, 'animals': {'Pim': 'Spot'}}",
    ],
)
def test_dictionaries_that_are_not_quite_python_are_read(reply):
    assert terms(parse_reply(reply)[0]) == {"Ketta": ("Anna",), "Pim": ("Spot",)}


def test_a_brace_that_never_closes_hides_nothing():
    assert terms(parse_reply('Take { as a start.\n{"Ketta": "Anna"}')[0]) == {"Ketta": ("Anna",)}


@given(st.text(max_size=200))
def test_no_text_does_harm(text):
    try:
        table, _ = parse_reply("{" + text)
    except InputError:
        return
    assert table.rows


cells = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)
rows = st.lists(
    st.builds(
        Anchor, cells, cells, st.lists(cells, min_size=1, max_size=3).map(tuple), cells, cells
    ),
    min_size=1,
    max_size=6,
)


@given(rows)
def test_json_and_back_is_the_same_table(made):
    table = AnchorTable(tuple(made))
    assert parse_json(dump_json(table))[0].rows == table.rows


@given(st.dictionaries(cells.filter(lambda cell: not meaning_of(cell)), cells, min_size=1))
def test_a_dictionary_of_any_texts_is_read_as_written(pairs):
    wanted = {term: (word,) for term, word in pairs.items()}
    pairs = {term: join_replacements([word]) for term, word in pairs.items()}
    assert terms(parse_json(json.dumps(pairs))[0]) == wanted
    assert terms(parse_reply("translations = " + repr(pairs))[0]) == wanted


PAIRS = [("Ketta", "Anna"), ("Salt Mill", "the barn")]
WANTED = {"Ketta": ("Anna",), "Salt Mill": ("the barn",)}
FRAME = pandas.DataFrame(
    {
        "term": ["Ketta", "Salt Mill"],
        "category": ["person", None],
        "replacements": ["Anna|Jane", "the barn"],
        "note": [None, None],
        "status": [None, "rejected"],
    }
)
FRAME_ROWS = (
    Anchor("Ketta", "person", ("Anna", "Jane")),
    Anchor("Salt Mill", "", ("the barn",), "", "rejected"),
)


@pytest.mark.parametrize(
    "text",
    [
        FRAME.to_json(orient="records"),
        FRAME.to_json(orient="records", indent=2),
        FRAME.to_json(orient="records", lines=True),
        FRAME.to_json(orient="split"),
        FRAME.to_json(orient="columns"),
        FRAME.to_json(orient="index"),
        json.dumps(FRAME.to_dict(orient="list")),
        json.dumps(FRAME.replace({None: float("nan")}).to_dict(orient="records")),
        json.dumps([list(FRAME.columns), *FRAME.to_numpy().tolist()]),
        json.dumps({"anchors": FRAME.to_dict(orient="records")}),
    ],
    ids="records indented lines split columns index list NaN values holder".split(),
)
def test_json_as_pandas_writes_it(text):
    table, left_out = parse_json(text)
    assert table.rows == FRAME_ROWS
    assert left_out == []


def test_values_without_headings_are_refused():
    with pytest.raises(InputError, match="no row.*a list of 5 texts"):
        parse_json(FRAME.to_json(orient="values"))


def test_rows_of_objects_stay_as_they_are():
    text = '[{"term": "A", "replacements": "x"}, {"term": "A", "replacements": ["x|y", "z"]}]'
    assert [row.replacements for row in parse_json(text)[0].rows] == [("x",), ("x|y", "z")]


@pytest.mark.parametrize(
    ("cell", "replacements"),
    [("Anna|Jane", ("Anna", "Jane")), ("a \\| b", ("a | b",)), (" Anna | ", ("Anna",))],
)
def test_a_bar_parts_replacements_in_json_as_in_the_file(cell, replacements):
    for value in ({"Ketta": cell}, [{"term": "Ketta", "replacements": cell}]):
        assert terms(parse_json(json.dumps(value))[0]) == {"Ketta": replacements}


def test_a_line_that_is_not_json_is_named():
    with pytest.raises(InputError, match="not JSON.*line 2"):
        parse_json('{"term": "A", "replacements": "x"}\n{"term": \n')


REPLY_SHAPES = {
    "objects": [{"term": a, "category": "x", "replacement": b} for a, b in PAIRS],
    "other keys": [{"Original": a, "replace_with": b} for a, b in PAIRS],
    "names": [{"name": a, "type": "x", "generic": b} for a, b in PAIRS],
    "several": [{"anchor": a, "Generic translation": [b]} for a, b in PAIRS],
    "a list below a key": {"anchors": [{"term": a, "replacement": b} for a, b in PAIRS]},
    "pairs": [list(pair) for pair in PAIRS],
    "single": [{a: b} for a, b in PAIRS],
    "categories": {"persons": dict(PAIRS[:1]), "places": dict(PAIRS[1:])},
    "two levels": {"anchors": {"persons": dict(PAIRS[:1]), "places": [dict(PAIRS[1:])]}},
    "objects below terms": {a: {"category": "x", "replacement": b} for a, b in PAIRS},
    "an unknown key": [{"character": a, "replacement": b} for a, b in PAIRS],
    "more keys": {a: {"replacement": b, "confidence": 0.9} for a, b in PAIRS},
    "a category beside": [{"category": "x", "terms": {a: b}} for a, b in PAIRS],
    "a name beside": [
        {"name": "x", "kind": "y", "entries": [{"from": a, "to": b}]} for a, b in PAIRS
    ],
    "columns": {"terms": [a for a, _ in PAIRS], "replacements": [b for _, b in PAIRS]},
    "arrows": [f"{a} -> {b}" for a, b in PAIRS],
}


@pytest.mark.parametrize("around", ["{}", "Sure, here's it:\n\n```json\n{}\n```\nDon't ask."])
@pytest.mark.parametrize("shape", REPLY_SHAPES)
def test_a_reply_in_any_shape(shape, around):
    for text in (json.dumps(REPLY_SHAPES[shape], indent=1), repr(REPLY_SHAPES[shape])):
        table, left_out = parse_reply(around.replace("{}", text))
        assert terms(table) == WANTED
        assert left_out == [] or shape == "a name beside"


@pytest.mark.parametrize(
    "reply",
    [
        "| Term | Category | Replacement |\n|---|---|---|\n| **Ketta** | x | Anna |\n"
        "| Salt Mill | x | the barn |",
        "Expression | What to write\n:--|:--\nKetta | Anna\nSalt Mill | the barn\n",
        "- Ketta -> Anna\n- Salt Mill → the barn (a place)",
        "1. **Ketta** => `Anna`\n2. Salt Mill --> the barn\n",
        "- **Ketta**: Anna\n- **Salt Mill**: the barn\n",
        "Term: Ketta\nReplacement: Anna\n\nTerm: Salt Mill\nReplacement: the barn",
        "```csv\nterm,category,replacement\nKetta,x,Anna\nSalt Mill,y,the barn\n```\nThat's all.",
        "```yaml\nKetta: Anna\nSalt Mill: the barn\n```",
        "```yaml\nanchors:\n  - term: Ketta\n    category: person\n    replacements:\n"
        "      - Anna\n  - term: Salt Mill\n    replacements: [the barn]\n```",
        '```toml\n"Ketta" = "Anna"\n"Salt Mill" = "the barn"\n```',
        "1. Ketta – Anna\n2. Salt Mill – the barn",
        "Ketta | Anna\nSalt Mill | the barn",
        "Here they are:\nKetta\tAnna\nSalt Mill\tthe barn",
        "Ketta = Anna\nSalt Mill = the barn",
        '{\u200b"Ketta": "Anna",\u2060 \ufeff"Salt Mill": "the barn"}',
        '[{"термин": "Ketta", "замена": "Anna"}, {"термин": "Salt Mill", "замена": "the barn"}]',
        '[{"用語": "Ketta", "置換": "Anna"}, {"用語": "Salt Mill", "置換": "the barn"}]',
        '{"Ketta": {"type": "x", "suggestions": ["Anna"]}, "Salt Mill": {"بديل": "the barn"}}',
        "translations['Ketta'] = 'Anna'\ntranslations['Salt Mill'] = 'the barn'",
        "const t = {\n  Ketta: 'Anna',\n  'Salt Mill': 'the barn', // a place\n};",
        "“Ketta”：“Anna”，\n“Salt Mill”：“the barn”",
        "{„Ketta“: „Anna“, «Salt Mill»: «the barn»}",
        "<think>{'No': 'Yes'}</think>\n{'Ketta': 'Anna', 'Salt Mill': 'the barn'}",
        '{"Ketta": "Anna"}\r\n\r\n{"Ketta": "Anna", "Salt Mill": "the barn"}',
    ],
)
def test_a_reply_in_any_writing(reply):
    table, left_out = parse_reply(reply)
    assert terms(table) == WANTED
    assert left_out == []


SAID = json.dumps(dict(PAIRS))


@pytest.mark.parametrize(
    "record",
    [
        {"role": "assistant", "content": SAID},
        {"id": "x", "choices": [{"index": 0, "message": {"role": "assistant", "content": SAID}}]},
        {"id": "x", "object": "text", "choices": [{"text": SAID, "finish_reason": "stop"}]},
        {"type": "message", "role": "assistant", "content": [{"type": "text", "text": SAID}]},
        {"candidates": [{"content": {"parts": [{"text": SAID}], "role": "model"}}]},
        {"model": "x", "message": {"role": "assistant", "content": SAID}, "done": True},
        {"model": "x", "response": f"Sure!\n```json\n{SAID}\n```", "done": True},
        {"messages": [{"role": "user", "content": "- a -> b"}, {"role": "ai", "content": SAID}]},
        [{"role": "user", "content": '{"a": "b"}'}, {"role": "assistant", "content": SAID}],
    ],
)
def test_in_the_record_of_a_talk_only_the_reply_is_read(record):
    for table, left_out in (parse_json(json.dumps(record)), parse_reply(json.dumps(record))):
        assert terms(table) == WANTED
        assert left_out == []


def test_a_reply_without_rows_in_a_record_is_told():
    with pytest.raises(InputError, match="no row.*in a reply, there is no row.*I cannot"):
        parse_json('{"role": "assistant", "content": "I cannot help."}')


def test_terms_that_are_keys_of_a_record_are_rows_among_others():
    pairs = {"role": "part", "content": "matter", "model": "pattern", "response": "answer"}
    assert list(terms(parse_json(json.dumps(pairs))[0])) == list(pairs)


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ("I'm sorry, but I can't.", "line 1: no pair of texts: \"I'm sorry"),
        ("\n\n<table><tr><td>Ketta</td></tr></table>", "line 3: no pair of texts: '<table>"),
        ("term: Ketta\ncategory: x\n\nterm: Pim\nreplacement: Spot", None),
    ],
)
def test_what_is_not_read_is_shown_with_its_line(reply, told):
    if told is None:
        table, left_out = parse_reply(reply)
        assert terms(table) == {"Pim": ("Spot",)}
        assert left_out == ["line 1: an object without a term and a replacement: term, category"]
        return
    with pytest.raises(InputError) as error:
        parse_reply(reply)
    assert told in str(error.value)


def test_terms_that_sound_like_keys_are_rows_among_others():
    pairs = {"Name": "Title", "Anchor": "Hook", "Value": "Price", "Key": "Lamp", "Elsby": "Anna"}
    pairs |= {f"Lake {number}": "Pond" for number in range(10)}
    assert list(terms(parse_reply(json.dumps(pairs))[0])) == list(pairs)


def test_the_category_of_a_reply_is_kept():
    reply = {"anchors": {"person": {"Ketta": "Anna"}, "x": [{"term": "B", "type": "y", "to": "z"}]}}
    table, _ = parse_reply(json.dumps(reply))
    assert [(row.term, row.category) for row in table.rows] == [("Ketta", "person"), ("B", "y")]


@pytest.mark.parametrize(
    "reply",
    [
        '[{"term": "Ketta", "category": "person"}, {"term": "Pim", "category": "dog"}]',
        '{"term": "Ketta", "category": "person", "status": "new"}',
        '{"replacement": "Anna"}',
        '{"term": "Ketta", "plain": "Anna"}',
        '{"category": "person", "plain": "Anna", "peculiar": "Ketta"}',
        '{"terms": {"term": "Ketta"}, "translation": "English"}',
        "| Category | Count |\n|---|---|\n| persons | 12 |",
        '[{"foo": "Ketta", "bar": "Anna"}, {"foo": "Pim", "bar": "Spot"}]',
        '["Ketta", "Pim"]',
        '[["Ketta", "person", "Anna"], ["Pim", "dog", "Spot"]]',
        "- Note: names are left out.\n- Ketta: she is the one who always comes late to the mill.",
        "| a | b | c |\n|---|---|---|\n| Ketta | person | Anna |",
        '<think>{"Ketta": "Anna"}',
        '{"Ketta": "Anna"}</think>',
    ],
)
def test_keys_and_prose_and_thoughts_make_no_rows(reply):
    with pytest.raises(InputError, match="no row"):
        parse_reply(reply)


def test_all_whole_pairs_of_all_replies_are_read():
    reply = """First:
t = {
    "Ketta": "Anna",
}

t = {
    "Salt Mill": "the barn",
    "Pi

t = {"Oat": "Rye", "Bell"
And the last one:
```
[{"term": "Lake", "replacement": "Pond"}, {"term": "Hill", "repl
```
{"End": "Stop"}
"""
    table, left_out = parse_reply(reply)
    assert [row.term for row in table.rows] == ["Ketta", "Salt Mill", "Oat", "Lake", "End"]
    assert left_out == [
        """line 8: breaks off at '"Pi'""",
        """line 10: breaks off at 't = {"Oat": "Rye", "Bell"'""",
        """line 13: breaks off at '"repl'""",
    ]


@pytest.mark.parametrize(
    ("reply", "line"),
    [
        ("<think>hm", "line 1: a thought that does not end is not read"),
        ("{'C': 'D'}\n</think>", "line 3: what stands before is taken for a thought"),
    ],
)
def test_what_is_taken_for_a_thought_is_told(reply, line):
    text = "<think>x</think>{'A': 'B'}\n" + reply + ("\n{'E': 'F'}" if "/" in reply else "")
    _, left_out = parse_reply(text)
    assert left_out == [line.replace("line 1", "line 2")]


def curly(text):
    return f"“{text}”"


plain_cells = (
    st.text(st.sampled_from("abcd XYZ'é-.:"), min_size=1, max_size=10)
    .map(str.strip)
    .filter(lambda text: text and "'" not in (text[0], text[-1]))
)
# Before, between, after; what one pair is; how much of its end it can do without.
WRITINGS = {
    "one line": ("{", ", ", "}", "{0}: {1}", 0),
    "lines": ("translations = {\n", ",\n", ",\n}", "    {0}: {1}", 0),
    "objects": ("[\n", ",\n", "\n]", " {{{term}: {0}, {category}: {x}, {to}: {1}}}", 1),
    "pairs": ("[", ", ", "]", "({0}, {1})", 1),
    "lists": ("{", ",\n", "}", "{0}: [{1}]", 0),
    "below": ("{{persons}: {", ", ", "}}", "{0}: {1}", 0),
}


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(WRITINGS)),
    st.sampled_from([json.dumps, repr, curly]),
    st.lists(st.tuples(plain_cells, plain_cells), min_size=1, max_size=4),
    st.sampled_from(
        ["", "Here's the list (don't worry):\n```python\n", "<think>{'A': 'B'}</think>"]
    ),
    st.sampled_from(["", "\n\nLet me know.", "\n```\nThat's it."]),
    st.data(),
)
def test_a_cut_at_any_character_keeps_the_whole_pairs_and_is_named(
    shape, quote, pairs, before, after, data
):
    opening, between, closing, form, spare = WRITINGS[shape]
    words = {name: quote(name) for name in ("term", "category", "x", "to")}
    entries = [form.format(quote(a), quote(b), **words) for a, b in pairs]
    start = before + opening.replace("{persons}", quote("persons"))
    table, left_out = parse_reply(start + between.join(entries) + closing + after)
    assert terms(table) == joined(pairs)
    assert left_out == []

    cut = data.draw(st.integers(3, len(between.join(entries))))
    kept = between.join(entries)[:cut]
    ends = itertools.accumulate(len(entry) + len(between) for entry in entries)
    whole = [
        pair for pair, end in zip(pairs, ends, strict=True) if cut >= end - len(between) - spare
    ]
    table, left_out = parse_reply(f"{start}{kept}\n\nagain = {{'Zed': 'Omega'}}\n")
    assert terms(table) == joined([*whole, ("Zed", "Omega")])
    assert len(left_out) == 1
    assert "breaks off" in left_out[0]


def joined(pairs):
    """One row a term, each replacement once."""
    wanted = {}
    for term, replacement in pairs:
        wanted[term] = tuple(dict.fromkeys((*wanted.get(term, ()), replacement)))
    return wanted


@pytest.mark.parametrize("piece", ["{", "[", '{"a": [', "<think>", "`", "{a: b, ", " ", "[f(", "-"])
def test_the_time_is_linear_in_one_line(piece):
    """Forty thousand characters; a quadratic search of them takes minutes."""

    def read():
        with pytest.raises(InputError, match="no row"):
            parse_reply(piece * (40_000 // len(piece)))

    assert seconds(read, rounds=1) < 5


@pytest.mark.parametrize(
    "piece",
    [
        "{f(\n",
        "\n{f(`a",
        "(\n#",
        "f(/*",
        "{\u3000\n*/",
        "„ ",
        "« ",
        '{"a":\n#',
        '"a":a\'b[\n',
        "{f(   ",
    ],
)
def test_nothing_is_looked_at_again_and_again(piece):
    """Code, comments, texts in quotes that do not end: four times as much takes four times as long,
    where a search for each end would take sixteen times."""
    texts = ["- " + piece * (length // len(piece)) for length in (15_000, 60_000)]
    short, long = (seconds(lambda text=text: Reader(text)) for text in texts)
    assert long < 9 * max(short, 0.02)


class Forgetful(Reader):
    """Looks for the end of each text in quotes anew."""

    def _quoted(self, start):
        self._closings.clear()
        return super()._quoted(start)


@given(text=st.text("\"'„“«»’\\a: ,{}[\n", max_size=40))
def test_what_is_remembered_of_quotes_changes_no_value(text):
    one, other = Reader(text), Forgetful(text)
    assert (one.nodes, one.oddities, one.spans) == (other.nodes, other.oddities, other.spans)


def test_the_time_is_linear_in_the_reply():
    """Four times the reply takes about four times as long, not sixteen times."""
    piece = 'x = {"Lake %d": "Word", "Cut\n\n' + "[" * 50 + "\n(f(\n"
    replies = [
        "".join(piece.replace("%d", str(number)) for number in range(count))
        for count in (500, 2000)
    ]
    assert [len(parse_reply(reply)[0].rows) for reply in replies] == [500, 2000]
    short, long = (seconds(lambda reply=reply: parse_reply(reply)) for reply in replies)
    assert long < 9 * short


def test_files_by_their_endings(tmp_path):
    table = AnchorTable((Anchor('=1+1 <script>"', "x", ("a|b", "عربي 🙂"), "n"),))
    for name in ("t.csv", "t.json", "T.CSV", "U.Json"):
        write_any(table, tmp_path / name)
        assert read_any(tmp_path / name)[0].rows == table.rows
        with pytest.raises(InputError, match="already"):
            write_any(AnchorTable(()), tmp_path / name)
    for name, wrong in (("t.xlsx", "ending"), ("no.json", "missing")):
        with pytest.raises(InputError, match=wrong):
            read_any(tmp_path / name)
    (tmp_path / "wide.TXT").write_text('{"Ketta": "Anna"}', encoding="utf-16")
    assert terms(read_any(tmp_path / "wide.TXT")[0]) == {"Ketta": ("Anna",)}
    (tmp_path / "empty.txt").write_text("no terms today")
    with pytest.raises(InputError, match="no row"):
        read_any(tmp_path / "empty.txt")
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(InputError, match="not JSON"):
        read_any(tmp_path / "bad.json")
