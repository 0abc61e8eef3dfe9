"""grade_replies: the grade that a reply states, or none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.timing import seconds
from whp_kit.studies.grade_replies import parse_grade


@pytest.mark.parametrize(
    ("reply", "grade"),
    [
        ("Grade: 3", 3),
        ("grade: 0.", 0),
        ("**Grade:** 2", 2),
        ("Grade: **1**", 1),
        ('{"grade": 2}', 2),
        ("Grade: 2/3", 2),
        ("Grade: 3\nGrade: 3", 3),
        ("3", 3),
        (" (1). ", 1),
        ("Grade: 2.5", None),
        ("Grade: 7", None),
        ("Grade: -1", None),
        ("-1", None),
        ("33", None),
        ("Grade: 1 or Grade: 3", None),
        ("Grade: three", 3),
        ("It names 3 people.", None),
        ("__import__('os').mkdir('ran')", None),
        ("", None),
        ("Grade (0-3): 2", 2),
        ("Grade:\n2", 2),
        ("Grade\n\n2", 2),
        ("**Grade:** 2/3", 2),
        ("I would give this a 2 out of 3", 2),
        ("I'd give it a 2.", 2),
        ("<think>Grade: 3", None),
        ("<think>it could be 2", None),
        ("Grade: 1 <think>no", None),
        ("<think>Grade: 3</think>Grade: 1", 1),
        ("Grade: 3, hm</think>\nGrade: 1", 1),
        ("Grade [0–3]: 1", 1),
        ("Grade (from 0 to 3) is 1", 1),
        ("On a scale of 0 to 3, I'd say 2.", 2),
        ("On the 0-3 scale, this is a 2.", 2),
        ("2 (on a scale from 0 to 3)", 2),
        ("Grade: 2 on a scale of 0-3", 2),
        ("Grade (0, 1, 2 or 3): 0", 0),
        ("Grade (0/1/2/3): 3", 3),
        ("Grade (0 = nothing, 3 = a name): 2", 2),
        ("Grade: 0-3", None),
        ("Grade: 1-2", None),
        ("Grade: 1 or 2", None),
        ("Grade: 2/5", None),
        ("2/3", 2),
        ("2 / 3", 2),
        ("2 out of 3", 2),
        ("2/10", None),
        ("It names 2 of 3 people.", None),
        ("The final grade is 2, not 3.", 2),
        ("Score: 1", 1),
        ("My rating is 3", 3),
        ("2\n\nIt names 3 things.", 2),
        ("It names 3 things.\n\n2", 2),
        ("2\n3", None),
        ("1. It names\n2. It tells", None),
        ('{"reason": "2 names", "grade": 1}', 1),
        ('```json\n{"grade": 3}\n```', 3),
        ('{"min": 0, "max": 3, "grade": 2}', 2),
        ("Grade - 2", 2),
        ("Grade: 2 - it names the mill", 2),
        ("Grade = 2", 2),
        ("Grade → 2", 2),
        ("Grade：2", 2),
        ("| Grade | 2 |", 2),
        ("Grade: 2%", None),
        ("Grade: 20", None),
        ("I cannot grade this. 2 options remain.", None),
        ("Grade: not 3 but 2", None),
        ("Grade:", None),
        ("Grade: <2>", 2),
        ("$\\boxed{2}$", 2),
        ("\\boxed{Grade: 2}", 2),
        ("The completion deserves a 0.", 0),
        ("Grade: 2 out of 3 points", 2),
        ("It tells 2 out of 3 facts.", None),
        ("2.", 2),
        ("**2**", 2),
        ("Grade:2", 2),
        ("Grade: 1.", 1),
        ("<thinking>\nMaybe 3\n</thinking>\n2", 2),
        ("Final Answer: 2", 2),
        ("Grade 0: nothing belongs. Grade 3: a name.", None),
        ("Answer: 2", 2),
        ("Grade: 3 (0-3)", 3),
        ("Grade (0–3) — 2", 2),
        ("Grade: '2'", 2),
        ("Between 0 and 3 I choose 1", 1),
        ("Grade (out of 3): 2", 2),
        ("Grade: 2 of 3", 2),
        ("I grade it 2", 2),
        ("2 points", 2),
        ("Grade: N/A", None),
        ("Grade: 0 or more", None),
        ("Grade (max 3): 2", 2),
        ("Grade (1-5): 2", None),
        ("Grade: 2 (scale 0-10)", None),
        ("Grade [scale 0 to 3]: 2", 2),
    ],
)
def test_a_grade_is_read_where_it_is_clear(reply, grade):
    assert parse_grade(reply) == grade


@pytest.mark.parametrize(
    ("reply", "grade"),
    [
        ("It does not deserve a 3.", None),
        ("I would not give this a 3, but a 2.", None),
        ("I wouldn't give it a 3. Grade: 2", 2),
        ("Not grade 3.", None),
        ("To get a grade of 3, it needs a name.", None),
        ("A grade of 3 requires a name. This has none.", None),
        ("If it named the mill, I would give it a 3.", None),
        ("This would be a grade 2 if the prompt did not hint.", None),
        ("Grade 3 would need a name; this is typical, so grade 2.", 2),
        ("It's not a 3, so I'd give it a 2.", 2),
    ],
)
def test_what_a_sentence_denies_or_supposes_is_no_grade(reply, grade):
    assert parse_grade(reply) == grade


@pytest.mark.parametrize(
    ("reply", "grade"),
    [
        ("It gets 2 names right. Grade: 3", 3),
        ("I give 2 reasons.", None),
        ("Scores 3 hits", None),
        ("Grade: 3 names", None),
        ("Grade: 2 of the names are right", None),
        ("Rated 2nd", None),
        ("Note: 2 names stand in it.", None),
        ("The score is one of the lowest.", None),
        ("I grade this one as generic.", None),
    ],
)
def test_a_number_that_counts_something_is_no_grade(reply, grade):
    assert parse_grade(reply) == grade


@pytest.mark.parametrize(
    "reply",
    [
        "Grade: 1, 2",
        "Grade: 2 & 3",
        "Grade: 2 -> 3",
        "Grade: 2½",
        "Grade: 2x",
        "Grade: 2:3",
        "Grade: 2^2",
        "Grade: 0x2",
        "Grade: 3e0",
        "Grade: 2+",
        "Grade: >2",
        "Grade 1: 2",
        "Grade: 3 (downgraded from 2)",
        "Grade: 3, then lowered to 2",
        "Grade: 2\nGrade (second completion): 3",
        "Grade: 2 (out of 5)",
        "Grade: 2 (/10)",
        "<grade>2</grade><grade>3</grade>",
    ],
)
def test_more_than_one_number_or_another_scale_is_none(reply):
    assert parse_grade(reply) is None


@pytest.mark.parametrize(
    ("reply", "grade"),
    [
        ("Grade [0, 3]: 2", 2),
        ("Grade (0 (nothing) - 3 (own)): 2", 2),
        ("Grade/3: 2", 2),
        ('{"grade": 2, "max_score": 3}', 2),
        ('{"max_grade": 3, "grade": 1}', 1),
        ('[{"min": 0, "max": 3, "grade": 2}]', 2),
    ],
)
def test_a_scale_in_other_words_is_no_grade(reply, grade):
    assert parse_grade(reply) == grade


@pytest.mark.parametrize(
    "reply",
    [
        "Grade: two",
        "I'd rate this a two.",
        "Grade: two out of three",
        '{"grade": 2.0}',
        "Grade: 2,0",
        "Grade: ２",
        "Grade: ٢",
        "Grade: 2️⃣",
        "\ufeff2",
        "Grade\u200b: 2",
        "<answer>2</answer>",
        "Verdict: 2",
        "Result: 2/3",
        "Note : 2/3",
        "Bewertung: 2",
        "Оценка: 2.",
        "评分：2分",
        "평가: 2",
        "Puntuación: 2",
        "This is a 2.",
        "The completion receives a 2.",
        "I'd say 2.",
        "I assign a grade of 2 to this completion.",
        "Grade --> 2",
    ],
)
def test_a_grade_in_other_words_or_digits(reply):
    assert parse_grade(reply) == 2


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_reply_gives_a_grade_or_none(reply):
    assert parse_grade(reply) in (None, 0, 1, 2, 3)


STATEMENTS = [
    "Grade: {}",
    "grade = {}",
    "**Grade:** {}",
    "Grade:\n{}",
    '{{"grade": {}}}',
    "Grade: {}/3",
]
SCALES = ["0-3", "0–3", "0 to 3", "0..3", "from 0 to 3", "scale: 0-3", "0, 1, 2 or 3", "0/1/2/3"]


@settings(deadline=None)
@given(st.sampled_from(STATEMENTS), st.sampled_from(SCALES), st.integers(0, 9), st.booleans())
def test_a_scale_beside_the_grade_changes_nothing(statement, scale, number, before):
    reply = statement.format(number)
    if before:
        reply = reply.replace("rade", f"rade ({scale})", 1)
    else:
        reply += f" ({scale})"
    assert parse_grade(reply) == (number if number <= 3 else None)


@settings(deadline=None)
@given(st.sampled_from(STATEMENTS), st.integers(0, 3), st.integers(0, 3))
def test_two_different_grades_are_none(statement, first, second):
    reply = statement.format(first) + "\n" + statement.format(second)
    assert parse_grade(reply) == (first if first == second else None)


@settings(deadline=None)
@given(st.sampled_from(STATEMENTS), st.integers(0, 3), st.integers(0, 3), st.data())
def test_a_thought_counts_for_nothing(statement, thought, grade, data):
    tag = data.draw(st.sampled_from(["think", "thinking", "THINK"]))
    reply = f"<{tag}>{statement.format(thought)}</{tag}>\n{statement.format(grade)}"
    assert parse_grade(reply) == grade
    end = data.draw(st.integers(len(tag) + 2, reply.index("</")))
    assert parse_grade(reply[:end]) is None


@pytest.mark.parametrize(
    "unit", ["Grade ", "(0-3 ", "0, 1, 2 or ", "grade is a ", "2 or ", "[", "0 - "]
)
def test_a_long_reply_takes_no_long_time(unit):
    assert parse_grade(unit * 3000) in (None, 0, 1, 2, 3)


@pytest.mark.parametrize("unit", ['"', "'", "*", " ", "\n", " \n", "\t\r\n", "{", "grade "])
def test_time_is_linear_in_the_reply(unit):
    reply = unit * (20_000 // len(unit))  # as long as replies are kept
    assert parse_grade(reply) is None
    assert seconds(lambda: parse_grade(reply), rounds=1) < 5
