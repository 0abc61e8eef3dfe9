"""The world of Alice's two books: its tables are sound, and no probe gives its answer away."""

import collections

from whp_kit.anchors.translate import translate
from whp_kit.anchors.validate import validate
from whp_kit.evaluation.familiarity import grade
from whp_kit.evaluation.probes import load_probability_probes
from whp_kit.paths import DATA

WORLD = DATA / "worlds" / "wonderland"


def test_the_table_is_large_and_sound(table, lexicon):
    assert len(table.rows) >= 200 and len({row.term for row in table.rows}) == len(table.rows)
    assert {"person", "creature", "place", "object", "word", "title", "phrase"} <= {
        row.category for row in table.rows
    }
    findings = validate(table, lexicon=lexicon.grades)
    assert [one for one in findings if one.severity != "note"] == []
    assert not table.dropped


def test_replacements_are_of_no_book_and_rarely_shared(table, lexicon):
    replacements = [replacement for row in table.rows for replacement in row.replacements]
    assert [text for text in replacements if lexicon.find(text)] == []
    shared = {text: count for text, count in collections.Counter(replacements).items() if count > 1}
    assert sum(shared.values()) <= len(replacements) / 20


def test_the_article_before_a_term_fits_its_replacement(table):
    """A vowel stays a vowel (but for "u", as in "unicorn"); a title stays capitalised."""
    for row in table.rows:
        for replacement in row.replacements:
            if (
                row.category in ("creature", "object", "food", "kind")
                and not row.term.endswith("s")
                and not row.term.isupper()
            ):
                assert (row.term[0].lower() in "aeio") == (replacement[0].lower() in "aeio"), (
                    row.term,
                    replacement,
                )
            assert row.category != "title" or replacement[0].isupper(), (row.term, replacement)


def test_a_passage_in_the_books_manner_becomes_generic(table, lexicon):
    text = "The March Hare and the Hatter were at tea, and the Dormouse slept; “No room!” they "
    text += "cried. ALICE saw the White Rabbit's watch."
    translated = translate(text, table).text
    assert lexicon.find(translated) == []
    assert translated.startswith("The young goat and the baker were at tea")
    assert "EMMA saw the brown badger's watch" in translated


def test_three_hundred_probes_over_ten_levels(probes):
    assert len(probes) == 300
    assert (
        len({probe.id for probe in probes}) == 300
        and len({probe.prompt for probe in probes}) == 300
    )
    levels = collections.Counter(probe.subtlety for probe in probes)
    assert set(levels) == set(range(1, 11)) and min(levels.values()) >= 20


def test_the_facts_finish_the_prompts(probes):
    for probe in probes:
        fact, answer = probe.references
        asked = probe.prompt.startswith("Question: ") and probe.prompt.endswith("?\nAnswer:")
        assert asked == (probe.subtlety <= 2)
        assert asked or fact.rstrip(".!") == f"{probe.prompt} {answer}".rstrip(".!"), probe.id


def test_no_prompt_holds_its_own_answer(probes, lexicon):
    for probe in probes:
        in_prompt = {term for _, _, term, _ in lexicon.find(probe.prompt)}
        answer = {term for _, _, term, value in lexicon.find(probe.references[-1]) if value == 3}
        assert not answer & in_prompt, (probe.id, answer & in_prompt)
        assert probe.references[-1].casefold() not in probe.prompt.casefold(), probe.id


def test_the_judge_sees_right_answers(probes, lexicon):
    grades = collections.Counter(
        grade(probe.references[-1], probe.prompt, lexicon).grade for probe in probes
    )
    assert grades[0] == 0 and grades[3] >= 0.9 * len(probes), grades


def test_high_subtlety_names_nobody(probes, lexicon):
    for probe in probes:
        names = [term for _, _, term, value in lexicon.find(probe.prompt) if value == 3]
        assert probe.subtlety < 8 or not names, (probe.id, names)
        assert probe.subtlety < 6 or "Alice" not in probe.prompt, probe.id


def test_subtle_prompts_are_longer(probes):
    words = {
        level: [len(probe.prompt.split()) for probe in probes if probe.subtlety == level]
        for level in (8, 9, 10)
    }
    mean = {level: sum(found) / len(found) for level, found in words.items()}
    assert mean[8] < mean[9] < mean[10]


def test_probability_prompts_tell_the_two_kinds_apart(lexicon):
    prompts = load_probability_probes(WORLD / "probability.jsonl")
    assert len(prompts) >= 100 and len({one.prompt for one in prompts}) == len(prompts)
    generic = {word for one in prompts for word in one.generic}
    for one in prompts:
        assert not generic & set(one.peculiar), one.id
        assert not any(value == 3 for word in one.generic for *_, value in lexicon.find(word)), (
            one.id
        )


def test_no_text_of_the_books_is_shipped():
    assert {path.name for path in WORLD.iterdir()} == {
        "README.md",
        "anchors.csv",
        "probes.jsonl",
        "probability.jsonl",
        "lexicon.csv",
    }
