"""chatlist: a second list from any callable; nothing that is said is ever run."""

import pytest

from whp_kit.anchors.chat_list import PASSAGE, ask, merged, spread
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.errors import InputError

TEXT = (
    "Zelvira lived in Umberglen. "
    + "She went out and came home again. " * 200
    + "Old Thrackmor was waiting."
)


class TestAsk:
    def test_rows_of_all_passages_without_what_does_not_stand_there(self):
        replies = iter(
            [
                '{"Zelvira": "Anna", "Gandalf": "Tom", "Umberglen": "umberglen"}',
                "I would rather not.",
                'Sure: {"Old Thrackmor": ["the man", "Peter"], "zelvira": "Eve"}',
            ]
        )
        table, left_out = ask(lambda prompt: next(replies), TEXT, passages=3)
        assert [(row.term, row.replacements, row.status) for row in table.rows] == [
            ("Zelvira", ("Anna",), "suggested"),
            ("Old Thrackmor", ("the man", "Peter"), "suggested"),
        ]
        assert table.rows[0].note == "1 here; from a chat model" and table.check() is table
        told = "\n".join(left_out)
        assert (
            "'Gandalf' does not stand in it" in told
            and "'Umberglen' has no replacement of its own" in told
            and "passage 2" in told
        )

    def test_the_prompt_holds_the_passage(self):
        prompts = []
        with pytest.raises(InputError, match="gave no row"):
            ask(lambda prompt: prompts.append(prompt) or "", TEXT, passages=2)
        assert (
            len(prompts) == 2
            and "Zelvira lived" in prompts[0]
            and "Old Thrackmor was waiting." in prompts[1]
        )
        assert all(len(piece) <= PASSAGE for piece in spread(TEXT, 4)) and spread(
            "short text", 5
        ) == ["short text"]
        with pytest.raises(InputError, match="nothing to ask"):
            spread(TEXT, 0)

    def test_nothing_that_is_said_is_run(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        reply = '{"Zelvira": "Anna", "Umberglen": open("ran", "w"), **{"a": __import__("os").mkdir("ran")}}'
        table, _ = ask(lambda prompt: reply, TEXT, passages=1)
        assert [row.term for row in table.rows] == ["Zelvira"]
        assert list(tmp_path.iterdir()) == []

    def test_two_lists_become_one(self):
        own = [
            Anchor("Zelvira", "person", ("Anna",), "7 here", "suggested"),
            Anchor("Osk", "place", ("Weston",), "", "suggested"),
        ]
        asked = AnchorTable(
            (
                Anchor("zelvira", "", ("Anna", "Eve", "weston")),
                Anchor("Umberglen", "", ("the town",)),
            )
        )
        rows = merged(own, asked)
        assert [(row.term, row.replacements) for row in rows] == [
            ("Zelvira", ("Anna", "Eve")),
            ("Osk", ("Weston",)),
            ("Umberglen", ("the town",)),
        ]
        assert rows[0].note == "7 here; a chat model names it too" and rows[1] == own[1]
