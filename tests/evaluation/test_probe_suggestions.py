"""probemaking: a small text worked by hand, what must hold for any text, the command, and the shipped models on their own world."""

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whp_kit.cli.main import main
from whp_kit.evaluation.familiarity import completion_familiarity, grade
from whp_kit.evaluation.probe_suggestions import (
    PARAGRAPH,
    probability_records,
    subtlety,
    suggest_probes,
)
from whp_kit.evaluation.probes import (
    Lexicon,
    load_lexicon,
    load_probability_probes,
    load_probes,
)
from whp_kit.paths import DATA
from whp_kit.text.documents import Document, read_all
from whp_kit.text.words import stems

LEXICON = Lexicon(
    {"Zelvira": 3, "Old Thrackmor": 3, "wumple": 3, "wumples": 3, "lantern": 2, "night boat": 2}
)
TEXT = """Chapter One: How All of Them Came to Zelvira

Zelvira took the lamp. In the morning she walked down to the river with Mr. Penn and Old Thrackmor. "Who feeds all of
the little wumples?" asked Zelvira. Nobody had ever seen a wumple.

They went home in the dark and each of them carried a lantern. It was a late hour.
"""


def made(text, lexicon=LEXICON, **options):
    return suggest_probes([Document("one.txt", text)], lexicon, **options)


def test_a_small_text_worked_by_hand():
    found = made(TEXT)
    told = [
        (one.probe.id, one.probe.subtlety, one.probe.prompt, one.probe.references) for one in found
    ]
    first = "Zelvira took the lamp. In the morning she walked down to the river with Mr. Penn and"
    assert told == [
        # From the beginning of the paragraph: 10 - 3 for Zelvira - 3 for Old Thrackmor - 1 for Penn; nothing else is as telling.
        ("s001", 3, f'{first} Old Thrackmor. "Who feeds all of the little', ("wumples",)),
        ("s002", 6, first, ("Old Thrackmor",)),  # Mr. ends no sentence
        (
            "s003",
            10,
            "Nobody had ever seen a",
            ("wumple",),
        ),  # with the sentence before it, the prompt would hold the answer
        (
            "s004",
            10,
            "They went home in the dark and each of them carried a",
            ("lantern",),
        ),  # of grade 2: only since no term is there
    ]
    # "asked Zelvira" stands in a sentence that is used; the first sentence begins with her; a heading is no sentence.


def test_the_evidence_is_where_the_prompt_stands():
    for one in made(TEXT):
        assert " ".join(TEXT[one.start : one.end].split()) == one.probe.prompt
        assert TEXT[one.end :].lstrip().startswith(one.probe.references[0])
        assert one.record()["source"] == {"document": "one.txt", "start": one.start, "end": one.end}


@pytest.mark.parametrize(
    ("prompt", "terms", "wanted"),
    [
        ("Somebody opened the door and saw", {}, 10),
        ("Then he and Anna saw", {}, 9),
        ("Anna opened it and saw", {}, 10),  # at the beginning a capital is no name
        ("She and Old Thrackmor saw", {"old thrackmor": 3}, 7),  # its words are no further names
        ("In the night boat Old Thrackmor saw", {"old thrackmor": 3, "night boat": 2}, 6),
        ("all of them", {"a": 3, "b": 3, "c": 3, "d": 3}, 1),
    ],
)
def test_subtlety_is_ten_less_what_is_given_away(prompt, terms, wanted):
    assert subtlety(prompt, terms) == wanted


def test_lines_are_joined_where_they_are_wrapped_and_nowhere_else():
    cut = PARAGRAPH.split(
        "A heading\nIt was so late that all of them had gone\nhome by then.\nSo\r\n\r\nB"
    )
    assert [piece.strip() for piece in cut if piece.strip()] == [
        "A heading",
        "It was so late that all of them had gone\nhome by then.",
        "So",
        "B",
    ]


words = st.sampled_from(
    "she,Zelvira,the,wumple,wumples,Old Thrackmor,Old,lantern,saw,went,Anna,a,of,home".split(",")
)
sentences = st.lists(words, min_size=1, max_size=14).map(
    lambda some: " ".join(some).capitalize() + ". "
)
texts = st.lists(st.sampled_from(["\n\n", "\n", " "]) | sentences, min_size=1, max_size=25).map(
    "".join
)


@settings(max_examples=60, deadline=None)
@given(texts, st.integers(1, 8), st.integers(0, 3))
def test_what_holds_for_any_text(text, count, seed):
    text = f"She went home and saw the wumple.\n\n{text}"  # so that there is at least one
    found = made(text, count=count, seed=seed)
    assert 1 <= len(found) <= count and found == made(text, count=count, seed=seed)
    prompts = [one.probe.prompt.lower() for one in found]
    assert len(set(prompts)) == len({one.probe.id for one in found}) == len(found)
    for one in found:
        prompt, (reference,) = one.probe.prompt, one.probe.references
        assert (
            5 <= len(prompt.split()) <= 30 and " ".join(text[one.start : one.end].split()) == prompt
        )
        assert grade(reference, prompt, LEXICON).grade >= 2, "who says it earns points"
        assert not stems(reference.lower().replace("of", "")) & stems(prompt)
        known = {term: value for _, _, term, value in LEXICON.find(prompt)}
        assert one.probe.subtlety == subtlety(prompt, known)


