"""What the texts say: counts by hand, and that bringing them up to date gives what reading anew gives."""

from hypothesis import given, settings
from hypothesis import strategies as st

from whp_kit.anchors import evidence
from whp_kit.anchors.evidence import Reader
from whp_kit.anchors.table import Anchor, AnchorTable

TERMS = ["Ron", "Harry Potter", "Harry", "owl", "O'Dea", "Élodie", "us", "US"]
PIECES = [
    *TERMS,
    "a",
    "an",
    "the",
    "ron",
    "OWL",
    "O’Dea",
    "E\u0301lodie",
    "'s",
    ".",
    ",",
    "\n",
    "\n\n",
    "\r\n\r\n",
    "Potter",
]


def table(terms):
    return AnchorTable(tuple(Anchor(term, "", ("x",)) for term in terms))


def test_counts_and_places_by_hand():
    text = "An owl saw Ron. A Ron and the Ron.\n\nThen Ron met an\nowl. Ron left."
    reader = Reader(text)
    counts = reader.read(table(["Ron", "owl"]))
    assert (
        counts.hits == {"Ron": 5, "owl": 2}
        and counts.after_a["Ron"] == 1
        and counts.after_an["owl"] == 2
    )
    assert counts.bare["Ron"] == 2 and counts.bare["owl"] == 0, (
        "after 'saw' and 'Then'; not at a start, not after 'the'"
    )
    (first, second) = reader.places("owl", around=12)
    assert (first.before, first.held, first.after) == ("An ", "owl", " saw Ron. A")
    assert text[second.start : second.end] == "owl" and second.before.endswith("met an\n")


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
    st.lists(st.lists(st.sampled_from(TERMS), unique=True, max_size=6), min_size=2, max_size=4),
)
def test_an_edited_table_is_counted_as_if_the_text_were_read_anew(text, edits):
    length, evidence.PART_CHARACTERS = evidence.PART_CHARACTERS, 10
    try:
        reader = Reader(text)
        for terms in edits:
            found = reader.read(table(terms))
            fresh = Reader(text).read(table(terms))
            for name in ("hits", "after_a", "after_an", "bare"):
                assert +getattr(found, name) == +getattr(fresh, name)
    finally:
        evidence.PART_CHARACTERS = length
    whole = table(edits[-1])
    assert +found.hits == +type(found.hits)(match.term for match in whole.matcher.find(text))


def test_a_term_that_holds_an_empty_line_is_found():
    reader = Reader("x" * 20_000 + "\n\none\n\ntwo\n\n" + "y" * 20_000)
    assert (
        reader.read(table(["one"])).hits["one"] == 1
        and reader.read(table(["one", "one\n\ntwo"])).hits["one\n\ntwo"] == 1
    )
