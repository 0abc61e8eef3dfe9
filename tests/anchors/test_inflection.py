"""Words that are a term with another ending: found in several languages, counted, added."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whp_kit.anchors.editor import AnchorEditor
from whp_kit.anchors.inflection import inflected_forms, inflection_findings
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.anchors.term_counts import TermCounts
from whp_kit.cli.main import main


def table(*terms):
    return AnchorTable(tuple(Anchor(term, "person", ("Anna",)) for term in terms))


def forms(text, *terms):
    """{word: count} of the forms of the terms in a text."""
    rows = table(*terms)
    return {form.word: form.count for form in inflected_forms(rows, TermCounts(text, rows))}


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("Wickfold", "The Wickfolds came. Wickfolds' hats. Wickfold.", {"Wickfolds": 2}),
        ("Гермиона", "Он видел Гермиону. Гермионой. Гермиона.", {"Гермиону": 1, "Гермионой": 1}),
        ("해리", "해리는 갔다. 해리가 웃었다. 해리는 해리.", {"해리는": 2, "해리가": 1}),
        ("Püttchen", "Die Pu\u0308ttchens und Püttchens.", {"Püttchens": 2}),
        ("Ελένη", "Είδα την Ελένης.", {"Ελένης": 1}),
        ("Salt Library", "Two Salt Libraries, and libraries.", {"Salt Libraries": 1}),
        (
            "Анна",
            "Он видел Анну, Анны. Анной. АННЕ.",
            {"Анну": 1, "Анны": 1, "Анной": 1, "Анне": 1},
        ),
        ("Аня", "Аню и Ани.", {"Аню": 1, "Ани": 1}),
        ("Игорь", "Игоря, Игорю.", {"Игоря": 1, "Игорю": 1}),
        ("Андрей", "Андрея, Андреем.", {"Андрея": 1, "Андреем": 1}),
        ("Anna", "Widział Annę. Anny!", {"Annę": 1, "Anny": 1}),
        ("Νίκος", "του Νίκου, Νίκο", {"Νίκου": 1, "Νίκο": 1}),
        ("Рон Уизли", "Рона Уизли, Рон Уизли", {"Рона Уизли": 1}),
        ("Salt-Cat", "Salt-Cats, Salt Cats", {"Salt-Cats": 1}),
        ("Wickfold", "THE WICKFOLDS", {"Wickfolds": 1}),
        ("gander", "Ganders flew. The ganders.", {"ganders": 2}),
    ],
)
def test_endings_of_several_languages_are_found(term, text, found):
    assert forms(text, term) == found


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("Wickfold", "Wickfold's and WICKFOLD and Wick-\nfold"),  # the matcher finds these
        ("Mill", "The miller, a Miller. Mill."),  # also in small letters: an ordinary word
        ("Ed", "Edith. Edward."),  # too short
        ("Ron", "Ronald. Rondo."),  # no endings
        ("해", "해는"),
        ("Tavin", "Tavinsonian."),  # too long an ending
        ("Tavin", "Tavin2 Tavin3"),
        ("mome", "moment " * 20 + "mome"),  # many times as common
        ("Salt Library", "the Libraries"),
    ],
)
def test_other_words_are_no_forms(term, text):
    assert forms(text, term) == {}


SYLLABLES = ["ba", "da", "ko", "mi", "tu", "re"]
STEMS = ["".join(parts) + "n" for parts in product(SYLLABLES, repeat=4)]


def long_text(ending):
    """Words of a language of which an eighth takes this ending."""
    return " ".join(STEMS + [stem + ending for stem in STEMS[::4]])


@pytest.mark.parametrize(("taken", "found"), [("qil", {"Wickfoldqil": 1}), ("qol", {})])
def test_a_long_text_tells_which_endings_count(taken, found):
    assert (
        forms(f"Wickfoldqil. Wickfoldes. {long_text(taken)} {long_text('')}", "Wickfold") == found
    )


def test_a_longer_term_has_forms_where_a_part_of_it_is_a_term():
    text = "the Harry Potters, Harry"
    assert forms(text, "Harry Potter", "Harry") == {"Harry Potters": 1}


def test_a_form_inside_a_longer_term_is_not_counted():
    assert forms("Wickfolds Hall and the Wickfolds", "Wickfold", "Wickfolds Hall") == {
        "Wickfolds": 1
    }


def test_a_form_that_is_a_term_itself_is_none():
    assert forms("Wickfold and Wickfolds", "Wickfold", "Wickfolds") == {}


def test_a_form_that_was_rejected_is_none():
    rejected = Anchor("Wickfolds", "person", ("Anna",), status="rejected")
    rows = AnchorTable((*table("Wickfold").rows, rejected))
    assert inflected_forms(rows, TermCounts("Wickfolds", rows)) == []


def test_a_rejected_row_has_no_forms():
    rows = AnchorTable((Anchor("Wickfold", "person", ("Anna",), status="rejected"),))
    assert inflected_forms(rows, TermCounts("Wickfolds", rows)) == []


@given(st.text(alphabet="Ronaes '-\n", max_size=40))
def test_forms_stand_in_the_text_as_words_that_no_term_finds(text):
    rows = table("Rona", "Aesro")
    for form in inflected_forms(rows, TermCounts(text, rows)):
        assert form.word in text
        assert not rows.matcher.find(form.word)


@pytest.mark.parametrize(
    ("term", "replacement", "text", "added"),
    [
        ("Wickfold", "Carter", "Wickfolds", "Carters"),
        ("Wickfold", "Lucy", "Wickfolds", "Lucies"),
        ("Wickfold", "Burgess", "Wickfolds", "Burgesses"),
        ("Гермиона", "Анна", "Гермиону", "Анну"),
        ("Гермиона", "Лиз", "Гермиону", "Лиз"),
        ("Рон Уизли", "Том Браун", "Рона Уизли", "Тома Браун"),
        ("Рон Уизли", "Анна Браун", "Рона Уизли", "Анна Браун"),
        ("Wickfold", "the tall man", "Wickfolds", "the tall mans"),
        ("해리", "민수", "해리는", "민수는"),
        ("해리", "지훈", "해리는", "지훈"),
        ("Νίκος", "Πέτρος", "Νίκου", "Πέτρου"),
        ("Tavin", "Otto", "Tavinem", "Otto"),
    ],
)
def test_a_replacement_takes_the_ending_where_it_ends_alike(term, replacement, text, added):
    rows = AnchorTable((Anchor(term, "person", (replacement,)),))
    (finding,) = inflection_findings(rows, TermCounts(text, rows))
    (row,) = finding.fix.add
    assert (row.term, row.replacements, row.status) == (text, (added,), "suggested")


def test_one_finding_names_the_forms_with_their_counts():
    rows = table("Wickfold")
    text = "Wickfolds Wickfolds Wickfolden"
    (finding,) = inflection_findings(rows, TermCounts(text, rows))
    assert (finding.row, finding.severity) == (1, "note")
    assert "Wickfolds (2), Wickfolden (1)" in finding.reason


def test_one_click_adds_the_forms_and_one_takes_them_back(tmp_path):
    path = tmp_path / "anchors.csv"
    path.write_text("term,category,replacements,mine\nWickfold,person,Carter,7\n", encoding="utf-8")
    editor = AnchorEditor(path, text="The Wickfolds came.")
    (finding,) = [one for one in editor.findings if one.kind == "inflected"]
    editor.apply(finding)
    assert [row.term for row in editor.table.rows] == ["Wickfold", "Wickfolds"]
    assert "inflected" not in {one.kind for one in editor.findings}
    editor.undo()
    assert [row.term for row in editor.table.rows] == ["Wickfold"]


def test_the_command_adds_them_to_a_new_file(tmp_path, capsys):
    (tmp_path / "text.txt").write_text("The Wickfolds came to Wickfold.", encoding="utf-8")
    (tmp_path / "a.csv").write_text("term,category,replacements\nWickfold,person,Carter\n")
    words = ["anchors", "check", str(tmp_path / "a.csv"), "--text", str(tmp_path / "text.txt")]
    new = str(tmp_path / "new.csv")
    assert main([*words, "--add-inflections", new]) == 0
    assert "Wickfolds (1)" in capsys.readouterr().out
    assert [row.term for row in AnchorTable.load(new).rows] == ["Wickfold", "Wickfolds"]
    assert main([*words, "--add-inflections", new]) == 1, "nothing is written over"
    assert main([*words[:3], "--add-inflections", str(tmp_path / "b.csv")]) == 1
    assert "--text" in capsys.readouterr().err
