"""A chat model as a function from prompt to reply, for suggesting anchors and for a second judge.

Either a model that transformers loads (`local_chat_model`) or one behind an OpenAI-compatible
address that the reader names (`remote_chat_model`). Nothing is sent anywhere but to that address:
a redirect is an error. Neither the key nor a password in the address gets into an error, a reply or
a file. A reply is text: the caller parses it and never executes it.
"""

import base64
import json
import os
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import responses
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from whp_kit.errors import InputError, shorten
from whp_kit.paths import is_path, resolve

ChatModel = Callable[[str], str]  # prompt -> reply

MAX_REPLY_BYTES = 2_000_000
TIMEOUT_SECONDS = 120  # for one request, from the look-up of the name to the last byte
CHUNK_BYTES = 65_536
NEW_TOKENS = 512  # enough for the terms of one passage
KEY_VARIABLE = "WHP_CHAT_KEY"  # environment variable with the key, so that no command shows it
SHORTEST_SECRET = 6  # characters; a shorter one may be a word of any reply
HIDDEN = "[hidden]"
# In an error that shows an address of another kind, such as a proxy's.
PASSWORD, HIDDEN_PART = re.compile(r"//[^/\s]*@"), f"//{HIDDEN}@"


@dataclass(frozen=True)
class Address:
    """An OpenAI-compatible address; `str()` and `repr()` show neither password nor query."""

    url: str = field(repr=False)
    key: str = field(default="", repr=False)

    def __post_init__(self):
        if not _is_address(self.url, self.parts):
            raise InputError(
                "not the address of a chat model",
                value=str(self),
                remedy="write it as http://host:port/v1 or https://...",
            )
        if not self.key.isascii() or not self.key.isprintable():
            raise InputError(
                "the key of the chat model holds a line end or another character that no key has",
                remedy=f"set ${KEY_VARIABLE} to the key alone",
            )

    @property
    def parts(self) -> SplitResult | None:
        """The parts of the address; None where it cannot be read."""
        try:
            parts = urlsplit(self.url)
            return parts if parts.port is None or parts.port else None
        except ValueError:
            return None

    def __str__(self) -> str:
        parts = self.parts
        if parts is None or "@" in self.url and not parts.username:
            return HIDDEN
        place = parts.netloc.rpartition("@")[2]
        shown = parts._replace(netloc=place, query="", fragment="").geturl()
        return f"{shown}?{HIDDEN}" if parts.query or parts.fragment else shown

    @property
    def completions(self) -> str:
        """Where prompts are sent: below the path, with the query and without a password."""
        path = self.parts.path.rstrip("/") + "/chat/completions"
        place = self.parts.netloc.rpartition("@")[2]
        return self.parts._replace(netloc=place, path=path, fragment="").geturl()

    def without_secrets(self, text: str) -> str:
        """The text with key, password and values of the query hidden, as a server may repeat them.

        Values of fewer than SHORTEST_SECRET characters stay.
        """
        parts = self.parts
        user, password = parts.username or "", parts.password or ""
        basic = base64.b64encode(f"{unquote(user)}:{unquote(password)}".encode()).decode()
        secrets = {self.key, user, password, parts.query, basic}
        secrets |= {value for _, value in parse_qsl(parts.query)}
        secrets |= {change(secret) for secret in secrets for change in (unquote, quote)}
        for secret in sorted(secrets, key=len, reverse=True):
            if len(secret) >= SHORTEST_SECRET:
                text = text.replace(secret, HIDDEN)
        return text


def shown_address(url: str | None) -> str | None:
    """An address as records and messages may show it."""
    return None if url is None else str(Address(url.strip()))


def open_chat_model(
    model: str | None, url: str | None = None, new_tokens: int = NEW_TOKENS
) -> ChatModel:
    """The chat model of the options --chat and --address: remote if there is an address.

    The key for the address is taken from $WHP_CHAT_KEY.
    """
    if not model:
        raise InputError(
            "an address without a model",
            value=shown_address(url),
            remedy="name the model with --chat",
        )
    if url is not None:
        return remote_chat_model(url, model, os.environ.get(KEY_VARIABLE, ""))
    return local_chat_model(model, new_tokens)


def remote_chat_model(
    url: str, model: str, key: str = "", timeout_seconds: float = TIMEOUT_SECONDS
) -> ChatModel:
    """A chat model behind an OpenAI-compatible address, such as http://localhost:8000/v1.

    key: sent as a bearer token if it is given, else a name and a password in the address.
    """
    address = Address(url.strip(), key.strip())

    def chat(prompt: str) -> str:
        messages = [{"role": "user", "content": prompt}]
        body = {"model": model, "messages": messages, "temperature": 0}
        reply = _within(timeout_seconds, lambda: _ask(address, body, timeout_seconds), address)
        return _content(reply, address)

    return chat


