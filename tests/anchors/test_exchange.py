"""exchange: other forms of anchor tables, among them replies that nobody would want to run."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whp_kit.anchors.exchange import dump_json, parse_json, parse_reply, read_any, write_any
from whp_kit.anchors.table import Anchor, AnchorTable
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
        f"line {number}: not a text with texts to replace it" for number in (7, 8, 14)
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


@given(st.dictionaries(cells, cells, min_size=1, max_size=6))
def test_a_dictionary_of_any_texts_is_read_as_written(pairs):
    wanted = {term: (word,) for term, word in pairs.items()}
    assert terms(parse_json(json.dumps(pairs))[0]) == wanted
    assert terms(parse_reply("translations = " + repr(pairs))[0]) == wanted


def test_files_by_their_endings(tmp_path):
    table = AnchorTable((Anchor('=1+1 <script>"', "x", ("a|b", "عربي 🙂"), "n"),))
    for name in ("t.csv", "t.json"):
        write_any(table, tmp_path / name)
        assert read_any(tmp_path / name)[0].rows == table.rows
        with pytest.raises(InputError, match="already"):
            write_any(AnchorTable(()), tmp_path / name)
    for name, wrong in (("t.xlsx", "ending"), ("no.json", "missing")):
        with pytest.raises(InputError, match=wrong):
            read_any(tmp_path / name)
    (tmp_path / "empty.txt").write_text("no terms today")
    with pytest.raises(InputError, match="no row"):
        read_any(tmp_path / "empty.txt")
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(InputError, match="not JSON"):
        read_any(tmp_path / "bad.json")
