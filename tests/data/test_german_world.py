"""The German world of the tests, and what the kit makes of a text in German: no model is loaded."""

import re
import unicodedata
from collections import Counter

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


def test_anchors_are_found_with_umlauts_in_capitals_and_over_line_ends(table):
    counts = Counter(
        match.term for document in BOOKS for match in table.matcher.find(document.text)
    )
    assert set(counts) == {row.term for row in table.rows}
    written = [re.sub(r"-\s+(?=[a-zäöüß])", "", document.text) for document in BOOKS]
    written = [re.sub(r"-\s+(?=[A-ZÄÖÜ])", "-", text) for text in written]
    for term in ("Quendolf", "Grimmsälz", "Dreizehn-Tropfen-Krug", "Süßhafer"):
        whole_words = sum(len(re.findall(rf"\b{term}\b", text)) for text in written)
        assert counts[term] == whole_words, term


def test_a_genitive_is_another_word(table):
    assert list(table.matcher.find("Das war Ilsemuts Krug.")) == []


def test_a_table_in_german_has_no_finding_about_english(table, lexicon):
    text = whole_text(BOOKS) + "\n\nDie Brücke an Dämmerfließ, und die Uhr an Schlüffenbrücks Turm."
    general = whole_text(read_all(WORLD / "general"))
    found = validate(table, text=text, lexicon=lexicon.grades, general=general)
    assert {finding.kind for finding in found} <= {"shared-replacement", "inflected"}


@pytest.mark.parametrize(
    "spelling",
    [
        "Püttchen",
        "PÜTTCHEN",
        "„Püttchen“",
        "»Püttchen«",
        "_Püttchen_",
        "*Püttchen*",
        unicodedata.normalize("NFD", "Püttchen"),
        "Pütt\u00adchen",
        "Pütt\u200bchen",
        "Pütt-\nchen",
        "Pütt-\r\nchen",
        "Püttchen's",
        "\u2067Püttchen\u2069",
    ],
)
def test_a_name_is_seen_in_any_spelling(spelling, lexicon):
    verdict = grade(f"Auf dem Ofen lag {spelling}, und es schlief.", "Frage: Wer?", lexicon)
    assert verdict.grade == 3


@pytest.mark.parametrize("spelling", ["Süßhafer", "SÜSSHAFER", "Süsshafer", "SÜẞHAFER"])
def test_sharp_s_and_double_s_are_one(spelling, lexicon):
    assert grade(f"Das war {spelling}.", "Wer war es?", lexicon).grade == 3


@pytest.mark.parametrize("end", ["Dreizehn-\nTropfen-Krug", "Dreizehn-Tropfen-\nKrug"])
def test_a_compound_keeps_its_hyphen_at_the_end_of_a_line(end, lexicon):
    assert grade(f"Auf dem Tisch stand der {end}.", "Was stand dort?", lexicon).grade == 3


def test_an_echo_is_no_knowledge(lexicon):
    prompt = "Frage: Wer ist „Ilse\u00admut Tönnebark“?\nAntwort:"
    assert grade("Ilsemut ist ein Mädchen.", prompt, lexicon).grade == 0


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
    assert len(suggestions) > 100
    for one in suggestions:
        (reference,) = one.probe.references
        start, _, _, value = lexicon.find(texts[one.document][one.end :])[0]
        assert grade(reference, one.probe.prompt, lexicon).grade == value, one
        assert texts[one.document][one.end : one.end + start].strip() == "", one


def test_suggested_probes_are_sentences(suggestions):
    """Abbreviations and ordinals end none, quotes in any direction may close one."""
    beginnings = [
        one.probe.prompt
        for one in suggestions
        if re.match(r"(?:Wabenhold|Mai|Oktober|[a-zäöü])", one.probe.prompt.lstrip("„»"))
    ]
    assert beginnings == []
    quoted = [one for one in suggestions if one.probe.prompt.startswith(("„", "»"))]
    assert len(quoted) > 10


def test_capitals_of_nouns_give_nothing_away(suggestions):
    levels = [one.probe.subtlety for one in suggestions]
    assert sum(level >= 7 for level in levels) > sum(level <= 3 for level in levels)
