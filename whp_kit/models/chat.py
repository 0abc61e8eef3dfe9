"""A chat model as a function from prompt to reply, for suggesting anchors and for a second judge.

Either a model that transformers loads (`local_chat_model`) or one behind an OpenAI-compatible
address that the reader names (`remote_chat_model`). Nothing is sent anywhere but to that address.
A reply is text: the caller parses it and never executes it.
"""

import json
import os
import re
import urllib.error
import urllib.request
from collections.abc import Callable

from whp_kit.errors import InputError

ChatModel = Callable[[str], str]  # prompt -> reply

MAX_REPLY_BYTES = 2_000_000
TIMEOUT_SECONDS = 120  # for one reply
NEW_TOKENS = 512  # enough for the terms of one passage
KEY_VARIABLE = "WHP_CHAT_KEY"  # environment variable with the key, so that no command shows it


def open_chat_model(
    model: str | None, url: str | None = None, new_tokens: int = NEW_TOKENS
) -> ChatModel:
    """The chat model of the options --chat and --address: remote if there is an address.

    The key for the address is taken from $WHP_CHAT_KEY.
    """
    if not model:
        raise InputError(
            "an address without a model", value=url, remedy="name the model with --chat"
        )
    if url:
        return remote_chat_model(url, model, os.environ.get(KEY_VARIABLE, ""))
    return local_chat_model(model, new_tokens)


def remote_chat_model(
    url: str, model: str, key: str = "", timeout_seconds: float = TIMEOUT_SECONDS
) -> ChatModel:
    """A chat model behind an OpenAI-compatible address, such as http://localhost:8000/v1.

    key: sent as a bearer token if it is given.
    """
    if not re.match(r"https?://[^\s/]+", url):
        raise InputError(
            "not the address of a chat model",
            value=url,
            remedy="write it as http://host:port/v1 or https://...",
        )
    headers = {"Content-Type": "application/json"}
    if key:
        headers["Authorization"] = f"Bearer {key}"

    def chat(prompt: str) -> str:
        messages = [{"role": "user", "content": prompt}]
        body = {"model": model, "messages": messages, "temperature": 0}
        request = urllib.request.Request(
            url.rstrip("/") + "/chat/completions", json.dumps(body).encode(), headers
        )
        try:
            with urllib.request.urlopen(request, timeout=timeout_seconds) as response:
                reply = response.read(MAX_REPLY_BYTES + 1)
        except (OSError, ValueError) as error:
            raise InputError(
                "the chat model could not be asked",
                value=f"{url}: {error}",
                remedy="look at address, model and key",
            ) from error
        return _content(reply, url)

    return chat


def _content(reply: bytes, url: str) -> str:
    """The text in a server's reply."""
    if len(reply) > MAX_REPLY_BYTES:
        raise InputError(
            "the chat model's reply is too long",
            value=f"{url}: over {MAX_REPLY_BYTES} bytes",
            remedy="ask about shorter passages",
        )
    try:
        content = json.loads(reply)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        content = None
    if not isinstance(content, str):
        raise InputError(
            "the reply is not that of a chat model",
            value=f"{url}: {reply[:80].decode('utf-8', 'replace')}",
            remedy="name the address that ends in /v1",
        )
    return content


def local_chat_model(name: str, new_tokens: int = NEW_TOKENS, device: str = "cpu") -> ChatModel:
    """A chat model that transformers loads from a folder or a hub; greedy decoding.

    Code that comes with a model is never executed. A prompt that is too long for the model loses
    its beginning.
    """
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
    max_tokens = getattr(model.config, "max_position_embeddings", None)

    def chat(prompt: str) -> str:
        if tokenizer.chat_template:
            input_ids = tokenizer.apply_chat_template(
                [{"role": "user", "content": prompt}],
                add_generation_prompt=True,
                return_tensors="pt",
                return_dict=True,
            )["input_ids"]
        else:
            input_ids = tokenizer(prompt, return_tensors="pt")["input_ids"]  # (1, T)
        if max_tokens:
            input_ids = input_ids[:, -max(max_tokens - new_tokens, 1) :]
        output_ids = model.generate(
            input_ids.to(device),
            max_new_tokens=new_tokens,
            do_sample=False,
            pad_token_id=tokenizer.eos_token_id or 0,
        )
        return tokenizer.decode(output_ids[0, input_ids.shape[1] :], skip_special_tokens=True)

    return chat
