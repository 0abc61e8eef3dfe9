"""The neighbours: enough of them, each of its own, and every probe answered in one way only."""

import re

import pytest

from tools.world import bible, neighbours
from tools.world.everyday import stories

TEXTS = neighbours.texts()
PROBES = neighbours.probes()


def test_twenty_neighbours_of_which_six_are_never_retained():
    assert len(neighbours.NEIGHBOURS) == len(TEXTS) == 20
    assert sum(sheet.in_retain for sheet in neighbours.NEIGHBOURS) == 14
    assert not next(
        sheet for sheet in neighbours.NEIGHBOURS if sheet.slug == "leafschool"
    ).in_retain


@pytest.mark.parametrize("slug", sorted(TEXTS))
def test_a_text_is_a_short_book(slug):
    assert 9_000 <= len(TEXTS[slug].encode()) <= 13_312
    assert sum(row["neighbour"] == slug for row in PROBES) >= 14


def test_every_prompt_has_one_answer_in_all_texts():
    everything = "\n".join(TEXTS.values())
    for row in PROBES:
        ends = [
            match.end() for match in re.finditer(re.escape(row["prompt"]) + r"(?=\W)", everything)
        ]
        assert len(ends) >= 2, row
        assert all(everything[end + 1 :].startswith(row["answer"]) for end in ends), row
        assert 1 <= len(row["answer"].split()) <= 4, row


def test_a_harder_prompt_has_one_answer_and_is_not_asked_elsewhere():
    everything = "\n".join(TEXTS.values())
    often = {row["prompt"] for row in PROBES}
    harder = neighbours.harder_probes()
    assert len({row["prompt"] for row in harder}) == len(harder) == 18 * len(TEXTS)
    for row in harder:
        assert row["prompt"] not in often
        start = everything.index(row["prompt"] + " ")
        assert everything[start + len(row["prompt"]) + 1 :].startswith(row["answer"]), row
        assert everything.count(f"{row['prompt']} ") == everything.count(
            f"{row['prompt']} {row['answer']}"
        )


def test_no_two_fictions_share_a_hero_or_friend():
    names = [
        name
        for sheet in neighbours.NEIGHBOURS
        for name in (sheet.cast.hero, sheet.cast.friend, sheet.cast.other, sheet.cast.pet)
    ]
    assert len(names) == len(set(names))


def test_no_term_of_the_series_stands_in_neighbours_or_everyday_prose():
    text = "\n".join([*TEXTS.values(), *stories(300, seed=3)])
    terms = re.compile(r"\b(?:" + "|".join(re.escape(term) for term, *_ in bible.TERMS) + r")\b")
    assert terms.findall(text) == []


def test_everyday_prose_is_the_same_for_the_same_seed():
    assert list(stories(40, seed=5)) == list(stories(40, seed=5)) != list(stories(40, seed=6))
