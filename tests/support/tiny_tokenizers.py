"""Fast tokenizers of several families, trained in code on a few sentences.

Ids may change from one process to the next.
"""

from functools import cache

from tokenizers import (
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)
from transformers import PreTrainedTokenizerFast

SENTENCES = [
    "Harry Potter went to the old school by the lake, and Ron’s owl flew after him.",
    "“Where is Hermione?” said Ron. ‘In the library,’ said Harry, who had seen her there.",
    "The wizard's hat was blue; the witch’s was not. They all went home in the rain.\n\n"
    "The next day it snowed.",
    "Jon Smith and Mary walked along the river\tand spoke of the garden, the market and the long "
    "winter.\r\nNobody came.",
    "Café naïve über façade — the boy ran, the girl ran, and the dog ran after them… "
    "12 dogs, 345 cats.",
    "HARRY POTTER AND THE STONE: chapter one, in which nothing happens to anybody at all.",
]
BYTES = [f"<0x{value:02X}>" for value in range(256)]


def _wrapped(tokenizer: Tokenizer, **special: str) -> PreTrainedTokenizerFast:
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special)


@cache
def byte_level(
    trim_offsets: bool = False, bos: bool = True, vocabulary: int = 420
) -> PreTrainedTokenizerFast:
    """As GPT-2: bytes, no normalizer, a space belongs to the word after it."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=["<pad>", "<s>"],
        initial_alphabet=alphabet,
        show_progress=False,
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    steps = [processors.ByteLevel(trim_offsets=trim_offsets)]
    if bos:
        steps.append(processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)]))
    tokenizer.post_processor = processors.Sequence(steps)
    return _wrapped(tokenizer, pad_token="<pad>", bos_token="<s>")


@cache
def byte_level_split_digits() -> PreTrainedTokenizerFast:
    """As Llama 3: its own pattern over bytes, digits by threes, punctuation with its line end."""
    pattern = (
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|"
        r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    )
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        SENTENCES,
        trainers.BpeTrainer(
            vocab_size=450, special_tokens=["<s>"], initial_alphabet=alphabet, show_progress=False
        ),
    )
    tokenizer.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=True),
            processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 0)]),
        ]
    )
    return _wrapped(tokenizer, bos_token="<s>")


@cache
def metaspace() -> PreTrainedTokenizerFast:
    """As Llama 2: a metaspace in front, tokens with spaces, bytes for what the vocabulary lacks."""
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
    )
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.Replace("▁", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(content=" ", left=1),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=520,
        special_tokens=["<unk>", "<s>", "</s>", *BYTES],
        max_token_length=7,
        show_progress=False,
    )
    # ASCII alone, so that all other characters become bytes
    plain = [sentence.encode("ascii", "ignore").decode() for sentence in SENTENCES]
    tokenizer.train_from_iterator(plain, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", special_tokens=[("<s>", 1)]
    )
    return _wrapped(tokenizer, unk_token="<unk>", bos_token="<s>", eos_token="</s>")


@cache
def unigram() -> PreTrainedTokenizerFast:
    """As T5: NFKC (one character may become two), a metaspace before each word, an end token."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=180, special_tokens=["<unk>", "</s>"], unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", 1)]
    )
    return _wrapped(tokenizer, unk_token="<unk>", eos_token="</s>")


@cache
def wordpiece() -> PreTrainedTokenizerFast:
    """As BERT: lower case, no accents, no spaces, unknown words, [CLS] before and [SEP] after."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.train_from_iterator(
        SENTENCES,
        trainers.WordPieceTrainer(
            vocab_size=220, special_tokens=["[UNK]", "[CLS]", "[SEP]"], show_progress=False
        ),
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    return _wrapped(tokenizer, unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]")


FAMILIES = {
    "byte_level": byte_level,
    "byte_level_trimmed": lambda: byte_level(trim_offsets=True),
    "byte_level_no_bos": lambda: byte_level(bos=False),
    "byte_level_split_digits": byte_level_split_digits,
    "metaspace": metaspace,
    "unigram": unigram,
    "wordpiece": wordpiece,
}
