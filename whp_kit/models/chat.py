"""Asking a chat model: any callable prompt -> reply. The one place that asks, for whoever wants a second opinion (chatlist, judge).

One that transformers loads (`local_model`), or one behind an OpenAI-compatible address that the reader names (`address`). Nothing is sent
anywhere unless the reader calls `address`. A reply is text: whoever asked parses it, and never runs it.
"""

import json
import os
import re
import urllib.error
import urllib.request
from collections.abc import Callable

from whp_kit.errors import InputError

Chat = Callable[[str], str]
LARGEST_REPLY = 2_000_000  # bytes
SECONDS = 120  # for one reply
NEW_TOKENS = 512
KEY = "WHP_CHAT_KEY"  # the environment variable that holds a key, so that none stands in a command


def named(model: str | None, url: str | None = None, new_tokens: int = NEW_TOKENS) -> Chat:
    """The model of the options --chat and --address: at the address with the key in $WHP_CHAT_KEY, or loaded where there is no address."""
    if not model:
        raise InputError(
            "an address without a model", value=url, remedy="name the model with --chat"
        )
    return address(url, model, os.environ.get(KEY, "")) if url else local_model(model, new_tokens)


def address(url: str, model: str, key: str = "", seconds: float = SECONDS) -> Chat:
    """A chat model behind an OpenAI-compatible address, such as http://localhost:8000/v1. `key` is sent as a bearer token where it is
    given."""
    if not re.match(r"https?://[^\s/]+", url):
        raise InputError(
            "not the address of a chat model",
            value=url,
            remedy="write it as http://host:port/v1 or https://...",
        )

    def chat(prompt: str) -> str:
        body = {"model": model, "messages": [{"role": "user", "content": prompt}], "temperature": 0}
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {key}"} if key else {}
        )
        request = urllib.request.Request(
            url.rstrip("/") + "/chat/completions", json.dumps(body).encode(), headers
        )
        try:
            with urllib.request.urlopen(request, timeout=seconds) as reply:
                found = reply.read(LARGEST_REPLY + 1)
        except (OSError, ValueError) as error:
            raise InputError(
                "the chat model could not be asked",
                value=f"{url}: {error}",
                remedy="look at address, model and key",
            ) from error
        return _content(found, url)

    return chat


def _content(found: bytes, url: str) -> str:
    """The text of a reply."""
    if len(found) > LARGEST_REPLY:
        raise InputError(
            "the chat model's reply is too long",
            value=f"{url}: over {LARGEST_REPLY} bytes",
            remedy="ask about shorter passages",
        )
    try:
        content = json.loads(found)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        content = None
    if not isinstance(content, str):
        shown = found[:80].decode("utf-8", "replace")
        raise InputError(
            "the reply is not that of a chat model",
            value=f"{url}: {shown}",
            remedy="name the address that ends in /v1",
        )
    return content


def local_model(name: str, new_tokens: int = NEW_TOKENS, device: str = "cpu") -> Chat:
    """A chat model that transformers loads, from a folder or a hub; greedy. Code that comes with a model is never run."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(name)
        model = AutoModelForCausalLM.from_pretrained(name).to(device).eval()
    except (OSError, ValueError) as error:
        raise InputError(
            "the chat model could not be loaded",
            value=name,
            remedy="name a model's folder or its name on a hub",
        ) from error

    def chat(prompt: str) -> str:
        if tokenizer.chat_template:
            message = [{"role": "user", "content": prompt}]
            ids = tokenizer.apply_chat_template(
                message, add_generation_prompt=True, return_tensors="pt", return_dict=True
            )["input_ids"]
        else:
            ids = tokenizer(prompt, return_tensors="pt")["input_ids"]
        longest = getattr(model.config, "max_position_embeddings", None)
        ids = ids[:, -max(longest - new_tokens, 1) :] if longest else ids
        out = model.generate(
            ids.to(device),
            max_new_tokens=new_tokens,
            do_sample=False,
            pad_token_id=tokenizer.eos_token_id or 0,
        )
        return tokenizer.decode(out[0, ids.shape[1] :], skip_special_tokens=True)

    return chat
