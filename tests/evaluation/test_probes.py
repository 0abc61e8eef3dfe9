"""The files of a world: what is read, and faults named with file, line and remedy."""

import json

import pytest

from whp_kit.errors import InputError
from whp_kit.evaluation.probes import (
    Lexicon,
    Probe,
    load_lexicon,
    load_neighbours,
    load_probability_probes,
    load_probes,
    spread_over_subtleties,
)

LEXICON = Lexicon({"Quill": 3, "Quill Tarrow": 3})


def test_lexicon_positions_are_those_of_the_text_itself():
    text = "İstanbul ẞ: QUILL  TARROW"
    ((start, end, term, value),) = LEXICON.find(text)
    assert (text[start:end], term, value) == ("QUILL  TARROW", "quill tarrow", 3)


GOOD = {"id": "a", "prompt": "He is", "references": ["fact"], "subtlety": 3}


@pytest.mark.parametrize(
    "lines, words",
    [
        (["{"], "Not JSON in probe file .*line 1"),
        (['["a"]'], "Not a JSON object"),
        ([""], "holds no record"),
        ([json.dumps(GOOD), json.dumps(GOOD)], "line 2 stands on an earlier line"),
        ([json.dumps({**GOOD, "subtlety": 11})], "subtlety is out of range"),
        ([json.dumps({**GOOD, "subtlety": True})], "not of type int"),
        ([json.dumps({**GOOD, "references": []})], "references"),
        ([json.dumps({**GOOD, "references": ["?!"]})], "each with a word"),
        ([json.dumps({**GOOD, "references": ["สวัสดี"]})], "'references' in .*line 1.*Thai"),
        ([json.dumps({**GOOD, "prompt": "ຄົນ"})], "the prompt in .*line 1.*Lao"),
        ([json.dumps({**GOOD, "prompt": " "})], "empty"),
        ([json.dumps({**GOOD, "prompt": "He is "})], "ends in a space"),
        ([json.dumps({"id": "a"})], "'prompt' is missing"),
    ],
)
def test_faults_in_a_probe_file_are_told_with_their_line(tmp_path, lines, words):
    path = tmp_path / "probes.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError, match=words) as caught:
        load_probes(path)
    assert str(path) in str(caught.value) and "Remedy" in str(caught.value)


def test_good_files_are_read_as_they_are(tmp_path):
    (tmp_path / "p.jsonl").write_text(
        "\n" + json.dumps({**GOOD, "prompt": "He is\u2028here"}, ensure_ascii=False) + "\n\n",
        encoding="utf-8",
    )
    assert load_probes(tmp_path / "p.jsonl") == [Probe("a", "He is\u2028here", ("fact",), 3)]
    (tmp_path / "q.jsonl").write_text(
        json.dumps({"id": "a", "prompt": "He is", "peculiar": ["Quill"], "generic": ["Tom"]})
    )
    assert load_probability_probes(tmp_path / "q.jsonl")[0].peculiar == ("Quill",)
    (tmp_path / "n.jsonl").write_text(
        json.dumps({"neighbour": "mill", "in_retain": False, "prompt": "He is", "answer": " Joss"})
    )
    assert load_neighbours(tmp_path / "n.jsonl")[0].answer == "Joss"
    (tmp_path / "l.csv").write_text(
        'term,grade,note\r\nQuill,3,hero\r\n"salt, cat",2,\r\n', encoding="utf-8"
    )
    assert load_lexicon(tmp_path / "l.csv").grades == {"quill": 3, "salt, cat": 2}


@pytest.mark.parametrize(
    "text, words",
    [
        ("word,grade\na,3\n", "column"),
        ("term,grade\n", "no term"),
        ("term,grade\n ,3\n", "Empty term"),
        ("term,grade\na,1\n", "not 2 or 3"),
        ("term,grade\na,3\nA's,2\n", "stands twice"),
        ("term,grade\nO'Dea,3\nO’DEA,2\n", "stands twice"),
        ("term,grade\n—,3\n", "Empty term"),
        ("term,grade\nElsby,3\nဟယ်ရီ,3\n", "line 3.*Myanmar"),
    ],
)
def test_faults_in_a_lexicon(tmp_path, text, words):
    (tmp_path / "lexicon.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        load_lexicon(tmp_path / "lexicon.csv")


@pytest.mark.parametrize(
    "raw",
    [
        "\ufeffterm;grade\nQuill;3\nTea Mill;2\n".encode(),
        b"sep=;\r\nTerm;Grade\r\nQuill;3\r\nTea Mill;2\r\n",
        "term\tgrade\nQuill\t3\nTea Mill\t2\n".encode("utf-16"),
        b"term, grade\nQuill, 3\nTea Mill, 2\n",
        b'term, grade\r Quill , 3 \r"Tea Mill" , 2\r',
        b"note,GRADE,Term,,\nx,3.0,Quill,,\n,,,,\n,2.0,Tea Mill,,\n",
        b",term,grade\n0,Quill,3\n1,Tea Mill,2\n",
        b"term;grade\nQuill;3,0\nTea Mill;2,0\n",
        "term,grade\nQuill\u200b,３\nTea Mill,2\u200b\n".encode(),
    ],
)
def test_a_lexicon_as_people_have_it(tmp_path, raw):
    (tmp_path / "lexicon.csv").write_bytes(raw)
    assert load_lexicon(tmp_path / "lexicon.csv").grades == {"quill": 3, "tea mill": 2}


def test_an_answer_without_a_word_is_refused(tmp_path):
    record = {"neighbour": "mill", "in_retain": True, "prompt": "He is", "answer": "—"}
    (tmp_path / "n.jsonl").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(InputError, match="'answer'.*line 1"):
        load_neighbours(tmp_path / "n.jsonl")


def test_missing_and_not_utf8(tmp_path):
    with pytest.raises(InputError, match="is missing"):
        load_probes(tmp_path / "none.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b"{}\n\xe9\n")
    with pytest.raises(InputError, match="not UTF-8 at line 2"):
        load_probes(tmp_path / "latin.jsonl")


def test_probes_are_spread_evenly_over_the_subtleties():
    probes = [Probe(str(k), "x", ("y",), 1 + k % 10) for k in range(100)]
    spread = spread_over_subtleties(probes, 10)
    assert [probe.subtlety for probe in spread] == list(range(1, 11))


def test_a_lexicon_with_a_stray_quote_is_refused(tmp_path):
    path = tmp_path / "lexicon.csv"
    path.write_text('term,grade\n"' + "\n".join(f"Term{n},3" for n in range(900)) + '",3\n')
    with pytest.raises(InputError, match="stray quote"):
        load_lexicon(path)
