"""Fast tokenizers of four families, trained in code on a few sentences: tiny and offline. Ids may change from one process to the next."""

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
    "The wizard's hat was blue; the witch’s was not. They all went home in the rain.\n\nThe next day it snowed.",
    "Jon Smith and Mary walked along the river\tand spoke of the garden, the market and the long winter.\r\nNobody came.",
    "Café naïve über façade — the boy ran, the girl ran, and the dog ran after them… 12 dogs, 345 cats.",
    "HARRY POTTER AND THE STONE: chapter one, in which nothing happens to anybody at all.",
]
BYTES = [f"<0x{value:02X}>" for value in range(256)]


def _wrapped(tokenizer: Tokenizer, **special: str) -> PreTrainedTokenizerFast:
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special)


@cache
def byte_level(
    trim_offsets: bool = False, bos: bool = True, vocabulary: int = 420
) -> PreTrainedTokenizerFast:
    """GPT-2's kind: bytes, no normalizer, a space belongs to the word after it."""
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=["<pad>", "<s>"],
        initial_alphabet=alphabet,
        show_progress=False,
    )
    made.train_from_iterator(SENTENCES, trainer)
    steps = [processors.ByteLevel(trim_offsets=trim_offsets)]
    if bos:
        steps.append(processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)]))
    made.post_processor = processors.Sequence(steps)
    return _wrapped(made, pad_token="<pad>", bos_token="<s>")


@cache
def byte_level_split_digits() -> PreTrainedTokenizerFast:
    """Llama-3's kind: its own pattern over bytes, digits by threes, punctuation that takes the line end with it."""
    pattern = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    made.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    made.train_from_iterator(
        SENTENCES,
        trainers.BpeTrainer(
            vocab_size=450, special_tokens=["<s>"], initial_alphabet=alphabet, show_progress=False
        ),
    )
    made.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=True),
            processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 0)]),
        ]
    )
    return _wrapped(made, bos_token="<s>")


@cache
def metaspace() -> PreTrainedTokenizerFast:
    """Llama-2's kind: a metaspace in front, words that may hold spaces, bytes for what the vocabulary lacks."""
    made = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    made.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
    )
    made.decoder = decoders.Sequence(
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
    plain = [
        sentence.encode("ascii", "ignore").decode() for sentence in SENTENCES
    ]  # so that bytes stand in for all else
    made.train_from_iterator(plain, trainer)
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A", special_tokens=[("<s>", 1)]
    )
    return _wrapped(made, unk_token="<unk>", bos_token="<s>", eos_token="</s>")


@cache
def unigram() -> PreTrainedTokenizerFast:
    """T5's kind: NFKC (so that one character may become two), a metaspace before each word, an end token instead of a beginning."""
    made = Tokenizer(models.Unigram())
    made.normalizer = normalizers.NFKC()
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=180, special_tokens=["<unk>", "</s>"], unk_token="<unk>", show_progress=False
    )
    made.train_from_iterator(SENTENCES, trainer)
    made.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", 1)]
    )
    return _wrapped(made, unk_token="<unk>", eos_token="</s>")


@cache
def wordpiece() -> PreTrainedTokenizerFast:
    """BERT's kind: lower case, accents off, spaces thrown away, whole words unknown, [CLS] before and [SEP] after."""
    made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    made.train_from_iterator(
        SENTENCES,
        trainers.WordPieceTrainer(
            vocab_size=220, special_tokens=["[UNK]", "[CLS]", "[SEP]"], show_progress=False
        ),
    )
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    return _wrapped(made, unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]")


FAMILIES = {
    "byte_level": byte_level,
    "byte_level_trimmed": lambda: byte_level(trim_offsets=True),
    "byte_level_no_bos": lambda: byte_level(bos=False),
    "byte_level_split_digits": byte_level_split_digits,
    "metaspace": metaspace,
    "unigram": unigram,
    "wordpiece": wordpiece,
}
