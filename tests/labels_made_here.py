"""Small texts, anchors and random models that the tests of labels share."""

import torch
from tokenizers_made_here import SENTENCES
from transformers import LlamaConfig, LlamaForCausalLM

from whp_kit.anchors import Anchor, AnchorTable
from whp_kit.corpus import Block, Document

TEXT = "\n".join(SENTENCES * 6)
TABLE = AnchorTable(
    (
        Anchor("Harry", "person", ("Jon", "Bartholomew")),
        Anchor("Potter", "person", ("Smith",)),
        Anchor("Ron", "person", ("Tom",)),
        Anchor("Hermione", "person", ("Mary Ann",)),
        Anchor("old school", "place", ("little garden by the market",)),
        Anchor("Nobody Here", "person", ("Max",)),
    )
)
DOCUMENTS = [Document("one.txt", TEXT), Document("two.txt", SENTENCES[0] * 9)]
OPTIONS = {"block_tokens": 64, "batch_blocks": 4, "seed": 7}


def model(vocabulary, seed):
    """A random one-layer Llama as a callable, its logits spread out."""
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=vocabulary, hidden_size=32, intermediate_size=48, num_hidden_layers=1, num_attention_heads=2, num_key_value_heads=2
    )
    llama = LlamaForCausalLM(config).eval()

    def logits(input_ids, attention_mask):
        return llama(input_ids=input_ids, attention_mask=attention_mask).logits * 25

    return logits


def pair(vocabulary, seed=0):
    """Baseline and reinforced: the second is the first, sharper and moved by a third."""
    baseline, other = model(vocabulary, seed), model(vocabulary, seed + 1)
    return baseline, lambda input_ids, attention_mask: 1.3 * baseline(input_ids, attention_mask) + other(input_ids, attention_mask)


def blocks_of(labelset):
    """The set's blocks, as the corpus would give them."""
    columns = labelset.columns
    where = zip(
        columns["block_document"], columns["block_cell"], columns["block_part"], columns["block_start"], columns["block_end"], strict=True
    )
    parts = zip(where, labelset.input_ids, labelset.offsets, strict=True)
    return [Block(int(d), k, int(c), int(p), int(s), int(e), i, o) for k, ((d, c, p, s, e), i, o) in enumerate(parts)]
