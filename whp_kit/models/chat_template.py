"""What a model's chat template puts around a prompt.

A template is a program that came with the model. It is rendered once, with a mark in place of the
prompt, in a process of its own with a limit of time and memory: two nested loops in it would run
for hours. The prompts themselves never go through it.
"""

import json
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

from whp_kit.errors import InputError

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

MARK = "whp-kit-prompt-f3b1"  # stands where the prompt will
LIMIT_SECONDS = 20  # with the start of the process, a few seconds on a busy machine
MOST_CHARACTERS = 100_000
RENDER = f"""
import json, sys
from transformers.utils.chat_template_utils import render_jinja_template
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
except (ImportError, ValueError, OSError):
    pass  # no such limit on Windows
given = json.load(sys.stdin)
messages = [[{{"role": "user", "content": {MARK!r}}}]]
texts, _ = render_jinja_template(
    messages, chat_template=given["template"], add_generation_prompt=True, **given["tokens"]
)
json.dump(texts[0][:{MOST_CHARACTERS}], sys.stdout)
"""


class Frame(NamedTuple):
    """The text before a prompt and after it."""

    before: str
    after: str

    def around(self, prompt: str) -> str:
        """The prompt in its frame."""
        return self.before + prompt + self.after


def frame_of(tokenizer: "PreTrainedTokenizerBase", seconds: float = LIMIT_SECONDS) -> Frame | None:
    """The frame of a tokenizer's chat template; None where it has none.

    InputError for a template that fails, does not end within `seconds`, or does not write the
    prompt once.
    """
    if not tokenizer.chat_template:
        return None
    try:
        given = {"template": tokenizer.get_chat_template(), "tokens": tokenizer.special_tokens_map}
        process = subprocess.run(
            [sys.executable, "-P", "-c", RENDER],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=seconds,
            check=True,
        )
        parts = json.loads(process.stdout).split(MARK)
    except ValueError as error:  # of several templates none is the default
        fault = str(error).partition("\n")[0]
    except subprocess.TimeoutExpired:
        fault = f"it does not end within {seconds:g} s"
    except subprocess.CalledProcessError as error:
        fault = (error.stderr.strip().splitlines() or ["no reason given"])[-1]
    else:
        if len(parts) == 2:
            return Frame(*parts)
        fault = f"it writes a prompt {len(parts) - 1} times"
    raise InputError(
        "the model's chat template cannot be used",
        value=fault,
        remedy="take another model, or take the template out of its folder",
    ) from None
