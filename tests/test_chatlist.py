"""chatlist: a second list from any callable, from a small server of our own, and from a tiny model; nothing that is said is ever run."""

import http.server
import json
import threading

import pytest

from whp_kit.anchors import Anchor, AnchorTable
from whp_kit.chatlist import LARGEST_REPLY, PASSAGE, address, ask, local_model, merged, spread
from whp_kit.errors import InputError

TEXT = "Zelvira lived in Umberglen. " + "She went out and came home again. " * 200 + "Old Thrackmor was waiting."


@pytest.fixture
def server():
    """A chat model's address on this machine: what it was asked, and what it answers next (status, body)."""
    asked, answers = [], []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.path, self.headers.get("Authorization"), json.loads(body)))
            status, reply = answers.pop(0)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_):
            pass

    made = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}/v1", asked, answers
    made.shutdown()
    made.server_close()


def said(text):
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


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
        assert "'Gandalf' does not stand in it" in told and "'Umberglen' has no replacement of its own" in told and "passage 2" in told

    def test_the_prompt_holds_the_passage(self):
        prompts = []
        with pytest.raises(InputError, match="gave no row"):
            ask(lambda prompt: prompts.append(prompt) or "", TEXT, passages=2)
        assert len(prompts) == 2 and "Zelvira lived" in prompts[0] and "Old Thrackmor was waiting." in prompts[1]
        assert all(len(piece) <= PASSAGE for piece in spread(TEXT, 4)) and spread("short text", 5) == ["short text"]
        with pytest.raises(InputError, match="nothing to ask"):
            spread(TEXT, 0)

    def test_nothing_that_is_said_is_run(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        reply = '{"Zelvira": "Anna", "Umberglen": open("ran", "w"), **{"a": __import__("os").mkdir("ran")}}'
        with pytest.raises(InputError):
            ask(lambda prompt: reply, TEXT, passages=1)
        ask(lambda prompt: reply.split(", **")[0] + "}", TEXT, passages=1)
        assert list(tmp_path.iterdir()) == []

    def test_two_lists_become_one(self):
        own = [Anchor("Zelvira", "person", ("Anna",), "7 here", "suggested"), Anchor("Osk", "place", ("Weston",), "", "suggested")]
        asked = AnchorTable((Anchor("zelvira", "", ("Anna", "Eve", "weston")), Anchor("Umberglen", "", ("the town",))))
        rows = merged(own, asked)
        assert [(row.term, row.replacements) for row in rows] == [
            ("Zelvira", ("Anna", "Eve")),
            ("Osk", ("Weston",)),
            ("Umberglen", ("the town",)),
        ]
        assert rows[0].note == "7 here; a chat model names it too" and rows[1] == own[1]


class TestAddress:
    def test_it_asks_as_such_servers_want_it(self, server):
        url, asked, answers = server
        answers.append((200, said('{"Zelvira": "Anna"}')))
        table, _ = ask(address(url + "/", "tiny-chat", key="secret"), TEXT, passages=1)
        assert table.rows[0].term == "Zelvira"
        path, key, body = asked[0]
        assert (path, key, body["model"], body["temperature"]) == ("/v1/chat/completions", "Bearer secret", "tiny-chat", 0)
        assert body["messages"][0]["role"] == "user" and "Zelvira lived" in body["messages"][0]["content"]

    @pytest.mark.parametrize(
        ("status", "reply", "told"),
        [
            (500, b"no", "could not be asked"),
            (200, b"<html>", "not that of a chat model"),
            (200, b'{"choices": []}', "not that of a chat model"),
            (200, said(None), "not that of a chat model"),
            (200, b"[" * 100_000, "not that of a chat model"),
            (200, b" " * (LARGEST_REPLY + 1), "too long"),
        ],
    )
    def test_what_is_no_reply_is_told(self, server, status, reply, told):
        url, _, answers = server
        answers.append((status, reply))
        with pytest.raises(InputError, match=told):
            address(url, "tiny-chat")("hello")

    def test_what_is_no_address_is_refused_before_anything_is_sent(self):
        for url in ("file:///etc/passwd", "localhost:8000", "", "http://"):
            with pytest.raises(InputError, match="not the address"):
                address(url, "m")
        with pytest.raises(InputError, match="could not be asked"):
            address("http://127.0.0.1:9/v1", "m", seconds=2)("hello")


def test_a_model_that_transformers_loads(tmp_path):
    from whp_kit.paths import DATA

    chat = local_model(str(DATA / "models" / "tiny-base"), new_tokens=8)
    reply = chat("The sun was out. " * 200)
    assert isinstance(reply, str) and reply == chat("The sun was out. " * 200), "cut to what it can read, and greedy"
    with pytest.raises(InputError, match="could not be loaded"):
        local_model(str(tmp_path))
