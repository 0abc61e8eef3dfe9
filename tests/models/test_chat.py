"""chat: requests to a small local server and its replies, and a tiny model from a folder."""

import contextlib
import html
import json
import time
import traceback

import pytest
import torch

from tests.support.chat_server import chat_server, said
from tests.support.tiny_models import tiny_tokenizer
from whp_kit.errors import InputError
from whp_kit.models.chat import (
    MAX_REPLY_BYTES,
    local_chat_model,
    open_chat_model,
    remote_chat_model,
)
from whp_kit.models.chat_template import frame_of
from whp_kit.models.load import load_base
from whp_kit.paths import DATA

KEY = "sk-5f0c2e9a77b1"


def everything_said(error):
    """The text of an error, and the traceback that a notebook would show."""
    return str(error) + "".join(traceback.format_exception(error))


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

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_a_redirect_is_an_error_and_the_key_stays(self, server, status):
        url, asked, replies = server

        def sends_on(handler):
            handler.send_response(status)
            handler.send_header("Location", f"{other_url}/chat/completions?key=echoed")
            handler.end_headers()

        replies.append(sends_on)
        with chat_server() as (other_url, asked_of_other, other_replies):
            other_replies.append((200, said("I have it")))
            with pytest.raises(InputError, match="sends on to another") as caught:
                remote_chat_model(url, "m", key=KEY)("hello")
        assert asked_of_other == []
        assert KEY not in everything_said(caught.value)

    @pytest.mark.parametrize("end", ["\n", "\r\n", " ", "\t\n"])
    def test_a_line_end_behind_the_key_is_not_sent(self, server, end):
        url, asked, replies = server
        replies.append((200, said("yes")))
        remote_chat_model(url, "m", key=KEY + end)("hello")
        assert asked[0][1] == f"Bearer {KEY}"

    @pytest.mark.parametrize("between", ["\n", "\r", "\0", "é", "\x7f"])
    def test_a_key_that_none_has_is_refused_and_not_shown(self, between):
        with pytest.raises(InputError, match="key of the chat model") as caught:
            remote_chat_model("http://127.0.0.1:9/v1", "m", key=KEY + between + "x")
        assert KEY not in everything_said(caught.value)

    @pytest.mark.parametrize(
        "spelt",
        [
            lambda key: json.dumps({"detail": f"bad key {key}"}).encode(),
            lambda key: "".join(f"\\u{ord(letter):04x}" for letter in key).encode(),
            lambda key: html.escape(key).encode(),
            lambda key: key.encode("utf-16"),
        ],
        ids=["JSON", "numbers", "HTML", "UTF-16"],
    )
    def test_a_key_in_another_spelling_is_not_shown_either(self, server, spelt):
        url, _, replies = server
        key = 'sk-abc"def<ghi/jkl'

        def repeats(handler):
            handler.send_response(200)
            handler.end_headers()
            handler.wfile.write(spelt(key))

        replies += [repeats]
        with pytest.raises(InputError, match="not that of a chat model") as caught:
            remote_chat_model(url, "m", key=key)("hello")
        shown = str(caught.value).replace("\x00", "")
        assert "sk-abc" not in shown and "0073" not in shown and "jkl" not in shown

    def test_the_password_of_a_proxy_is_not_shown(self, monkeypatch):
        monkeypatch.setenv("HTTPS_PROXY", "http://user:pw_secret@127.0.0.1:99999")
        with pytest.raises(InputError) as caught:
            remote_chat_model("https://nowhere.invalid/v1", "m", timeout_seconds=5)("hello")
        assert "pw_secret" not in everything_said(caught.value)

    @pytest.mark.parametrize("status", [200, 401, 500])
    def test_a_server_that_repeats_the_key_does_not_get_it_shown(self, server, status):
        url, _, replies = server

        def repeats(handler):
            handler.send_response(status, f"no {KEY}")
            handler.end_headers()
            handler.wfile.write(b"x" * 60 + KEY.encode() * 9)

        replies += [repeats, (200, said(f"You are {KEY}."))]
        chat = remote_chat_model(url, "m", key=KEY)
        with pytest.raises(InputError) as caught:
            chat("hello")
        assert KEY[:8] not in everything_said(caught.value)
        assert chat("hello") == "You are [hidden]."

    def test_a_password_and_a_query_are_sent_and_not_shown(self, server):
        url, asked, replies = server
        replies += [(200, said("a long%20word and hunter22")), (500, b"")]
        secret_url = url.replace("//", "//user:hunter22@") + "?key=long%2520word&v=1"
        chat = remote_chat_model(secret_url, "m")
        assert chat("hello") == "a [hidden] and [hidden]"
        assert asked[0][0] == "/v1/chat/completions?key=long%2520word&v=1"
        assert asked[0][1] == "Basic dXNlcjpodW50ZXIyMg=="
        with pytest.raises(InputError) as caught:
            chat("hello")
        assert f"{url}?[hidden]: HTTP 500" in str(caught.value)
        assert not any(part in everything_said(caught.value) for part in ("hunter22", "long%20"))

    @pytest.mark.parametrize(
        "url",
        [
            "http://user:hunter22@127.0.0.1:9/v1?key=longword",  # nobody there
            "http://user:hunter22@nosuch.invalid/v1?key=longword",
            "http://user:hunter22#longword@127.0.0.1/v1",
            "http://user:12?hunter22longword@127.0.0.1/v1",
            "user:hunter22@longword",
            "ftp://user:hunter22@127.0.0.1/v1?key=longword",
            "http://user:hunter22@127.0.0.1:port/v1?key=longword",
            "http://user:hunter22@[::1/v1?key=longword",
        ],
    )
    def test_no_error_shows_what_the_address_hides(self, url):
        with pytest.raises(InputError) as caught:
            remote_chat_model(url, "m", timeout_seconds=5)("hello")
        assert not any(part in everything_said(caught.value) for part in ("hunter22", "longword"))

    def test_a_password_of_a_netrc_is_not_sent(self, server, tmp_path, monkeypatch):
        (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password mine")
        monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
        url, asked, replies = server
        replies.append((200, said("yes")))
        remote_chat_model(url, "m")("hello")
        assert asked[0][1] is None

    @pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
    def test_no_proxy_reads_the_key(self, server, variable, monkeypatch):
        url, asked, replies = server
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        with chat_server() as (proxy, heard, proxys):
            monkeypatch.setenv(variable, proxy.removesuffix("/v1"))
            proxys.append((200, said("from the proxy")))
            replies.append((200, said("yes")))
            assert remote_chat_model(url, "m", "secret-key")("hello") == "yes"
        assert asked[0][1] == "Bearer secret-key"
        assert heard == []

    @pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
    def test_a_server_that_drips_has_one_deadline(self, server, start):
        url, _, replies = server

        def drips(handler):
            handler.wfile.write(start)
            with contextlib.suppress(OSError):
                for _ in range(30):
                    handler.wfile.write(b"X")
                    time.sleep(0.05)

        replies.append(drips)
        began = time.monotonic()
        with pytest.raises(InputError, match=r"no reply within 0\.4 s"):
            remote_chat_model(url, "m", timeout_seconds=0.4)("hello")
        assert time.monotonic() - began < 3


class TestLocal:
    PROMPTS = ("The sun was out.", "The sun was out. " * 400 + "And then")

    @pytest.mark.parametrize("prompt", PROMPTS, ids=["short", "too long"])
    def test_replies_are_the_models_own_greedy_text(self, prompt):
        chat = local_chat_model("data:models/tiny-base", new_tokens=8)
        loaded = load_base(DATA / "models/tiny-base", "none")
        ids = loaded.tokenizer(prompt)["input_ids"]
        room = loaded.model.config.max_position_embeddings - 8
        read = torch.tensor([ids[:1] + ids[1:][-(room - 1) :]])  # the beginning is lost
        wanted = []
        for _ in range(8):
            wanted.append(int(loaded.model(read).logits[0, -1].argmax()))
            read = torch.cat([read, torch.tensor([wanted[-1:]])], dim=1)
        assert chat(prompt) == loaded.tokenizer.decode(wanted, skip_special_tokens=True)

    def test_a_folder_without_a_model_is_an_error(self, tmp_path):
        with pytest.raises(InputError, match="no config.json"):
            local_chat_model(str(tmp_path))

    def test_a_template_stands_around_the_prompt(self):
        tokenizer = tiny_tokenizer()
        tokenizer.chat_template = (
            "{{ bos_token }}{% for m in messages %}<{{ m.role }}>{{ m.content | trim }}\n"
            "{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}"
        )
        frame = frame_of(tokenizer)
        assert frame == ("<s><user>", "\n<assistant>")
        told = tokenizer.apply_chat_template(
            [{"role": "user", "content": "the lamp"}], add_generation_prompt=True, tokenize=False
        )
        assert frame.before + "the lamp" + frame.after == told

    @pytest.mark.parametrize(
        ("template", "fault"),
        [
            (
                "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
                "end",
            ),
            ("{{ raise_exception('no user') }}", "no user"),
            ("{{ messages[0].content * 3 }}", "writes a prompt 3 times"),
            ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "SecurityError"),
        ],
    )
    def test_a_template_that_is_no_frame_is_refused(self, template, fault):
        tokenizer = tiny_tokenizer()
        tokenizer.chat_template = template
        with pytest.raises(InputError, match=fault):
            frame_of(tokenizer, seconds=4 if fault == "end" else 60)


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
