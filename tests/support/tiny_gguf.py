"""A tiny Llama as a GGUF file, and a package that holds one."""

import json
import zipfile
from pathlib import Path

import numpy as np
from gguf import GGUFWriter
from transformers import LlamaForCausalLM

from tests.support.tiny_models import tiny_llama

LAYER_NAMES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
}


def tiny_gguf(folder: Path, blocks: int | None = None) -> tuple[Path, LlamaForCausalLM]:
    """Writes `folder`/tiny.gguf in full precision; also returns the model that it holds. `blocks`:
    the number of layers that the file says, where it lies."""
    source = tiny_llama(folder / "source")
    model = LlamaForCausalLM.from_pretrained(source, dtype="float32").eval()
    config, file = model.config, folder / "tiny.gguf"
    writer = GGUFWriter(file, "llama")
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers if blocks is None else blocks)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_vocab_size(config.vocab_size)
    _add_tokenizer(writer, json.loads((source / "tokenizer.json").read_text(encoding="utf-8")))
    for name, weight in model.state_dict().items():
        if name != "lm_head.weight":  # shared with the embeddings
            writer.add_tensor(*_as_llama_cpp(name, weight.numpy(), config.num_attention_heads))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file, model


def _add_tokenizer(writer: GGUFWriter, tokenizer: dict) -> None:
    vocabulary = sorted(tokenizer["model"]["vocab"].items(), key=lambda item: item[1])
    special = {token["content"] for token in tokenizer["added_tokens"]}
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([token for token, _ in vocabulary])
    writer.add_token_types([3 if token in special else 1 for token, _ in vocabulary])
    writer.add_token_merges([" ".join(pair) for pair in tokenizer["model"]["merges"]])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_pad_token_id(0)


def _as_llama_cpp(name: str, weight: np.ndarray, heads: int) -> tuple[str, np.ndarray]:
    """A weight under the file's name; rows of queries and keys in the file's order."""
    whole = {
        "model.embed_tokens.weight": "token_embd.weight",
        "model.norm.weight": "output_norm.weight",
    }
    if name in whole:
        return whole[name], weight
    layer, _, part = name.removeprefix("model.layers.").partition(".")
    part = part.removesuffix(".weight")
    if part in ("self_attn.q_proj", "self_attn.k_proj"):
        halves = weight.reshape(heads, 2, weight.shape[0] // heads // 2, *weight.shape[1:])
        weight = np.ascontiguousarray(halves.swapaxes(1, 2).reshape(weight.shape))
    return f"blk.{layer}.{LAYER_NAMES[part]}.weight", weight


def wheel(
    folder: Path, files: dict[str, bytes], name: str = "tiny-weights", version: str = "1.2"
) -> Path:
    """A package with these files, in a folder where pip finds it."""
    stem = f"{name.replace('-', '_')}-{version}"
    info = f"{stem}.dist-info"
    contents = files | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        "License: CC0-1.0\nRequires-Dist: no-such-package\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": b"",
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in contents.items():
            archive.writestr(member, content)
    return path
