"""What making labels costs, on a random Llama of the tiny base's size: time against two plain forward passes, memory, bytes, relabelling.

Times are taken in turns and the shortest of each is kept, so that other work on the machine disturbs little.
"""

import json
import random
import subprocess
import sys
import time

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from whp_kit.anchors import Anchor, AnchorTable
from whp_kit.corpus import Document, cut_blocks, pad_blocks
from whp_kit.environment import peak_memory_bytes
from whp_kit.labels import make_labels, relabel

VOCABULARY, HIDDEN, LAYERS = 4096, 192, 5
BLOCK_TOKENS, BATCH_BLOCKS = 256, 8
BLOCKS = 64
ROUNDS = 4
SHARPER = 1.3  # times its logits, so that many of the baseline's first choices are raised, as training raises them
SHIFT = 0.3  # of a random model, added to the baseline to make the reinforced one: lowers about as many labels as training does
RARE = "Zanthor"  # stands in one block of twenty


def words() -> list[str]:
    """Three thousand words of two or three syllables, always the same."""
    drawn = random.Random(1)
    syllables = [a + b for a in "b d f g k l m n p r s t v".split() for b in ("a", "e", "i", "o", "u", "an", "er", "il")]
    return list(dict.fromkeys("".join(drawn.choices(syllables, k=drawn.choice((2, 2, 3)))) for _ in range(3300)))[:3000]


def names() -> list[str]:
    """The 120 that have an anchor."""
    return [word.capitalize() for word in words()[:120]]


def text(characters: int) -> str:
    """Sentences over those words, a name every fifteen of them."""
    drawn, known, called = random.Random(2), words(), names()
    out, size = [], 0
    while size < characters:
        sentence = [
            drawn.choice(called) if drawn.random() < 1 / 15 else drawn.choice(known[: drawn.choice((100, 600, 3000))]) for _ in range(12)
        ]
        out.append(" ".join(sentence) + (".\n\n" if drawn.random() < 0.1 else ". "))
        size += len(out[-1])
    return "".join(out)


def table() -> AnchorTable:
    """Replacements of one to three tokens, most of them as long as the term."""
    drawn, known = random.Random(3), words()
    return AnchorTable(
        tuple(Anchor(name, "name", (drawn.choice(known).capitalize(), drawn.choice(known).capitalize())) for name in names())
    )


def tokenizer() -> PreTrainedTokenizerFast:
    """Byte-level BPE with BOS, trained on some of the text."""
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY, special_tokens=["<pad>", "<s>"], initial_alphabet=alphabet, show_progress=False)
    bpe.train_from_iterator([text(200_000)], trainer)
    bpe.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    return PreTrainedTokenizerFast(tokenizer_object=bpe, pad_token="<pad>", bos_token="<s>")


def model(seed: int, like: LlamaForCausalLM | None = None) -> LlamaForCausalLM:
    """A random model; with `like`, a copy of that one moved a little, as reinforcement moves it."""
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=VOCABULARY, hidden_size=HIDDEN, intermediate_size=512, num_hidden_layers=LAYERS, num_attention_heads=6,
        num_key_value_heads=6, max_position_embeddings=512, tie_word_embeddings=True, initializer_range=0.1,
    )  # fmt: skip
    made = LlamaForCausalLM(config).eval()
    if like is not None:
        with torch.no_grad():
            for mine, other in zip(made.parameters(), like.parameters(), strict=True):
                mine.mul_(SHIFT).add_(other)
            made.model.norm.weight.mul_(SHARPER)
    return made


def asked(which: LlamaForCausalLM):
    """The callable that labels want."""
    return lambda input_ids, attention_mask: which(input_ids=input_ids, attention_mask=attention_mask, use_cache=False).logits


def sized_text(encoder, blocks: int) -> str:
    """Text of about so many blocks."""
    sample = text(20_000)
    per_token = len(sample) / len(encoder(sample)["input_ids"])
    return text(int(per_token * (BLOCK_TOKENS - 8) * blocks))


