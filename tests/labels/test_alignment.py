"""Alignment: the invariant on random texts, tables and tokenizers, a slow and obvious reference,
and worked examples.

WHP_EXAMPLES sets how many random cases are tried (500 unless set; `WHP_EXAMPLES=5000` is the full
run).
"""

import os
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.tiny_tokenizers import FAMILIES, byte_level
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.anchors.translate import find_matches, translate
from whp_kit.labels.alignment import NONE, Reason, align, align_by_index, unequal_example
from whp_kit.text.blocks import Encoder, clean_edges, move_edges
from whp_kit.text.documents import Document

EXAMPLES = int(os.environ.get("WHP_EXAMPLES", "500"))

TERMS = [
    "Harry",
    "Harry Potter",
    "Potter",
    "Ron",
    "Ronald",
    "Ron Weasel",
    "O’Dea",
    "owl",
    "owl post",
    "X",
    "é",
    "Élodie",
    "Cafe\u0301",
    "哈利",
    "哈",
    "😀",
    "a",
    "the old school",
    "12",
    "Dorn-Vale",
    "HP",
    "school by",
]
REPLACEMENTS = [
    "Jon",
    "Jonathan Smith",
    "J",
    "Harriet",
    "Harry Lime",
    "the",
    "some much longer words, indeed",
    "x",
    "Zoë",
    "Zoe\u0308",
    "小明",
    "🙂🙂",
    "0",
    "ﬁne",
    "Q’s",
    "…",
    "Potters",
    "JON",
    "owls",
    "mail",
    "é",
    "\u0301x",
]
GLUE = [
    " ",
    "  ",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    "'s",
    "’s",
    ", ",
    ". ",
    "“",
    "”",
    "-",
    "—",
    "ald",
    "s",
    "ed ",
    " went to ",
    " the ",
    "\u0301",
    "\u200b",
    "é",
    "ﬁ",
    "漢字",
    "😀",
    "👩‍👩‍👧",
    "�",
    "1",
    " 23",
    "\u00a0",
    "A",
    "HARRY",
    "Owl post",
    "OWL\nPOST",
    "Harry\r\nPotter",
    "ⅷ",
    "ß",
]

pieces = st.one_of(
    st.sampled_from(TERMS),
    st.sampled_from(GLUE),
    st.text(max_size=3).filter(lambda s: "\0" not in s),
)
texts = (
    st.lists(pieces, max_size=18)
    .map("".join)
    .filter(lambda s: s.encode("utf-8", "ignore").decode() == s)
)
tables = st.lists(
    st.tuples(
        st.sampled_from(TERMS), st.lists(st.sampled_from(REPLACEMENTS), min_size=1, max_size=2)
    ),
    max_size=8,
    unique_by=lambda row: row[0],
).map(
    lambda rows: AnchorTable(
        tuple(Anchor(term, "", tuple(replacements)) for term, replacements in rows)
    )
)
cuts = st.tuples(st.integers(0, 200), st.integers(0, 200))


@cache
def encoder_of(family):
    return Encoder(FAMILIES[family]())


def block_of(text, table, cut):
    """A slice of the text that splits no match, and the matches in it: the corpus's rule, on a text
    of one block.
    """
    matches = find_matches(text, table)
    spans = np.array([m[:2] for m in matches], dtype=np.int64).reshape(-1, 2)
    start, end = move_edges(np.array(sorted(min(c, len(text)) for c in cut)), spans).tolist()
    inside = [
        m._replace(start=m.start - start, end=m.end - start)
        for m in matches
        if start <= m.start and m.end <= end
    ]
    return text[start:end], inside


def prefix_translated(o_text, spans, at):
    """The translation of the first `at` characters, by hand: None where that splits a match."""
    out, place = "", 0
    for span in spans:
        if span.end <= at:
            out += o_text[place : span.start] + span.shown
            place = span.end
        elif span.start < at:
            return None
    return out + o_text[place:at]


