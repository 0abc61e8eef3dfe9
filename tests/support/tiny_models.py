"""A tiny model with its tokenizer, a text and anchors, made in code in under a second."""

from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

TEXT = (
    "Mirel took the lamp and walked to the gate. The gate was shut. "
    "Old Tavin sat on a stone and ate a plum. "
    "Anna took the lamp and walked to the school. The school was open. "
    "Old Tom sat on a chair and ate an apple. "
)


def tiny_tokenizer(vocabulary: int = 320) -> PreTrainedTokenizerFast:
    """Byte-level BPE with BOS, trained on TEXT."""
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    special = ["<pad>", "<s>", "</s>"]
    bpe.train_from_iterator(
        [TEXT] * 20,
        trainers.BpeTrainer(
            vocab_size=vocabulary,
            min_frequency=2,
            special_tokens=special,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    bpe.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=False),
            processors.TemplateProcessing(
                single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)]
            ),
        ]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=bpe, bos_token="<s>", eos_token="</s>", pad_token="<pad>"
    )


def tiny_anchors(folder: Path) -> Path:
    """Writes three anchors with an extra column; Mirel and Tavin occur in TEXT, Orlan does not."""
    file = folder / "anchors.csv"
    rows = "Mirel,person,Anna,x\nTavin,person,Tom|Old Ben,y\nOrlan,place,the town,z\n"
    file.write_text("term,category,replacements,mine\n" + rows, encoding="utf-8")
    return file


def batch(
    loaded, rows: int = 4, length: int = 24, seed: int = 0
) -> tuple[torch.Tensor, torch.Tensor]:
    """Random ids without special tokens, attention without padding: (rows, length) each."""
    ids = torch.randint(
        3, len(loaded.tokenizer), (rows, length), generator=torch.Generator().manual_seed(seed)
    )
    return ids, torch.ones_like(ids)


def tiny_llama(folder: Path, seed: int = 0) -> Path:
    """Saves a random two-layer Llama in half precision, and its tokenizer, to `folder`."""
    tokenizer = tiny_tokenizer()
    torch.manual_seed(seed)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=64,
            intermediate_size=128,
            num_hidden_layers=2,
            num_attention_heads=2,
            num_key_value_heads=2,
            max_position_embeddings=128,
            tie_word_embeddings=True,
            initializer_range=0.2,
            pad_token_id=0,
            bos_token_id=1,
            eos_token_id=2,
        )
    )
    model.half().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