def bench() -> dict[str, float]:
    """The four figures of labels, flat."""
    encoder, baseline = tokenizer(), model(0)
    reinforced = model(1, like=baseline)
    documents = [Document("one.txt", sized_text(encoder, BLOCKS))]
    options = {"block_tokens": BLOCK_TOKENS, "batch_blocks": BATCH_BLOCKS}
    ask_b, ask_r = asked(baseline), asked(reinforced)
    blocks = cut_blocks(documents, encoder, BLOCK_TOKENS)

    def plain() -> None:
        with torch.no_grad():
            for first in range(0, len(blocks), BATCH_BLOCKS):
                batch = pad_blocks(blocks[first : first + BATCH_BLOCKS], 0)
                ask_b(*batch)
                ask_r(*batch)

    def full(anchors=None):
        return make_labels(ask_b, ask_r, encoder, documents, anchors or table(), **options)

    labelled = full()
    return {
        "label_over_two_forwards": shortest_over(full, plain),
        "label_bytes_per_token": labelled.stored_bytes() / labelled.tokens,
        "relabel_fraction": relabelling(encoder, ask_b, ask_r, options),
        "label_peak_memory_growth_8x": memory_growth(),
    }


def relabelling(encoder, ask_b, ask_r, options) -> float:
    """Seconds of a relabelling over those of a full run, after an anchor that stands in one block of twenty gets another replacement."""
    pieces = []
    body = sized_text(encoder, 2 * BLOCKS)
    share = len(body) // (2 * BLOCKS)
    for number in range(2 * BLOCKS):
        piece = body[number * share : (number + 1) * share]
        middle = piece.index(". ", share // 2) + 2 if number % 20 == 10 else 0
        pieces.append(piece[:middle] + (f"{RARE} came. " if middle else "") + piece[middle:])
    documents = [Document("rare.txt", "".join(pieces))]
    before = AnchorTable((*table().rows, Anchor(RARE, "name", ("Robert",))))
    after = AnchorTable((*table().rows, Anchor(RARE, "name", ("William",))))
    previous = make_labels(ask_b, ask_r, encoder, documents, before, **options)
    return shortest_over(
        lambda: relabel(previous, ask_b, ask_r, encoder, documents, after),
        lambda: make_labels(ask_b, ask_r, encoder, documents, after, **options),
    )


def shortest_over(call, other) -> float:
    """Seconds of the one over those of the other."""
    rounds = [(seconds(call), seconds(other)) for _ in range(ROUNDS)]
    return min(own for own, _ in rounds) / min(others for _, others in rounds)


def seconds(call) -> float:
    """Wall seconds of one call."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def memory_growth() -> float:
    """Peak memory above the loaded model with eight times the text, over that with the text: each in a process of its own."""
    return _peak(8) / _peak(1)


def _peak(times: int) -> int:
    run = subprocess.run([sys.executable, __file__, str(times)], check=True, capture_output=True, text=True)
    return json.loads(run.stdout.strip().splitlines()[-1])


def _peak_here(times: int) -> int:
    """Bytes by which labelling raises the peak above that of a process with models and tokenizer loaded and one block asked about."""
    encoder, baseline = tokenizer(), model(0)
    reinforced = model(1, like=baseline)
    document = Document("one.txt", sized_text(encoder, BLOCKS * times))
    with torch.no_grad():
        asked(baseline)(torch.zeros((1, BLOCK_TOKENS), dtype=torch.int64), torch.ones((1, BLOCK_TOKENS), dtype=torch.int64))
    before = peak_memory_bytes()
    make_labels(asked(baseline), asked(reinforced), encoder, [document], table(), block_tokens=BLOCK_TOKENS, batch_blocks=BATCH_BLOCKS)
    return peak_memory_bytes() - before


if __name__ == "__main__":
    print(json.dumps(_peak_here(int(sys.argv[1])) if len(sys.argv) > 1 else bench()))