def test_they_are_even_over_levels_terms_and_stretches():
    kinds = "somebody saw a {}", "then with Anna came the {}", "then with Zelvira came the {}"
    things = ["wumple", "snark", "grobb"]
    rich = "".join(
        f"Day {k} was cold, and {kind.format(things[k % 3])}.\n\n"
        for k in range(40)
        for kind in kinds
    )
    lexicon = Lexicon({"wumple": 3, "snark": 3, "grobb": 3, "Zelvira": 3})
    found = made(rich, lexicon, count=60)
    levels, terms = (
        Counter(values)
        for values in (
            [one.probe.subtlety for one in found],
            [one.probe.references[0] for one in found],
        )
    )
    assert (
        len(found) == 60
        and set(levels) == {10, 9, 7}
        and max(levels.values()) - min(levels.values()) <= 1
    )
    assert set(terms) == {*things, "Zelvira"} and max(terms.values()) <= 2 * min(terms.values())
    quarters = Counter(4 * one.start // len(rich) for one in found)
    assert min(quarters.values()) >= 10
    assert [one.start for one in found] != [
        one.start for one in made(rich, lexicon, count=60, seed=1)
    ]


def test_probability_probes_part_what_follows_the_same_word():
    text = "".join(
        f"In the evening she and her friend saw a {word}.\n\n"
        for word in ("wumple", "house", "house", "dog", "snark")
    )
    lexicon = Lexicon({"wumple": 3, "snark": 3, "big dog": 3})
    (record,) = probability_records(made(text, lexicon), [Document("", text)], lexicon)
    assert record["generic"] == ["house"] and sorted(record["peculiar"]) == ["snark", "wumple"], (
        "dog is part of a term"
    )
    assert record["prompt"].endswith("saw a")


@pytest.fixture
def mine(tmp_path):
    """A text and its lexicon as files, and the command for them."""
    (tmp_path / "book.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "lexicon.csv").write_text(
        "term,grade\nZelvira,3\nOld Thrackmor,3\nwumple,3\nlantern,2\n", encoding="utf-8"
    )
    return [
        "probes",
        "suggest",
        "--text",
        f"{tmp_path}/book.txt",
        "--lexicon",
        f"{tmp_path}/lexicon.csv",
        "--out",
        f"{tmp_path}/p.jsonl",
    ]


def test_the_command_writes_what_is_read_again(mine, tmp_path, capsys):
    assert main([*mine, "--probability", f"{tmp_path}/q.jsonl"]) == 0
    told = capsys.readouterr().out
    probes = load_probes(tmp_path / "p.jsonl")
    assert "keep them to yourself" in told and f"{len(probes)} probes in" in told
    quoted = sum(len(one.prompt.split()) for one in probes)
    assert f"quote {quoted} words" in told
    assert {one.prompt for one in load_probability_probes(tmp_path / "q.jsonl")} <= {
        one.prompt for one in probes
    }
    assert load_probability_probes(tmp_path / "q.jsonl")[0].generic == ("late",)
    before = (tmp_path / "p.jsonl").read_bytes()
    assert main(mine) == 1 and "already" in capsys.readouterr().err
    assert main([*mine, "--overwrite"]) == 0 and (tmp_path / "p.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"--count": "0"}, "no probe is asked for"),
        ({"--probability": "{tmp}/p.jsonl"}, "two kinds of probes for one file"),
        ({"--preset": "tiny"}, "not clear which text"),
        ({"--lexicon": None}, "not clear which text"),
        ({"--text": "{tmp}/nothing"}, "text is missing"),
        ({"--lexicon": "{tmp}/other.csv"}, "cut before a term of the lexicon"),
        ({"--lexicon": "{tmp}/book.txt"}, "lacks the column"),
        (
            {"--text": "{tmp}/short.txt", "--probability": "{tmp}/q.jsonl"},
            "asked for its next word",
        ),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(mine, tmp_path, capsys, change, told):
    (tmp_path / "short.txt").write_text("Nobody had ever seen a wumple.\n", encoding="utf-8")
    (tmp_path / "other.csv").write_text("term,grade\nUmberglen,3\n", encoding="utf-8")
    options = dict(zip(mine[2::2], mine[3::2], strict=True)) | change
    words = [
        part
        for name, value in options.items()
        if value is not None
        for part in (name, value.replace("{tmp}", str(tmp_path)))
    ]
    assert main([*mine[:2], *words]) == 1 and told in capsys.readouterr().err
    assert not (tmp_path / "p.jsonl").exists()


WORLD = DATA / "worlds" / "skellbourne"


@pytest.fixture(scope="module")
def suggested(lexicon):
    documents = read_all(
        WORLD / "books" / "01_the_drowned_bell.txt", WORLD / "companion" / "encyclopedia.txt"
    )
    return suggest_probes(documents, lexicon, count=24)


def test_who_says_the_reference_knows_and_who_echoes_does_not(suggested, lexicon):
    probes = [one.probe for one in suggested]
    assert {one.subtlety for one in probes} >= {1, 4, 7, 10}
    assert (
        completion_familiarity(probes, [" " + one.references[0] for one in probes], lexicon).score
        == 1.0
    )
    assert (
        completion_familiarity(probes, [" " + one.prompt for one in probes], lexicon).score == 0.0
    )


@pytest.mark.slow
def test_the_base_knows_its_world_and_the_twin_does_not(suggested):
    from whp_kit.evaluation import evaluate as measure
    from whp_kit.models.load import load_for_inference
    from whp_kit.settings import load_preset

    preset, lexicon = load_preset("tiny"), load_lexicon(WORLD / "lexicon.csv")
    documents = read_all(WORLD / "books" / "01_the_drowned_bell.txt")
    probability = [
        json.dumps(record) for record in probability_records(suggested, documents, lexicon)
    ]
    assert probability
    probes, scores = [one.probe for one in suggested], {}
    for role, one in measure.gather_roles(load_for_inference(preset.model), preset.model).items():
        completions = one.complete([probe.prompt for probe in probes], 16, 24)
        scores[role] = completion_familiarity(probes, completions, lexicon).score
    assert scores["baseline"] >= 0.5 and scores["never_knew"] <= 0.1, scores
