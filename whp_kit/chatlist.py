"""A second list of anchors from a chat model, as in the paper: it is shown passages and asked for terms and generic replacements.

The model is any callable prompt -> reply: one that transformers loads (`local_model`), or one behind an OpenAI-compatible address that the
reader names (`address`). Replies are parsed as data and never run (exchange); terms that do not stand in the passage are left out and told.
Nothing is sent anywhere unless the reader calls `address`.
"""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence

from whp_kit.anchors import Anchor, AnchorTable
from whp_kit.errors import InputError
from whp_kit.exchange import parse_replies
from whp_kit.keyness import Words
from whp_kit.suggest import SUGGESTED

Chat = Callable[[str], str]
PROMPT = """Here is a passage from a text. List the expressions, names and things in it that belong to this text alone, so that who has read
it would know it by them. For each give a replacement of the same kind that could stand in any other story, fits the sentence, and is
peculiar to no book. Answer with one Python dictionary and nothing more, such as {"Elmville Castle": "town hall", "Xandor": "Peter"}.

Passage:
"""
PASSAGE = 2000  # characters of one passage
PASSAGES = 8
LARGEST_REPLY = 2_000_000  # bytes
SECONDS = 120  # for one reply
NEW_TOKENS = 512


def ask(chat: Chat, text: str, passages: int = PASSAGES) -> tuple[AnchorTable, list[str]]:
    """Rows with status "suggested", in the order of their first mention, from replies about passages spread evenly over the text; and what
    was left out, one line each. InputError where no reply held a row that stands in its passage."""
    rows: dict[str, Anchor] = {}
    left_out: list[str] = []
    words = Words.read(text)
    for number, passage in enumerate(spread(text, passages), 1):
        reply = chat(PROMPT + passage)
        try:
            table, lines = parse_replies(reply, f"the reply to passage {number}")
        except InputError as error:
            left_out.append(f"passage {number}: {error.what}")
            continue
        left_out += [f"passage {number}, {line}" for line in lines]
        here = Words.read(passage)
        for row in table.rows:
            fault = _fault(row, here)
            if fault:
                left_out.append(f"passage {number}: {row.term!r} {fault}")
            elif row.term.casefold() not in rows:
                note = f"{len(words.find(row.term))} here; from a chat model"
                rows[row.term.casefold()] = Anchor(row.term, "", row.replacements, note, SUGGESTED)
    if not rows:
        raise InputError(
            "the chat model gave no row", value="; ".join(left_out) or "no passage", remedy="ask another model, or more passages"
        )
    return AnchorTable(tuple(rows.values()), source="the chat model's replies"), left_out


def _fault(row: Anchor, passage: Words) -> str:
    if not passage.find(row.term):
        return "does not stand in it"
    if not any(word.strip() for word in row.replacements) or row.term.casefold() in (word.casefold() for word in row.replacements):
        return "has no replacement of its own"
    return ""


def spread(text: str, count: int) -> list[str]:
    """At most `count` passages of PASSAGE characters, evenly spread, each beginning at a paragraph or a word."""
    if count < 1:
        raise InputError("there is nothing to ask about", value=count, remedy="ask for one passage or more")
    starts = sorted({round(k * max(len(text) - PASSAGE, 0) / max(count - 1, 1)) for k in range(count)})
    cut = (text[start : start + PASSAGE] for start in starts)
    pieces = [piece if at == 0 else re.split(r"\n\s*\n|\s", piece, maxsplit=1)[-1] for at, piece in zip(starts, cut, strict=True)]
    return [piece for piece in pieces if piece.strip()]


def address(url: str, model: str, key: str = "", seconds: float = SECONDS) -> Chat:
    """A chat model behind an OpenAI-compatible address, such as http://localhost:8000/v1. `key` is sent as a bearer token where it is
    given."""
    if not re.match(r"https?://[^\s/]+", url):
        raise InputError("not the address of a chat model", value=url, remedy="write it as http://host:port/v1 or https://...")

    def chat(prompt: str) -> str:
        body = {"model": model, "messages": [{"role": "user", "content": prompt}], "temperature": 0}
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        request = urllib.request.Request(url.rstrip("/") + "/chat/completions", json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=seconds) as reply:
                found = reply.read(LARGEST_REPLY + 1)
        except (OSError, ValueError) as error:
            raise InputError(
                "the chat model could not be asked", value=f"{url}: {error}", remedy="look at address, model and key"
            ) from error
        return _content(found, url)

    return chat


def _content(found: bytes, url: str) -> str:
    """The text of a reply."""
    if len(found) > LARGEST_REPLY:
        raise InputError(
            "the chat model's reply is too long", value=f"{url}: over {LARGEST_REPLY} bytes", remedy="ask about shorter passages"
        )
    try:
        content = json.loads(found)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        content = None
    if not isinstance(content, str):
        shown = found[:80].decode("utf-8", "replace")
        raise InputError("the reply is not that of a chat model", value=f"{url}: {shown}", remedy="name the address that ends in /v1")
    return content


def local_model(name: str, new_tokens: int = NEW_TOKENS, device: str = "cpu") -> Chat:
    """A chat model that transformers loads, from a folder or a hub; greedy. Code that comes with a model is never run."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(name)
        model = AutoModelForCausalLM.from_pretrained(name).to(device).eval()
    except (OSError, ValueError) as error:
        raise InputError("the chat model could not be loaded", value=name, remedy="name a model's folder or its name on a hub") from error

    def chat(prompt: str) -> str:
        if tokenizer.chat_template:
            message = [{"role": "user", "content": prompt}]
            ids = tokenizer.apply_chat_template(message, add_generation_prompt=True, return_tensors="pt", return_dict=True)["input_ids"]
        else:
            ids = tokenizer(prompt, return_tensors="pt")["input_ids"]
        longest = getattr(model.config, "max_position_embeddings", None)
        ids = ids[:, -max(longest - new_tokens, 1) :] if longest else ids
        out = model.generate(ids.to(device), max_new_tokens=new_tokens, do_sample=False, pad_token_id=tokenizer.eos_token_id or 0)
        return tokenizer.decode(out[0, ids.shape[1] :], skip_special_tokens=True)

    return chat


def merged(suggested: Sequence[Anchor], asked: AnchorTable) -> list[Anchor]:
    """One list of both: the suggested rows, then those of the chat model that they lack; a row of both gets the model's words as more."""
    said = {row.term.casefold(): row for row in asked.rows}
    taken = {word.casefold() for row in suggested for word in row.replacements}
    rows = []
    for row in suggested:
        other = said.pop(row.term.casefold(), None)
        more = [word for word in other.replacements if word.casefold() not in taken] if other else []
        note = f"{row.note}; a chat model names it too" if other else row.note
        rows.append(Anchor(row.term, row.category, (*row.replacements, *more), note, row.status, row.extra))
        taken.update(word.casefold() for word in more)
    return rows + list(said.values())
