"""chat: what is asked and what comes back, from a small server of our own and from a tiny model."""

import pytest

from tests.support.chat_server import chat_server, said
from whp_kit.errors import InputError
from whp_kit.models.chat import LARGEST_REPLY, address, local_model, named


@pytest.fixture
def server():
    with chat_server() as made:
        yield made


class TestAddress:
    def test_it_asks_as_such_servers_want_it(self, server):
        url, asked, answers = server
        answers.append((200, said("Zelvira: Anna")))
        assert (
            address(url + "/", "tiny-chat", key="secret")("Zelvira lived there") == "Zelvira: Anna"
        )
        path, key, body = asked[0]
        assert (path, key, body["model"], body["temperature"]) == (
            "/v1/chat/completions",
            "Bearer secret",
            "tiny-chat",
            0,
        )
        assert (
            body["messages"][0]["role"] == "user"
            and "Zelvira lived" in body["messages"][0]["content"]
        )

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
    assert isinstance(reply, str) and reply == chat("The sun was out. " * 200), (
        "cut to what it can read, and greedy"
    )
    with pytest.raises(InputError, match="could not be loaded"):
        local_model(str(tmp_path))


def test_the_options_name_one_or_the_other(server, monkeypatch):
    url, asked, answers = server
    monkeypatch.setenv("WHP_CHAT_KEY", "from the environment")
    answers.append((200, said("yes")))
    assert (
        named("tiny-chat", url)("is it?") == "yes" and asked[0][1] == "Bearer from the environment"
    )
    with pytest.raises(InputError, match="without a model"):
        named(None, url)
