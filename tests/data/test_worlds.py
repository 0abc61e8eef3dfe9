"""The Harry Potter world holds enough facts and names, and no text of the books."""

import collections
import json
import re

from whp_kit.anchors.exchange import read_any
from whp_kit.anchors.table import AnchorTable
from whp_kit.anchors.translate import translate
from whp_kit.anchors.validate import validate
from whp_kit.evaluation.familiarity import completion_familiarity, grade
from whp_kit.evaluation.probes import load_probability_probes
from whp_kit.paths import DATA
from whp_kit.settings import load_preset

WORLD = DATA / "worlds" / "harry_potter"
ARTICLE_FREE = {"person", "place", "pet", "spell", "verb"}  # no article stands before them
LIKE_A_CONSONANT = ("uni", "ukr")  # a unicorn


def answer_part(probe):
    """The right answer: the fact after a question, the rest of a sentence that is cut short."""
    whole = probe.references[-1]
    return whole if probe.subtlety <= 2 else whole.removeprefix(probe.prompt)


def test_anchors_are_many_and_sound(table, lexicon):
    assert len(table.rows) >= 400 and all(row.category and row.note for row in table.rows)
    found = [
        one for one in validate(table, lexicon=lexicon.grades) if one.kind != "nested"
    ]  # a name may stand inside a longer one
    assert found == []  # no fault, no warning, and no replacement that is shared
    assert read_any(WORLD / "anchors.csv")[0] == table


def test_replacements_are_generic(table, lexicon):
    for row in table.rows:
        for replacement in row.replacements:
            assert not lexicon.find(replacement) and not table.matcher.find(replacement), row


def test_an_article_fits_the_replacement_as_it_fits_the_term(table):
    def vowel(text):
        return text[0].lower() in "aeiou" and not text.lower().startswith(LIKE_A_CONSONANT)

    odd = [
        row.term
        for row in table.rows
        if row.category not in ARTICLE_FREE and vowel(row.term) != vowel(row.replacements[0])
    ]
    assert odd == []


def test_a_sentence_reads_naturally_in_translation(table):
    text = "An Auror told Hermione Granger that HOGWARTS was shut. "
    text += "Ron’s owl left for Diagon Alley with two Sickles."
    translated = "An inspector told Claire Foster that NORTHFIELD was shut. "
    translated += "Ben’s owl left for Market Lane with two shillings."
    assert translate(text, table).text == translated


def test_three_hundred_probes_over_ten_levels(probes):
    assert (
        len(probes)
        == len({probe.prompt for probe in probes})
        == len({probe.id for probe in probes})
        == 300
    )
    levels = collections.Counter(probe.subtlety for probe in probes)
    assert set(levels) == set(range(1, 11)) and min(levels.values()) >= 20
    assert [probe.subtlety for probe in probes] == sorted(probe.subtlety for probe in probes)


def test_questions_ask_and_sentences_are_cut_before_their_answer(probes):
    for probe in probes:
        if probe.subtlety <= 2:
            assert re.fullmatch(r"Question: .+\?\nAnswer:", probe.prompt)
        else:
            assert probe.references[-1].startswith(probe.prompt + " ") and answer_part(
                probe
            ).endswith(".")


def test_no_prompt_holds_its_answer(probes, lexicon):
    """Each answer has a whole grade-3 term that the prompt has not: the judge counts it as new."""
    for probe in probes:
        new = grade(answer_part(probe), probe.prompt, lexicon)
        assert new.grade == 3, probe
        held = [term for _, _, term, value in lexicon.find(answer_part(probe)) if value == 3]
        in_prompt = {term for _, _, term, _ in lexicon.find(probe.prompt)}
        assert not in_prompt & set(held) or probe.subtlety <= 2, probe
        assert not in_prompt & set(new.words), probe


def test_who_knows_everything_scores_one_and_who_knows_nothing_none(probes, lexicon):
    knows = completion_familiarity(probes, [answer_part(probe) for probe in probes], lexicon)
    never_knew = completion_familiarity(
        probes, [" the old man, and so they went home and had their tea."] * len(probes), lexicon
    )
    echoes = completion_familiarity(probes, [" " + probe.prompt for probe in probes], lexicon)
    assert (knows.score, never_knew.score, echoes.score) == (1.0, 0.0, 0.0)


