"""Translation and its span map."""

from hypothesis import given, settings
from hypothesis import strategies as st

from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.anchors.translate import choose, find_matches, translate


def table(*rows):
    return AnchorTable(
        tuple(Anchor(term, "person", tuple(replacements.split("|"))) for term, replacements in rows)
    )


def test_translation_by_hand():
    mine = table(("Harry", "Jon"), ("owl post", "mail van"))
    text = "Harry's owl post came. HARRY! Owl\npost?"
    made = translate(text, mine)
    assert made.text == "Jon's mail van came. JON! Mail van?"
    assert [
        (s.start, s.end, s.to_start, s.to_end, s.row, s.replacement, s.shown) for s in made.spans
    ] == [
        (0, 5, 0, 3, 0, "Jon", "Jon"),
        (8, 16, 6, 14, 1, "mail van", "mail van"),
        (23, 28, 21, 24, 0, "Jon", "JON"),
        (30, 38, 26, 34, 1, "mail van", "Mail van"),
    ]


def test_curly_apostrophes_carry_over():
    assert translate("O’Dea and O'Dea", table(("O'Dea", "D'Arcy"))).text == "D’Arcy and D'Arcy"


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.lists(
        st.sampled_from(["Ron", "Harry", "Potter", " ", "\n", "'s ", ", ", "x", "é", "RON"]),
        max_size=20,
    ).map("".join)
)
def test_what_lies_between_spans_is_the_originals(text):
    made = translate(
        text, table(("Ron", "Bartholomew|Al"), ("Harry", "J"), ("Harry Potter", "John S")), seed=1
    )
    rebuilt, at, to = "", 0, 0
    for span in made.spans:
        assert made.text[to : span.to_start] == text[at : span.start]
        assert made.text[span.to_start : span.to_end] == span.shown
        rebuilt += text[at : span.start] + text[span.start : span.end]
        at, to = span.end, span.to_end
    assert made.text[to:] == text[at:] and rebuilt + text[at:] == text


def test_one_replacement_per_term_and_block_drawn_by_seed_block_and_term_alone():
    mine = table(("Ron", "Tom|Tim|Sam|Max"), ("Harry", "Jon|Bob"))
    made = translate("Ron Ron RON Harry Ron", mine, seed=3, key="a:1.0")
    assert len({s.replacement for s in made.spans if s.term == "Ron"}) == 1
    drawn = [
        choose(("Tom", "Tim", "Sam", "Max"), seed, f"a:{block}.0", "Ron")
        for seed in range(3)
        for block in range(40)
    ]
    assert set(drawn) == {"Tom", "Tim", "Sam", "Max"}
    assert drawn == [
        choose(("Tom", "Tim", "Sam", "Max"), seed, f"a:{block}.0", "Ron")
        for seed in range(3)
        for block in range(40)
    ]
    more = table(("Zog", "x|y"), ("Ron", "Tom|Tim|Sam|Max"))
    assert (
        translate("Ron", more, seed=3, key="a:1.0").text
        == translate("Ron", mine, seed=3, key="a:1.0").text
    )


def test_rows_count_from_0_in_matches():
    assert [
        (m.row, m.term) for m in find_matches("Harry saw Ron", table(("Ron", "T"), ("Harry", "J")))
    ] == [(1, "Harry"), (0, "Ron")]
