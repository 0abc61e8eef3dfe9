"""A tokenizer as the method reads texts: what stands before a text stands there once, nothing
stands after it, and a batch can be padded.

Some tokenizers end every text with an end token, or begin it twice. A prompt would then be
completed after its end, and each measure would be of something else, without an error.
"""

import json

from tokenizers import processors
from transformers import PreTrainedTokenizerBase

from whp_kit.errors import InputError
from whp_kit.text.blocks import special_prefix
from whp_kit.text.prefix import SAMPLE


def ready(tokenizer: PreTrainedTokenizerBase, name: str) -> PreTrainedTokenizerBase:
    """The same tokenizer, mended where it ends texts, begins them twice or has no padding token.

    `name` is the model's, for errors. InputError where it gives no character offsets, makes no
    tokens, writes special tokens into every text, or has neither a padding nor an end token.
    """
    if not tokenizer.is_fast:
        raise InputError(
            "the tokenizer gives no character offsets",
            value=f"{name}: {type(tokenizer).__name__}",
            remedy="use a model with a fast tokenizer",
        )
    _require_plain_tokens(tokenizer, name)
    _bound(tokenizer, name)
    if tokenizer.pad_token_id is None:
        if tokenizer.eos_token_id is None:
            raise InputError(
                "the tokenizer has neither a padding token nor an end token",
                value=name,
                remedy="name one as pad_token in the folder's tokenizer_config.json",
            )
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def require_rows(tokenizer: PreTrainedTokenizerBase, rows: int, name: str) -> None:
    """InputError unless the model's table of embeddings has a row for every token that is used.

    A padding token without a row gives its place to the end token.
    """
    end = tokenizer.eos_token_id
    if tokenizer.pad_token_id >= rows and end is not None and end < rows:
        tokenizer.pad_token = tokenizer.eos_token
    added = set(tokenizer.added_tokens_decoder)
    words = [token for token in tokenizer.get_vocab().values() if token not in added]
    highest = max([*words, tokenizer.pad_token_id, *special_prefix(tokenizer)])
    if highest >= rows:
        raise InputError(
            "the tokenizer has tokens that the model has not",
            value=f"{name}: token {highest}, and {rows} embeddings",
            remedy="give the model's own tokenizer",
        )


def _require_plain_tokens(tokenizer: PreTrainedTokenizerBase, name: str) -> None:
    """InputError unless a text alone becomes at least one token, and none that is special."""
    bare = tokenizer(SAMPLE, add_special_tokens=False)["input_ids"]
    special = set(bare) & set(tokenizer.all_special_ids) - {tokenizer.unk_token_id}
    if special or not bare:
        what = "writes special tokens into every text" if special else "makes no tokens of a text"
        raise InputError(
            f"the tokenizer {what}",
            value=f"{name}: {SAMPLE!r} becomes {tokenizer.convert_ids_to_tokens(bare)}",
            remedy="give the model's own tokenizer.json, as it was published",
        )


def _bound(tokenizer: PreTrainedTokenizerBase, name: str) -> None:
    """Changes what is put around a text where that is more than a prefix, each token once."""
    bare = tokenizer(SAMPLE, add_special_tokens=False)["input_ids"]
    prefix = special_prefix(tokenizer)
    if tokenizer(SAMPLE)["input_ids"] == [*prefix, *bare]:
        return
    backend = tokenizer.backend_tokenizer
    names = tokenizer.convert_ids_to_tokens(prefix)
    template = processors.TemplateProcessing(
        single=[*names, "$A"], special_tokens=list(zip(names, prefix, strict=True))
    )
    before = json.loads(backend.to_str())["post_processor"]
    trims = '"trim_offsets": true' in json.dumps(before)  # as before: offsets leave spaces out
    backend.post_processor = processors.Sequence(
        [processors.ByteLevel(trim_offsets=True), template] if trims else [template]
    )
    if tokenizer(SAMPLE)["input_ids"] != [*prefix, *bare]:
        raise InputError(
            "the tokenizer puts tokens around a text that cannot be left out",
            value=f"{name}: {tokenizer.convert_ids_to_tokens(tokenizer(SAMPLE)['input_ids'])}",
            remedy="give the model's own tokenizer.json, as it was published",
        )
