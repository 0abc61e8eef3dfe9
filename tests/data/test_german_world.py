"""The German world of the tests, and what the kit makes of a text in German: no model is loaded."""

import pytest

from tests.support.german_world import WORLD
from whp_kit.anchors.table import AnchorTable
from whp_kit.anchors.validate import validate
from whp_kit.evaluation.familiarity import grade
from whp_kit.evaluation.probe_suggestions import suggest_probes
from whp_kit.evaluation.probes import load_lexicon, load_probability_probes, load_probes
from whp_kit.text.check import check_texts
from whp_kit.text.documents import read_all, whole_text

BOOKS = read_all(WORLD / "books")


@pytest.fixture(scope="module")
def table():
    return AnchorTable.load(WORLD / "anchors.csv")


@pytest.fixture(scope="module")
def lexicon():
    return load_lexicon(WORLD / "lexicon.csv")


@pytest.fixture(scope="module")
def suggestions(lexicon):
    return suggest_probes(BOOKS, lexicon)


def test_the_texts_have_no_fault_but_parted_words():
    reports = check_texts([WORLD / "books", WORLD / "general"], language="German")
    remarks = [remark for report in reports for remark in report.remarks]
    assert {remark.kind for remark in remarks} == {"hyphenation"}


def test_one_text_has_windows_line_ends_and_one_has_parted_words():
    texts = {document.name[:2]: document.text for document in BOOKS}
    assert "\r\n" in texts["02"]
    assert "Quen-\ndolf" in texts["04"]
    assert "»Zwölf«" in texts["03"]


def test_a_genitive_is_another_word(table):
    assert list(table.matcher.find("Das war Ilsemuts Krug.")) == []


def test_a_table_in_german_has_no_finding_about_english(table, lexicon):
    text = whole_text(BOOKS) + "\n\nDie Brücke an Dämmerfließ, und die Uhr an Schlüffenbrücks Turm."
    general = whole_text(read_all(WORLD / "general"))
    found = validate(table, text=text, lexicon=lexicon.grades, general=general)
    assert {finding.kind for finding in found} <= {"shared-replacement", "inflected"}


def test_each_reference_is_graded_3(lexicon):
    unseen = [
        probe.id
        for probe in load_probes(WORLD / "probes.jsonl")
        if grade(probe.references[0], probe.prompt, lexicon).grade != 3
    ]
    assert unseen == []


def test_peculiar_words_are_of_the_lexicon_and_generic_ones_are_not(lexicon):
    for probe in load_probability_probes(WORLD / "probability.jsonl"):
        assert all(lexicon.find(word) for word in probe.peculiar), probe.id
        assert not any(lexicon.find(word) for word in probe.generic), probe.id


def test_the_general_text_holds_no_term(lexicon):
    text = whole_text(read_all(WORLD / "general"))
    assert [term for _, _, term, value in lexicon.find(text) if value == 3] == []


def test_suggested_probes_end_before_a_term_that_has_its_grade(suggestions, lexicon):
    texts = {document.name: document.text for document in BOOKS}
    assert len(suggestions) > 80
    for one in suggestions:
        (reference,) = one.probe.references
        start, _, _, value = lexicon.find(texts[one.document][one.end :])[0]
        assert grade(reference, one.probe.prompt, lexicon).grade == value, one
        assert texts[one.document][one.end : one.end + start].strip() == "", one


def test_capitals_of_nouns_give_nothing_away(suggestions):
    levels = [one.probe.subtlety for one in suggestions]
    assert sum(level >= 7 for level in levels) > sum(level <= 3 for level in levels)