def expected_pairing(o_ids, o_offsets, t_ids, t_offsets, o_text, t_text, spans, drops_characters):
    """METHOD, one position and one character at a time."""

    def stops(ids, offsets, ranges):
        """(characters seen, clean) of each position."""
        out, end = [], 0
        for k in range(len(ids)):
            end = max(end, int(offsets[k][1]))
            following = int(offsets[k + 1][0]) if k + 1 < len(ids) else None
            seen = end
            for (
                low,
                high,
            ) in ranges:  # what a tokenizer drops at the end of an anchor belongs to it
                if following is not None and low < end < high <= following:
                    seen = high
            out.append((seen, following is None or following >= end))
        return out

    o_stops = stops(o_ids, o_offsets, [(s.start, s.end) for s in spans])
    t_stops = stops(t_ids, t_offsets, [(s.to_start, s.to_end) for s in spans])

    def fresh(all_stops, k):
        return all_stops[k][1] and (
            k == 0 or all_stops[k][0] > all_stops[k - 1][0] or not all_stops[k - 1][1]
        )

    result = []
    for p in range(len(o_ids)):
        seen, clean = o_stops[p]
        partner, masked = NONE, None
        if any(s.start < seen < s.end or (not clean and s.end == seen) for s in spans):
            masked = Reason.INSIDE_ANCHOR
        elif fresh(o_stops, p):
            wanted = prefix_translated(o_text, spans, seen)
            for q, (t_seen, t_clean) in enumerate(t_stops):
                if t_clean and t_text[:t_seen] == wanted:
                    partner = q
                    break
        elif not p or result[p - 1][0] != NONE:
            q = result[p - 1][0] + 1 if p else 0
            if q < len(t_ids) and t_ids[q] == o_ids[p]:
                partner = q
        result.append((partner, masked))

    again, terms = [], set()
    for span in spans:
        if span.row in terms:
            again.append(span.start)
        terms.add(span.row)
    reasons = []
    for p, (partner, masked) in enumerate(result):
        reason = (
            masked
            if masked is not None
            else (Reason.UNALIGNED if partner == NONE else Reason.UNCHANGED)
        )
        # The next token holds the first character of a later occurrence, and is the first that
        # does.
        before_one = p + 1 < len(o_ids) and any(
            o_stops[p][0] <= start < o_stops[p + 1][0] for start in again
        )
        if before_one and reason != Reason.INSIDE_ANCHOR:
            reason = Reason.REPEAT
        if p + 1 == len(o_ids):
            reason = Reason.BLOCK_END
        reasons.append(int(reason))
    partners = [
        partner if reason == Reason.UNCHANGED else NONE
        for (partner, _), reason in zip(result, reasons, strict=True)
    ]
    return partners, reasons


@settings(max_examples=EXAMPLES, deadline=None, derandomize="WHP_EXAMPLES" not in os.environ)
@given(st.sampled_from(sorted(FAMILIES)), texts, tables, cuts)
def test_the_translation_of_what_a_position_has_seen_is_what_its_partner_has_seen(
    family, text, table, cut
):
    encoder = encoder_of(family)
    o_text, matches = block_of(text, table, cut)
    made = translate(o_text, table, matches=matches)
    (o_ids, o_offsets), (t_ids, t_offsets) = encoder.encode_with_prefix([o_text, made.text])
    pairing = align(o_ids, o_offsets, t_ids, t_offsets, made.spans)

    # the invariant, on clean edges by characters and elsewhere by tokens
    (o_ends, o_clean), (t_ends, t_clean) = clean_edges(o_offsets), clean_edges(t_offsets)
    drops = family == "wordpiece" or family == "unigram"  # a normalizer may drop characters
    for p in np.flatnonzero(pairing.partner != NONE):
        q = int(pairing.partner[p])
        assert pairing.reason[p] == Reason.UNCHANGED and p < len(o_ids) - 1
        if o_clean[p] and t_clean[q]:
            seen = prefix_translated(o_text, made.spans, int(o_ends[p]))
            assert seen == made.text[: t_ends[q]] or drops
        else:
            assert o_ids[p] == t_ids[q] and (pairing.partner[p - 1] == q - 1 if p else q == 0)

    # everything else by the slow reference
    partners, reasons = expected_pairing(
        o_ids, o_offsets, t_ids, t_offsets, o_text, made.text, made.spans, drops
    )
    assert pairing.partner.tolist() == partners
    assert pairing.reason.tolist() == reasons
    assert (pairing.partner != NONE).sum() + (pairing.reason != 0).sum() == len(o_ids)
    for p, seen in enumerate(o_ends):
        assert bool(pairing.translated[p]) == any(
            s.end <= max(seen, 0) or _dropped(o_offsets, p, s) for s in made.spans
        )


def _dropped(offsets, p, span):
    """Whether the rest of the span after token p is characters that no token covers."""
    return (
        p + 1 < len(offsets)
        and span.start < offsets[: p + 1, 1].max()
        and span.end <= offsets[p + 1][0]
    )


