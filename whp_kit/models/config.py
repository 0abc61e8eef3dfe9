"""A model folder or hub name, and the model's configuration, before any weight is read."""

from pathlib import Path

from transformers import AutoConfig

from whp_kit.errors import InputError

# The names that families of models give to the width inside a block.
INNER_SIZES = ("intermediate_size", "n_inner", "ffn_dim")
KNOWN_SHAPES = {  # of the presets' models, from the config.json that each has on the hub
    "HuggingFaceTB/SmolLM2-1.7B-Instruct": {
        "hidden_size": 2048,
        "intermediate_size": 8192,
        "num_hidden_layers": 24,
        "num_attention_heads": 32,
        "num_key_value_heads": 32,
        "vocab_size": 49152,
        "tie_word_embeddings": True,
    },
    "meta-llama/Llama-2-7b-chat-hf": {
        "hidden_size": 4096,
        "intermediate_size": 11008,
        "num_hidden_layers": 32,
        "num_attention_heads": 32,
        "num_key_value_heads": 32,
        "vocab_size": 32000,
        "tie_word_embeddings": False,
    },
    "meta-llama/Llama-2-70b-chat-hf": {
        "hidden_size": 8192,
        "intermediate_size": 28672,
        "num_hidden_layers": 80,
        "num_attention_heads": 64,
        "num_key_value_heads": 8,
        "vocab_size": 32000,
        "tie_word_embeddings": False,
    },
}


def check_source(name: str | Path) -> str:
    """Returns `name` as text; InputError for a folder that lacks configuration, safetensors or tokenizer.

    A name that is no folder is taken as a name on the hub and is not checked.
    """
    folder = Path(name)
    if not folder.is_dir():
        if folder.is_absolute() or str(name).startswith("."):
            raise InputError(
                "there is no model folder",
                value=str(name),
                remedy="give the folder that holds config.json and the safetensors",
            )
        return str(name)
    files = {path.name for path in folder.iterdir()}
    if "config.json" not in files:
        raise InputError(
            "the model folder has no config.json",
            value=str(folder),
            remedy="save the model there with save_pretrained",
        )
    if not any(file.endswith(".safetensors") for file in files):
        pickles = sorted(file for file in files if file.endswith((".bin", ".pt", ".pth", ".ckpt")))
        raise InputError(
            "the model is stored as a pickle, which can run code when it is read"
            if pickles
            else "the model folder has no weights",
            value=f"{folder}: {', '.join(pickles) or 'no .safetensors file'}",
            remedy="save it again as safetensors",
        )
    if not files & {"tokenizer.json", "tokenizer.model", "vocab.json"}:
        raise InputError(
            "the model folder has no tokenizer",
            value=str(folder),
            remedy="save its tokenizer there with save_pretrained",
        )
    return str(folder)


def model_config(name: str | Path) -> dict:
    """Returns the model's configuration; sizes also stand under the names that Llama gives them.

    The sizes of the models that the presets name are known without the hub. InputError where the
    configuration cannot be read.
    """
    if str(name) in KNOWN_SHAPES:
        return dict(KNOWN_SHAPES[str(name)])
    source = check_source(name)
    try:
        config = AutoConfig.from_pretrained(source).get_text_config()
    except (OSError, ValueError) as error:
        raise InputError(
            "the model's configuration could not be read",
            value=source,
            remedy="look at the name, your network and, for a model behind a licence, your access; "
            "or give the folder of a download",
        ) from error
    names = ("hidden_size", "num_hidden_layers", "num_attention_heads", "vocab_size")
    sizes = {name: getattr(config, name) for name in names}
    inner = next((size for name in INNER_SIZES if (size := getattr(config, name, None))), None)
    return config.to_dict() | sizes | {"intermediate_size": inner or 4 * config.hidden_size}