def test_prompts_give_less_away_from_level_to_level(probes, lexicon):
    own = {level: [] for level in range(1, 11)}  # for each level, grade-3 terms in each prompt
    for probe in probes:
        found = [value for *_, value in lexicon.find(probe.prompt)]
        own[probe.subtlety].append(found.count(3))
        if probe.subtlety >= 8:
            names = re.findall(r"(?<=[\w,;:] )[A-Z]\w+", probe.prompt)
            assert 3 not in found and set(names) <= {"September", "Halloween", "Professor"}, probe
        if probe.subtlety == 10:
            assert not found, probe
    mean = {level: sum(counts) / len(counts) for level, counts in own.items()}
    assert mean[1] > mean[2] and all(mean[level] >= mean[level + 1] for level in range(3, 10))
    length = [
        sum(len(p.prompt.split()) for p in probes if p.subtlety == level) for level in (8, 9, 10)
    ]
    assert length == sorted(length)


def test_probability_probes_part_the_peculiar_from_the_generic(lexicon):
    probes = load_probability_probes(WORLD / "probability.jsonl")
    assert 100 <= len(probes) <= 200 and len({probe.prompt for probe in probes}) == len(probes)
    generic = {word for probe in probes for word in probe.generic}
    parts = {word for term in lexicon.grades for word in term.split()}
    for probe in probes:
        assert not generic & set(probe.peculiar) and not any(
            lexicon.find(word) for word in probe.generic
        ), probe
        for word in probe.peculiar:
            assert word.lower() in parts and not re.search(
                rf"(?<!\w){re.escape(word)}(?!\w)", probe.prompt
            ), probe


def test_the_lexicon_leaves_ordinary_stories_alone(lexicon):
    plain = "Tom paid the bill, James grew a rose and a lily, Arthur was moody, "
    plain += "and the headmaster gave Molly some fudge."
    assert lexicon.find(plain) == []
    assert [
        (term, value)
        for *_, term, value in lexicon.find("Harry held a wand; Harry Potter held HERMIONE'S.")
    ] == [
        ("harry", 2),
        ("wand", 2),
        ("harry potter", 3),
        ("hermione", 3),
    ]
    everyday = (DATA / "general" / "everyday.txt").read_text(encoding="utf-8")
    assert not [term for _, _, term, value in lexicon.find(everyday) if value == 3]


def test_the_settings_of_the_card_make_a_preset(tmp_path):
    card = (WORLD / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```toml\n(.*?)```", card, flags=re.DOTALL).group(1)
    (tmp_path / "hp.toml").write_text(block, encoding="utf-8")
    preset = load_preset(str(tmp_path / "hp.toml"))
    world = preset.world
    assert world.world == "harry_potter" and not world.books.is_relative_to(DATA)
    assert preset.model.base.endswith("models/mine") and preset.model.never_knew is None
    assert all(
        path.is_file() and path.parent == WORLD
        for path in (world.anchors, world.probes, world.probability, world.lexicon)
    )


def test_no_text_of_the_books_is_here():
    files = [path for path in WORLD.rglob("*") if path.is_file()]
    assert {path.name for path in files} == {
        "README.md",
        "anchors.csv",
        "lexicon.csv",
        "probability.jsonl",
        "probes.jsonl",
    }
    assert all(path.stat().st_size <= 300_000 for path in files)
    for row in AnchorTable.load(WORLD / "anchors.csv").rows:
        assert all(len(cell) <= 400 for cell in (row.term, row.note, *row.replacements))
    for name in ("probes.jsonl", "probability.jsonl"):
        for line in (WORLD / name).read_text(encoding="utf-8").splitlines():
            for value in json.loads(line).values():
                assert all(
                    len(text) <= 400
                    for text in (value if isinstance(value, list) else [str(value)])
                )
    assert all(
        len(line) <= 400 for line in (WORLD / "README.md").read_text(encoding="utf-8").splitlines()
    )