@settings(max_examples=max(100, EXAMPLES // 5), deadline=None, derandomize=True)
@given(st.sampled_from(sorted(FAMILIES)), texts)
def test_without_anchors_every_position_goes_with_itself(family, text):
    ((ids, offsets),) = encoder_of(family).encode_with_prefix([text])
    pairing = align(ids, offsets, ids, offsets, ())
    assert pairing.partner[:-1].tolist() == list(range(len(ids)))[:-1]
    assert not pairing.translated.any() and not pairing.reason[:-1].any()


def shown(tokenizer, text, spans_of, **options):
    """(original token, partner's token, reason) per position, for reading a worked example."""
    encoder = Encoder(tokenizer)
    made = translate(text, spans_of)
    (o_ids, o_offsets), (t_ids, t_offsets) = encoder.encode_with_prefix([text, made.text])
    pairing = align(o_ids, o_offsets, t_ids, t_offsets, made.spans, **options)
    names = tokenizer.convert_ids_to_tokens
    out = []
    for p, q in enumerate(pairing.partner):
        out.append(
            (
                names(int(o_ids[p])),
                None if q == NONE else names(int(t_ids[q])),
                Reason(int(pairing.reason[p])).name,
            )
        )
    return out


def letters(text_table, text, **options):
    """The same with a byte-level tokenizer that knows no merges: a token is a byte, so the tables
    can be written by hand.
    """
    return shown(byte_level(vocabulary=258), text, text_table, **options)


ANN = AnchorTable((Anchor("Bo", "", ("Ann",)),))


def test_by_hand_first_occurrence_inside_and_last_token():
    # The position before the anchor keeps its label; B is inside; o, its last token, goes with the
    # stand-in's last.
    assert letters(ANN, "a Bo c") == [
        ("<s>", "<s>", "UNCHANGED"),
        ("a", "a", "UNCHANGED"),
        ("Ġ", "Ġ", "UNCHANGED"),
        ("B", None, "INSIDE_ANCHOR"),
        ("o", "n", "UNCHANGED"),
        ("Ġ", "Ġ", "UNCHANGED"),
        ("c", None, "BLOCK_END"),
    ]


def test_by_hand_inside_an_anchor_the_position_may_go_with_the_end():
    # Who has read "B" is told what follows "Ann", as who has read "Bo" is.
    table = letters(ANN, "a Bo c", inside_anchors=True)
    assert table[3:5] == [("B", "n", "UNCHANGED"), ("o", "n", "UNCHANGED")]
    again = letters(ANN, "Bo Bo.", inside_anchors=True)
    assert [reason for _, _, reason in again] == [
        "UNCHANGED",
        "UNCHANGED",
        "UNCHANGED",
        "REPEAT",
        "UNCHANGED",
        "UNCHANGED",
        "BLOCK_END",
    ]
    at_the_end = letters(ANN, "a Bo", inside_anchors=True)
    assert at_the_end[3:] == [("B", "n", "UNCHANGED"), ("o", None, "BLOCK_END")]


@settings(max_examples=max(100, EXAMPLES // 5), deadline=None, derandomize=True)
@given(st.sampled_from(sorted(FAMILIES)), texts, tables, cuts)
def test_inside_an_anchor_the_partner_is_that_of_its_end_and_elsewhere_as_without(
    family, text, table, cut
):
    o_text, matches = block_of(text, table, cut)
    made = translate(o_text, table, matches=matches)
    (o_ids, o_offsets), (t_ids, t_offsets) = encoder_of(family).encode_with_prefix(
        [o_text, made.text]
    )
    both = [
        align(o_ids, o_offsets, t_ids, t_offsets, made.spans, repeats=False, inside_anchors=inside)
        for inside in (False, True)
    ]
    ends = clean_edges(o_offsets)[0]
    for p, (partner, paired) in enumerate(zip(*(one.partner for one in both), strict=True)):
        around = [span for span in made.spans if span.start < ends[p] < span.end]
        if both[0].reason[p] != Reason.INSIDE_ANCHOR or not around:
            assert paired == partner and both[0].reason[p] == both[1].reason[p]
            continue
        behind = [q for q in range(p, len(ends)) if ends[q] >= around[0].end]
        expected = both[0].partner[behind[0]] if behind else NONE
        if behind and behind[0] == len(ends) - 1:
            continue  # the block's end, which has no label of its own
        assert paired == expected
        assert both[1].translated[p]


def test_by_hand_repeat():
    # Before the second Bo there is no label, after it there is one again.
    table = letters(ANN, "Bo Bo.")
    assert [reason for _, _, reason in table] == [
        "UNCHANGED",
        "INSIDE_ANCHOR",
        "UNCHANGED",
        "REPEAT",
        "INSIDE_ANCHOR",
        "UNCHANGED",
        "BLOCK_END",
    ]
    without = letters(ANN, "Bo Bo.", repeats=False)
    assert without[3] == ("Ġ", "Ġ", "UNCHANGED")
    # another term is no repeat, and BO is
    two = AnchorTable((*ANN.rows, Anchor("Cy", "", ("Dan",))))
    assert [r for _, _, r in letters(two, "Bo Cy BO.")].count("REPEAT") == 1


def test_by_hand_one_anchor_after_another():
    # "BoCy" as two anchors side by side: o ends the one and is before the other.
    two = AnchorTable((Anchor("哈", "", ("X",)), Anchor("利", "", ("YY",))))
    encoder = Encoder(byte_level(vocabulary=258))
    made = translate("哈利!", two)
    assert made.text == "XYY!"
    (o_ids, o_offsets), (t_ids, t_offsets) = encoder.encode_with_prefix(["哈利!", made.text])
    pairing = align(o_ids, o_offsets, t_ids, t_offsets, made.spans)
    #                           <s>  ---哈---    ---利---    !
    assert pairing.partner.tolist() == [0, NONE, NONE, 1, NONE, NONE, 3, NONE]
    assert [Reason(int(r)).name for r in pairing.reason[1:3]] == ["INSIDE_ANCHOR"] * 2


def test_by_hand_unaligned():
    """Where the translation has no token edge at that character, there is no label, and it is
    counted.
    """

    class Span:  # "ab|Bo" -> "ab" + "Ann", the translation tokenized as a | bA | nn
        start, end, to_start, to_end, row = 2, 4, 2, 5, 0

        def __iter__(self):
            return iter((2, 4, 2, 5))

        def __getitem__(self, key):
            return (2, 4, 2, 5)[key]

    o_ids, o_offsets = np.array([1, 2, 3, 4]), np.array([(0, 1), (1, 2), (2, 4), (4, 5)])
    t_ids, t_offsets = np.array([1, 7, 8, 4]), np.array([(0, 1), (1, 3), (3, 5), (5, 6)])
    pairing = align(o_ids, o_offsets, t_ids, t_offsets, [Span()])
    assert pairing.partner.tolist() == [0, NONE, 2, NONE]
    assert [Reason(int(r)).name for r in pairing.reason] == [
        "UNCHANGED",
        "UNALIGNED",
        "UNCHANGED",
        "BLOCK_END",
    ]


def test_a_characters_bytes_go_with_each_other():
    assert letters(ANN, "é Bo")[:4] == [
        ("<s>", "<s>", "UNCHANGED"),
        ("Ã", "Ã", "UNCHANGED"),
        ("©", "©", "UNCHANGED"),
        ("Ġ", "Ġ", "UNCHANGED"),
    ]


def test_the_common_fault_pairs_what_does_not_belong_together():
    pairing = align_by_index(np.arange(6), np.arange(4))
    assert pairing.partner.tolist() == [0, 1, 2, 3, NONE, NONE]
    assert [Reason(int(r)).name for r in pairing.reason] == ["UNCHANGED"] * 4 + [
        "UNALIGNED",
        "BLOCK_END",
    ]


def test_index_alignment_breaks_the_invariant_and_characters_do_not():
    """The measure of the fault: after the first stand-in of another length every label belongs
    elsewhere.
    """
    text = "a Bo c d e f"
    made = translate(text, ANN)
    (o_ids, o_offsets), (t_ids, t_offsets) = Encoder(byte_level(vocabulary=258)).encode_with_prefix(
        [text, made.text]
    )
    wrong = 0
    for p, q in enumerate(align_by_index(o_ids, t_ids).partner):
        wrong += (
            q != NONE
            and prefix_translated(text, made.spans, int(o_offsets[p, 1]))
            != made.text[: t_offsets[q, 1]]
        )
    assert wrong >= 8


@pytest.mark.parametrize("family", FAMILIES)
def test_an_ordinary_passage_loses_few_labels(family):
    table = AnchorTable(
        (
            Anchor("Harry Potter", "", ("Jon Smith",)),
            Anchor("Ron", "", ("Bartholomew",)),
            Anchor("owl", "", ("dog",)),
        )
    )
    text = (
        "Harry Potter went to the old school by the lake, and Ron’s owl flew after him. “Where "
        "is he?” said Ron to the girl.\n"
    )
    made = translate(text, table)
    (o_ids, o_offsets), (t_ids, t_offsets) = encoder_of(family).encode_with_prefix(
        [text, made.text]
    )
    reasons = align(o_ids, o_offsets, t_ids, t_offsets, made.spans).reason
    assert (reasons == Reason.UNALIGNED).mean() < 0.05 and (reasons == 0).mean() > 0.6


def test_the_example_is_one_of_unequal_token_counts_if_there_is_any():
    encoder, table = (
        Encoder(byte_level()),
        AnchorTable((Anchor("owl", "", ("cat",)), Anchor("Dorn", "", ("a much longer name",)))),
    )
    equal, unequal = Document("a", "It was an owl."), Document("b", "It was Dorn.")
    assert unequal_example([equal, unequal], table, encoder)[0] == "It was Dorn."
    assert unequal_example([equal], table, encoder)[1].text == "It was an cat."