def _ask(address: Address, body: dict, seconds: float) -> bytes:
    """The bytes of the reply, at most one more than MAX_REPLY_BYTES."""
    import requests
    import urllib3

    end = time.monotonic() + seconds

    def authorise(request: requests.PreparedRequest) -> requests.PreparedRequest:
        if address.key:
            request.headers["Authorization"] = f"Bearer {address.key}"
        elif address.parts.username:
            name, password = address.parts.username, address.parts.password or ""
            requests.auth.HTTPBasicAuth(unquote(name), unquote(password))(request)
        return request  # without any, so that no password of a .netrc is taken

    try:
        with requests.post(
            address.completions,
            json=body,
            auth=authorise,
            headers={"Accept-Encoding": "identity"},  # a packed reply may unpack to any size
            timeout=seconds,
            allow_redirects=False,
            proxies={"http": ""},  # a proxy would read the key; by https it hands on what it cannot
            stream=True,
        ) as response:
            if response.is_redirect or 300 <= response.status_code < 400:
                raise InputError(
                    "the address of the chat model sends on to another one, which is not asked",
                    value=f"{address}: HTTP {response.status_code}",
                    remedy="name the address itself, if you trust it with the key",
                )
            if not response.ok:
                code = response.status_code  # the server's own reason may hold the key
                raise _not_asked(address, f"HTTP {code} {responses.get(code, '')}".strip())
            reply = bytearray()
            while len(reply) <= MAX_REPLY_BYTES:
                chunk = response.raw.read1(CHUNK_BYTES)
                if not chunk:
                    break
                if time.monotonic() > end:
                    raise TimeoutError(f"no reply within {seconds:g} s")
                reply += chunk
            return bytes(reply)
    except (OSError, ValueError, urllib3.exceptions.HTTPError) as error:
        raise _not_asked(address, _root(error)) from None  # its text holds the whole address


def _within(seconds: float, call: Callable[[], bytes], address: Address) -> bytes:
    """What `call` returns or raises, but within `seconds`.

    In a thread, because no timeout of a socket covers the look-up of a name, or a server that sends
    its headers byte by byte.
    """
    outcome: list[bytes | BaseException] = []

    def work() -> None:
        try:
            outcome.append(call())
        except BaseException as error:
            outcome.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    if not outcome:
        raise _not_asked(address, f"no reply within {seconds:g} s")
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


def _not_asked(address: Address, why: str) -> InputError:
    return InputError(
        "the chat model could not be asked",
        value=f"{address}: {shorten(PASSWORD.sub(HIDDEN_PART, address.without_secrets(why)))}",
        remedy="look at address, model and key",
    )


def _root(error: BaseException) -> str:
    """The reason behind an error of requests, whose own text repeats the whole address."""
    while (before := error.__cause__ or error.__context__) is not None:
        error = before
    return str(error) or type(error).__name__


def _is_address(url: str, parts: SplitResult | None) -> bool:
    return (
        parts is not None
        and parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and ("@" not in url or bool(parts.username))  # else a password breaks the address in two
        and url.isprintable()
        and " " not in url
    )


def _content(reply: bytes, address: Address) -> str:
    """The text in a server's reply."""
    if len(reply) > MAX_REPLY_BYTES:
        raise InputError(
            "the chat model's reply is too long",
            value=f"{address}: over {MAX_REPLY_BYTES} bytes",
            remedy="ask about shorter passages",
        )
    try:
        content = json.loads(reply)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        content = None
    if not isinstance(content, str):
        raise InputError(  # without its text, which may hold the key in any spelling
            "the reply is not that of a chat model",
            value=f"{address}: {len(reply):,} bytes",
            remedy="name the address that ends in /v1",
        )
    return address.without_secrets(content)


def local_chat_model(name: str, new_tokens: int = NEW_TOKENS) -> ChatModel:
    """A chat model from a folder or the hub, as a preset may name it; greedy, where the machine
    computes best. A prompt that is too long for the model loses its beginning.
    """
    from whp_kit.models import pretrained  # here, so that the command line starts without torch
    from whp_kit.models.chat_template import frame_of
    from whp_kit.models.context import context_of
    from whp_kit.models.load import load_base
    from whp_kit.models.roles import generate

    loaded = load_base(resolve(name) if is_path(name) else name, "none")
    tokenizer, frame, context = loaded.tokenizer, frame_of(loaded.tokenizer), context_of(loaded)

    def chat(prompt: str) -> str:
        if context is not None:
            whole = prompt if frame is None else frame.around(prompt)
            too_many = context.count(whole) + new_tokens - context.tokens
            if too_many > 0:
                kept = tokenizer(prompt, add_special_tokens=False)["input_ids"][too_many:]
                prompt = tokenizer.decode(kept)
        with pretrained.loading_errors(
            "the chat model does not answer", name, "look at its generation_config.json"
        ):
            return generate(loaded, None, [prompt], new_tokens, 1, frame=frame)[0]

    return chat
