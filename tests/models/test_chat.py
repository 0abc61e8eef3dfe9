"""chat: requests to a small local server and its replies, and a tiny model from a folder."""

import pytest

from tests.support.chat_server import chat_server, said
from whp_kit.errors import InputError
from whp_kit.models.chat import (
    MAX_REPLY_BYTES,
    local_chat_model,
    open_chat_model,
    remote_chat_model,
)
from whp_kit.paths import DATA


@pytest.fixture
def server():
    with chat_server() as url_requests_replies:
        yield url_requests_replies


class TestRemote:
    def test_a_request_has_the_form_of_openais(self, server):
        url, requests, replies = server
        replies.append((200, said("Zelvira: Anna")))
        chat = remote_chat_model(url + "/", "tiny-chat", key="secret")
        assert chat("Zelvira lived there") == "Zelvira: Anna"
        path, key, body = requests[0]
        assert path == "/v1/chat/completions"
        assert key == "Bearer secret"
        assert (body["model"], body["temperature"]) == ("tiny-chat", 0)
        assert body["messages"] == [{"role": "user", "content": "Zelvira lived there"}]

    @pytest.mark.parametrize(
        ("status", "reply", "message"),
        [
            (500, b"no", "could not be asked"),
            (200, b"<html>", "not that of a chat model"),
            (200, b'{"choices": []}', "not that of a chat model"),
            (200, said(None), "not that of a chat model"),
            (200, b"[" * 100_000, "not that of a chat model"),
            (200, b" " * (MAX_REPLY_BYTES + 1), "too long"),
        ],
    )
    def test_another_reply_is_an_error(self, server, status, reply, message):
        url, _, replies = server
        replies.append((status, reply))
        with pytest.raises(InputError, match=message):
            remote_chat_model(url, "tiny-chat")("hello")

    @pytest.mark.parametrize("url", ["file:///etc/passwd", "localhost:8000", "", "http://"])
    def test_what_is_no_address_is_refused_at_once(self, url):
        with pytest.raises(InputError, match="not the address"):
            remote_chat_model(url, "m")

    def test_a_server_that_is_not_there_is_an_error(self):
        with pytest.raises(InputError, match="could not be asked"):
            remote_chat_model("http://127.0.0.1:9/v1", "m", timeout_seconds=2)("hello")


class TestLocal:
    def test_a_prompt_is_cut_to_what_the_model_can_read(self):
        chat = local_chat_model(str(DATA / "models" / "tiny-base"), new_tokens=8)
        assert isinstance(chat("The sun was out. " * 200), str)

    def test_replies_are_greedy(self):
        chat = local_chat_model(str(DATA / "models" / "tiny-base"), new_tokens=8)
        assert chat("The sun was out.") == chat("The sun was out.")

    def test_a_folder_without_a_model_is_an_error(self, tmp_path):
        with pytest.raises(InputError, match="could not be loaded"):
            local_chat_model(str(tmp_path))


class TestOptions:
    def test_an_address_is_asked_with_the_key_of_the_environment(self, server, monkeypatch):
        url, requests, replies = server
        monkeypatch.setenv("WHP_CHAT_KEY", "from the environment")
        replies.append((200, said("yes")))
        assert open_chat_model("tiny-chat", url)("is it?") == "yes"
        assert requests[0][1] == "Bearer from the environment"

    def test_an_address_needs_a_model(self, server):
        with pytest.raises(InputError, match="without a model"):
            open_chat_model(None, server[0])
