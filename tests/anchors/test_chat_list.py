"""chat_list: a list of anchors from any callable; no reply is ever executed."""

import pytest

from whp_kit.anchors.chat_list import (
    PASSAGE_CHARACTERS,
    ask_for_anchors,
    merge,
    spread_passages,
)
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.errors import InputError

TEXT = (
    "Zelvira lived in Umberglen. "
    + "She went out and came home again. " * 200
    + "Old Thrackmor was waiting."
)


def chat_of(replies):
    """A chat model that gives these replies one after the other."""
    remaining = iter(replies)
    return lambda prompt: next(remaining)


class TestAsking:
    @pytest.fixture
    def answer(self):
        replies = [
            '{"Zelvira": "Anna", "Gandalf": "Tom", "Umberglen": "umberglen"}',
            "I would rather not.",
            'Sure: {"Old Thrackmor": ["the man", "Peter"], "zelvira": "Eve"}',
        ]
        return ask_for_anchors(chat_of(replies), TEXT, passages=3)

    def test_terms_of_the_passages_become_rows(self, answer):
        table, _ = answer
        assert [(row.term, row.replacements, row.status) for row in table.rows] == [
            ("Zelvira", ("Anna",), "suggested"),
            ("Old Thrackmor", ("the man", "Peter"), "suggested"),
        ]
        assert table.check() is table

    def test_a_note_counts_the_term_in_the_text(self, answer):
        table, _ = answer
        assert table.rows[0].note == "1 here; from a chat model"

    @pytest.mark.parametrize(
        "line",
        [
            "'Gandalf' does not stand in it",
            "'Umberglen' has no replacement of its own",
            "passage 2",
        ],
    )
    def test_what_is_left_out_is_reported(self, answer, line):
        _, left_out = answer
        assert line in "\n".join(left_out)

    def test_replies_without_rows_are_an_error(self):
        with pytest.raises(InputError, match="gave no row"):
            ask_for_anchors(lambda prompt: "", TEXT)

    def test_the_prompts_hold_the_passages(self):
        prompts = []

        def chat(prompt):
            prompts.append(prompt)
            return '{"Zelvira": "Anna"}'

        ask_for_anchors(chat, TEXT, passages=2)
        first, last = prompts
        assert "Zelvira lived" in first
        assert "Old Thrackmor was waiting." in last

    def test_no_reply_is_executed(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        reply = (
            '{"Zelvira": "Anna", "Umberglen": open("ran", "w"), '
            '**{"a": __import__("os").mkdir("ran")}}'
        )
        table, _ = ask_for_anchors(lambda prompt: reply, TEXT, passages=1)
        assert [row.term for row in table.rows] == ["Zelvira"]
        assert list(tmp_path.iterdir()) == []


def test_passages_have_a_length_that_a_chat_model_reads():
    assert all(len(passage) <= PASSAGE_CHARACTERS for passage in spread_passages(TEXT, 4))


def test_a_short_text_is_one_passage():
    assert spread_passages("short text", 5) == ["short text"]


def test_no_passages_are_an_error():
    with pytest.raises(InputError, match="nothing to ask"):
        spread_passages(TEXT, 0)


class TestMerging:
    @pytest.fixture
    def suggested(self):
        return [
            Anchor("Zelvira", "person", ("Anna",), "7 here", "suggested"),
            Anchor("Osk", "place", ("Weston",), "", "suggested"),
        ]

    @pytest.fixture
    def rows(self, suggested):
        from_chat = AnchorTable(
            (
                Anchor("zelvira", "", ("Anna", "Eve", "weston")),
                Anchor("Umberglen", "", ("the town",)),
            )
        )
        return merge(suggested, from_chat)

    def test_a_row_of_both_lists_has_the_replacements_of_both(self, rows):
        assert rows[0].replacements == ("Anna", "Eve")  # Weston replaces Osk already
        assert rows[0].note == "7 here; a chat model names it too"

    def test_a_row_of_one_list_stays_as_it_is(self, rows, suggested):
        assert rows[1] == suggested[1]

    def test_the_chat_models_own_rows_come_last(self, rows):
        assert (rows[2].term, rows[2].replacements) == ("Umberglen", ("the town",))
