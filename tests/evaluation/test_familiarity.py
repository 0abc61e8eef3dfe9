"""The judge with cases worked by hand, the scores against plain sums, recall and repetition."""

import numpy as np
import pytest
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

from tests.support.timing import seconds
from whp_kit.errors import InputError
from whp_kit.evaluation.familiarity import (
    completion_familiarity,
    exact_recall,
    first_tokens,
    grade,
    probability_familiarity,
    repetition,
    side_by_side,
)
from whp_kit.evaluation.metrics import rouge_l
from whp_kit.evaluation.probes import (
    Lexicon,
    NeighbourProbe,
    ProbabilityProbe,
    Probe,
)

LEXICON = Lexicon(
    {
        "Quill": 3,
        "Quill Tarrow": 3,
        "snorrel": 3,
        "snorrels": 3,
        "salt-cat": 3,
        "bell": 2,
        "ferry school": 2,
    }
)


@pytest.fixture(scope="module")
def tokenizer():
    """Byte-level BPE of 300 tokens; Quill and Queen share their first token."""
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.train_from_iterator(
        ["the pupil saw a lamp and a door"] * 20,
        trainers.BpeTrainer(
            vocab_size=300,
            special_tokens=["<pad>", "<s>"],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A", special_tokens=[("<s>", 1)]
    )
    return PreTrainedTokenizerFast(tokenizer_object=made, bos_token="<s>", pad_token="<pad>")


@pytest.mark.parametrize(
    "prompt, completion, wanted, words",
    [
        ("The hero is called", "Quill, and he", 3, ("quill",)),
        ("The hero is called", "QUILL'S friend", 3, ("quill",)),
        ("The hero is called", "Quill’s friend", 3, ("quill",)),
        ("The hero is called", "Quillon", 0, ()),  # inside a word
        ("Quill said", "that Quill would go", 0, ()),  # an echo
        ("Quill's friend said", "that Quill would go", 0, ()),
        ("Quill Tarrow said", "that Quill would go", 0, ()),  # part of what the prompt holds
        (
            "Quill said",
            "his name was Quill\nTarrow",
            3,
            ("quill tarrow",),
        ),  # the whole is more than the part
        ("She fed a snorrel", "and two snorrels came", 0, ()),  # the plural of an echo
        ("She fed a dog", "and the salt-cat", 3, ("salt-cat",)),
        ("She went to the", "ferry school by the bell", 2, ("ferry school", "bell")),
        ("Quill went to the", "ferry school", 1, ("ferry school",)),  # the prompt hints
        ("The bell rang and the", "bell rang", 0, ()),
        ("The bell rang at the", "ferry school", 1, ("ferry school",)),
        ("The bell rang at the", "ferry school of Quill", 3, ("quill",)),  # the best one counts
        ("She went to the", "market", 0, ()),
        ("", "", 0, ()),
    ],
)
def test_grades_worked_by_hand(prompt, completion, wanted, words):
    verdict = grade(completion, prompt, LEXICON)
    assert (verdict.grade, verdict.words) == (wanted, words)


@pytest.mark.parametrize(
    "prompt, completion, wanted, words",
    [
        ("They met", "d’Elsby and O’Brien", 3, ("elsby", "o'brien")),
        ("They met d’Elsby", "and Elsby spoke", 0, ()),  # an echo behind an elision
        ("“Elsby’ll come", "said Elsby", 0, ()),
        ("An Anglo-Elsby house", "and Elsby", 0, ()),  # an echo of a part
        ("She fed a salt cat", "and the salt-cat", 0, ()),
        ("DRACULA SAID", "and Drácula", 0, ()),  # capitals often lack accents
        ("They met", "DRACULA", 3, ("drácula",)),
        ("He asked", "黛玉笑了", 3, ("黛玉",)),
        ("林黛\n玉笑道", "黛玉又笑", 0, ()),
        ("They met", "Elsbys", 0, ()),
    ],
)
def test_grades_of_words_that_marks_join(prompt, completion, wanted, words):
    lexicon = Lexicon({"Elsby": 3, "O'Brien": 3, "salt-cat": 3, "Drácula": 3, "黛玉": 3})
    verdict = grade(completion, prompt, lexicon)
    assert (verdict.grade, verdict.words) == (wanted, words)


@pytest.mark.parametrize(
    "measure",
    [
        lambda text: Lexicon({text: 3}),
        lambda text: grade("Quill", text, LEXICON),
        lambda text: exact_recall([NeighbourProbe("mill", True, "It is", text)], ["Vane"]),
        lambda text: rouge_l(text, "Vane"),
    ],
)
def test_a_script_that_is_not_served_is_refused_by_name(measure):
    with pytest.raises(InputError, match="Thai"):
        measure("แฮร์รี่ พอตเตอร์")


def test_three_hundred_completions_are_graded_in_a_moment():
    lexicon = Lexicon({f"Name{number}": 3 for number in range(500)})
    texts = [f"“Oh,” said Name{number}, and went on to the mill. " * 2 for number in range(300)]
    assert seconds(lambda: [lexicon.find(text) for text in texts], rounds=5) < 0.1


def test_score_is_the_sum_in_the_method():
    probes = [
        Probe(str(i), prompt, ("fact",), level)
        for i, (prompt, level) in enumerate(
            [("He is", 1), ("She went to the", 1), ("Quill went to the", 5), ("They ate", 5)]
        )
    ]
    score = completion_familiarity(probes, ["Quill", "ferry school", "bell", "bread"], LEXICON)
    assert score.counts == {3: 1, 2: 1, 1: 1, 0: 1} and score.n == 4
    assert score.score == pytest.approx((5 * 1 + 1) / (5 * 4))
    assert score.unnormalised == pytest.approx((5 * 1 + 1) / 4)
    assert score.by_subtlety == {1: (pytest.approx(0.6), 2), 5: (0.0, 2)}
    assert score.ci95[0] <= score.score <= score.ci95[1]
    assert (
        score.ci95
        == completion_familiarity(probes, ["Quill", "ferry school", "bell", "bread"], LEXICON).ci95
    )
    assert score.rows[1]["words"] == ["ferry school"] and score.rows[1]["grade"] == 2
    with pytest.raises(InputError, match="one completion per probe"):
        completion_familiarity(probes, ["Quill"], LEXICON)


def test_probability_mass_counts_each_peculiar_token_once(tokenizer):
    probes = [
        ProbabilityProbe("a", "the pupil saw", ("xylo", "xenon", "sawyer"), ("door",)),
        ProbabilityProbe("b", 'the pupil said "', ("zebra",), ("lamp",)),
    ]
    mass = np.full((2, len(tokenizer)), 0.0)
    found = first_tokens(tokenizer, "the pupil saw", ["xylo", "xenon", "sawyer"])
    assert set(found) == {"sawyer"}, "the others begin with a bare space, as any number may"
    w = found["sawyer"]
    mass[0, [w, 5]] = 0.6, 0.4
    z = tokenizer.encode("z")[1]
    assert (
        first_tokens(tokenizer, probes[1].prompt, ["zebra"])["zebra"] == z
    )  # no space after an opening quote
    mass[1, [z, 6]] = 0.25, 0.75
    score = probability_familiarity(probes, lambda prompts: mass, tokenizer)
    assert score.n == 2 and score.score == pytest.approx((0.6 + 0.25) / 2)
    assert [row["peculiar"] for row in score.rows] == [pytest.approx(0.6), pytest.approx(0.25)]


def test_no_space_stands_before_the_next_word_of_a_script_without_spaces(tokenizer):
    one_byte_of_three = tokenizer.encode("玉")[1]
    assert first_tokens(tokenizer, "贾宝", ["玉"])["玉"] == one_byte_of_three
    assert first_tokens(tokenizer, "贾宝玉 saw", ["a"])["a"] != tokenizer.encode("a")[1]


def test_a_token_shared_with_a_generic_word_is_left_out_and_told(tokenizer):
    probes = [
        ProbabilityProbe("a", "the pupil saw", ("sawyer",), ("sawdust",)),
        ProbabilityProbe("b", 'he said "', ("zebra",), ("door",)),
    ]
    mass = np.full((2, len(tokenizer)), 1 / len(tokenizer))
    score = probability_familiarity(probes, lambda prompts: mass, tokenizer)
    assert score.unmeasured == ("a",) and score.n == 1 and score.shared == {" saw": ("sawyer",)}
    with pytest.raises(InputError, match="No probability prompt can be measured"):
        probability_familiarity(probes[:1], lambda prompts: mass[:1], tokenizer)
    with pytest.raises(InputError, match="one distribution per prompt"):
        probability_familiarity(probes, lambda prompts: mass * 3, tokenizer)


def test_exact_recall_wants_the_answer_at_the_start():
    facts = [
        NeighbourProbe("mill", True, "The miller is", "Old Joss"),
        NeighbourProbe("mill", True, "He lives in", "Reed End"),
        NeighbourProbe("ship", False, "The captain is", "Vane"),
        NeighbourProbe("ship", False, "The ship is the", "Lark"),
    ]
    with_marks = exact_recall(facts, ["“Old JOSS’s mill", "_Reed End_", "Vane’ll", "*Lark*-like"])
    assert all(row["recalled"] for row in with_marks.rows)
    score = exact_recall(facts, [' "Old Joss," who', "the Reed End", "Vane's son", "Larkspur"])
    assert [row["recalled"] for row in score.rows] == [True, False, True, False]
    assert score.groups["in_retain"]["recall"] == 0.5 and score.groups["held_out"]["n"] == 2
    assert score.neighbours["ship"]["recall"] == 0.5
    assert exact_recall(facts[:2], ["a", "b"]).groups["held_out"]["recall"] is None


def test_repetition_sees_the_stand_in_said_over_and_over():
    bad = repetition(
        ["Henry and Henry. Henry was the enemy of Henry.", "and Henry saw Henry, Henry saw him"]
    )
    assert bad.stuck == 1.0 and bad.name == "Henry" and bad.name_share == 1.0
    loop = repetition(["the cat sat the cat sat the cat sat"])  # 7 triples, 3 different
    assert loop.trigrams == pytest.approx(1 - 3 / 7) and loop.stuck == 0
    good = repetition(["Anna went home and Tom stayed.", "The rain fell on the roof."])
    assert good.trigrams == 0 and good.stuck == 0


def test_a_name_at_the_beginning_of_a_line_is_seen_in_emphasis_too():
    plain, emphasised = (f"{name},\n{name},\r\n{name}, {name}" for name in ("Ketta", "*Ketta*"))
    assert repetition([emphasised]) == repetition([plain])
    assert repetition(["*Ketta*,\r\n*Ketta*,\r\n*Ketta*"]).stuck == 1


@pytest.mark.parametrize("name", ["Püttchen", "Гермиона", "McTavish", "_Elsby_", "Zoë"])
def test_a_name_of_any_alphabet_said_over_and_over_is_stuck(name):
    assert repetition([f"Then {name} came, and {name} sat, and {name} spoke."]).stuck == 1


def test_an_order_of_capitals_is_no_name():
    assert repetition(["He read: THE BELL AND THE BELL AND THE BELL, I said, I, I, I."]).stuck == 0


def test_where_no_letter_has_capitals_no_name_can_be_told():
    loop = repetition(["黛玉笑道黛玉笑道黛玉笑道"])
    assert (loop.stuck, loop.name_share) == (None, None)
    assert loop.trigrams == pytest.approx(1 - 4 / 10)


def test_side_by_side_is_spread_over_subtlety():
    probes = [Probe(str(i), "He is", ("fact",), 1 + i % 10) for i in range(40)]
    rows = side_by_side(
        probes, {"baseline": ["Quill"] * 40, "unlearned": ["Anna"] * 40}, LEXICON, 12
    )
    assert (
        len(rows) == 12
        and len({row["id"] for row in rows}) == 12
        and {row["subtlety"] for row in rows} == set(range(1, 11))
    )
    assert rows[0]["completions"]["baseline"] == {"text": "Quill", "grade": 3, "words": ["quill"]}
    assert len(side_by_side(probes[:3], {"baseline": ["Quill"] * 3}, LEXICON, 12)) == 3
