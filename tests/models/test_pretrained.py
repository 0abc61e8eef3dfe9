"""Every loader runs no code, reads no pickle, and takes every weight from its file."""

import ast
import json
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch

import whp_kit
from tests.models.test_adapters import trained
from whp_kit.errors import InputError
from whp_kit.files import load_tensors, save_tensors
from whp_kit.models import adapters
from whp_kit.models.chat import local_chat_model
from whp_kit.models.config import read_shape
from whp_kit.models.load import load_base, load_tokenizer
from whp_kit.models.merged import CONFIG, merged

TRUSTED = {"trust_remote_code": False}
READERS = {  # class -> what its from_pretrained must be told
    "AutoConfig": TRUSTED,
    "AutoTokenizer": TRUSTED,
    "AutoModelForCausalLM": TRUSTED | {"use_safetensors": True},
    "PeftModel": {"use_safetensors": True},  # the base is loaded already; it has no code of its own
}


def calls_of(*names):
    """(place, class, keywords) of each call of a method in the package."""
    for path in sorted(Path(whp_kit.__file__).parent.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if not any(f".{name}(" in source for name in names):
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", None) in names:
                constants = {
                    word.arg: word.value.value
                    for word in node.keywords
                    if isinstance(word.value, ast.Constant)
                }
                yield f"{path.name}:{node.lineno}", ast.unparse(node.func.value), constants


def test_each_from_pretrained_refuses_code_and_pickles():
    calls = list(calls_of("from_pretrained"))
    assert {reader for _, reader, _ in calls} == set(READERS)
    for place, reader, keywords in calls:
        assert READERS[reader].items() <= keywords.items(), place


def test_no_other_loader_of_a_library_is_called():
    loaders = ("pipeline", "load_in_low_bit", "from_folder", "load_remote_code")
    assert list(calls_of(*loaders)) == []
    ((place, _, keywords),) = calls_of("from_config")
    assert place.startswith("pretrained.py") and keywords == {"trust_remote_code": False}
    assert [place for place, module, _ in calls_of("load") if module in ("torch", "pickle")] == []


@pytest.fixture
def copy(folder, tmp_path):
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def change_json(path, **values):
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


@pytest.fixture
def hostile(copy, tmp_path, monkeypatch):
    """A model of an unknown type with code of its own, whose reader says "yes" to any question."""
    classes = ("AutoConfig", "AutoModelForCausalLM", "AutoTokenizer")
    auto_map = dict.fromkeys(classes, "own.Own")
    change_json(copy / "config.json", model_type="own", auto_map=auto_map)
    tokenizer_map = {"AutoTokenizer": ["own.Own", "own.Own"]}
    change_json(copy / "tokenizer_config.json", tokenizer_class="Own", auto_map=tokenizer_map)
    (copy / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nclass Own: pass\n")
    monkeypatch.setattr("builtins.input", lambda *_: "yes")
    monkeypatch.setenv("HF_MODULES_CACHE", str(tmp_path / "modules"))
    return copy


@pytest.mark.parametrize("load", [load_base, load_tokenizer, read_shape, local_chat_model])
def test_code_that_comes_with_a_model_is_not_run(load, hostile, tmp_path):
    with pytest.raises(InputError, match="could not be"):
        load(str(hostile))
    assert not (tmp_path / "ran").exists()


def test_a_pickle_is_no_chat_model(copy):
    weights = load_tensors(copy / "model.safetensors")
    (copy / "model.safetensors").unlink()
    torch.save(weights, copy / "pytorch_model.bin")
    with pytest.raises(InputError, match="pickle"):
        local_chat_model(str(copy))


def change_weights(path, change):
    """Writes {name: tensor} of a file again, after `change` of the dict."""
    weights = load_tensors(path)
    change(weights)
    save_tensors(path, weights, None)


LAST = "model.layers.1.mlp.up_proj.weight"


@pytest.mark.parametrize("load", [load_base, local_chat_model])
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda weights: weights.pop(LAST), f"are missing.*{LAST}"),
        (
            lambda weights: [weights.pop(key) for key in sorted(weights)[1:]],
            "^1[0-9] weights .* are missing",
        ),
        (
            lambda weights: weights.update({"model.layers.2.x.weight": torch.ones(2, 2)}),
            "are left over.*layers.2.x",
        ),
        (lambda weights: weights.update({LAST: torch.ones(3, 3)}), "shape|could not be"),
    ],
)
def test_weights_that_are_not_those_of_the_model_are_named(load, change, fault, copy):
    change_weights(copy / "model.safetensors", change)
    with pytest.raises(InputError, match=fault):
        load(str(copy))


@pytest.mark.parametrize("load", [load_base, local_chat_model])
@pytest.mark.parametrize(
    "name", ["w.bin", "../outside.safetensors", "/outside.safetensors", "a\\b.safetensors", 7, None]
)
def test_an_index_that_names_another_file_is_refused(load, name, copy):
    weights = load_tensors(copy / "model.safetensors")
    (copy / "model.safetensors").rename(copy / "decoy.safetensors")
    torch.save(weights, copy / "w.bin")
    shutil.copy(copy / "decoy.safetensors", copy.parent / "outside.safetensors")
    index = {"metadata": {}, "weight_map": dict.fromkeys(weights, name) if name else name}
    (copy / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(InputError, match="no safetensors of the model's own"):
        load(str(copy))


def test_a_model_in_several_files_loads(copy):
    weights = load_tensors(copy / "model.safetensors")
    (copy / "model.safetensors").unlink()
    halves = {"model-1.safetensors": {}, "model-2.safetensors": {}}
    placed = {key: list(halves)[place % 2] for place, key in enumerate(weights)}
    for key, name in placed.items():
        halves[name][key] = weights[key]
    for name, half in halves.items():
        save_tensors(copy / name, half, {"format": "pt"})
    index = {"metadata": {}, "weight_map": placed}
    (copy / "model.safetensors.index.json").write_text(json.dumps(index))
    assert load_base(str(copy), "none").parameters > 0


@pytest.mark.parametrize(
    "values",
    [
        {"num_hidden_layers": -1},
        {"num_hidden_layers": 0},
        {"num_hidden_layers": 10**9},
        {"num_hidden_layers": 2.5},
        {"num_hidden_layers": "2"},
        {"num_hidden_layers": True},
        {"hidden_size": -64},
        {"hidden_size": 10**12},
        {"vocab_size": 10**400},
        {"num_attention_heads": 0},
        {"num_key_value_heads": -2},
        {"max_position_embeddings": -128},
        {"intermediate_size": [128, -1]},
        {"rms_norm_eps": -1},
        {"rms_norm_eps": float("nan")},
        {"rope_theta": 0},
        {"rope_parameters": {"rope_theta": float("inf"), "rope_type": "default"}},
        {"attn_implementation": "someone/kernel"},
        {"_attn_implementation": "someone/kernel"},
        {"experts_implementation": "someone/kernel"},
    ],
)
def test_a_value_that_no_model_has_is_refused_by_name(values, copy):
    change_json(copy / "config.json", **values)
    name = next(iter(values))
    name = "rope_theta" if name == "rope_parameters" else name
    for load in (read_shape, load_base):
        with pytest.raises(InputError, match=f"impossible value of {name}"):
            load(str(copy))


@pytest.mark.parametrize("config", ["", "[]", "null", "[" * 99_999, '{"model_type": 3}', "{}"])
def test_what_is_no_configuration_is_one_error(config, copy):
    (copy / "config.json").write_text(config)
    for load in (read_shape, load_base):
        with pytest.raises(InputError):
            load(str(copy))


@pytest.mark.parametrize("load", [lambda name: load_base(name, "none"), local_chat_model])
def test_an_adapter_beside_a_model_is_not_loaded_with_what_it_names(load, copy):
    """transformers would load another base, and search its layers by a pattern without end."""
    config = {"peft_type": "LORA", "base_model_name_or_path": "someone/other"}
    config["target_modules"] = "(.*)*!"
    (copy / CONFIG).write_text(json.dumps(config))
    with pytest.raises(InputError, match="adapter beside the model"):
        load(str(copy))


@pytest.mark.parametrize("length", ["x", {}, [1]], ids=str)
def test_a_tokenizer_with_another_length_is_an_error(copy, length):
    change_json(copy / "tokenizer_config.json", model_max_length=length)
    for load in (load_tokenizer, local_chat_model):
        with pytest.raises(InputError, match="could not be loaded"):
            load(str(copy))


def test_a_chat_model_that_cannot_generate_is_an_error(copy):
    change_json(copy / "generation_config.json", max_length="x", eos_token_id={"a": 1})
    with pytest.raises(InputError, match="does not answer"):
        local_chat_model(str(copy), 2)("hello")


@pytest.fixture
def saved(folder, tmp_path):
    """A model in full precision, and the folder of an adapter on it."""
    loaded = load_base(folder, "none")
    trained(loaded)
    adapters.save_adapter(loaded, "one", tmp_path / "adapter")
    adapters.remove_adapter(loaded, "one")
    return loaded, tmp_path / "adapter"


def halve(weights):
    for name in sorted(weights)[::2]:
        del weights[name]


def rename(weights):
    for name in sorted(weights):
        weights[name.replace("layers", "blocks")] = weights.pop(name)


def add(weights):
    weights["base_model.model.model.layers.7.mlp.up_proj.lora_A.weight"] = torch.ones(4, 64)


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize(
    ("change", "fault"),
    [(halve, "missing.*lora_A"), (rename, "missing"), (add, "left over.*layers.7")],
)
def test_tensors_that_are_not_those_of_the_adapter_are_named(saved, change, fault, is_first):
    loaded, folder = saved
    if not is_first:
        adapters.load_adapter(loaded, "whole", folder)
    before = {name: weight.clone() for name, weight in loaded.model.state_dict().items()}
    change_weights(folder / adapters.WEIGHTS, change)
    with pytest.raises(InputError, match=fault):
        adapters.load_adapter(loaded, "other", folder)
    after = loaded.model.state_dict()
    assert set(after) == set(before)
    assert all(torch.equal(after[name], weight) for name, weight in before.items())
    assert list(loaded.adapters) == ([] if is_first else ["whole"])


@pytest.mark.parametrize("change", [halve, rename, add])
def test_such_an_adapter_is_not_merged(saved, change, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("WHP_MODELS", str(tmp_path / "models"))
    change_weights(saved[1] / adapters.WEIGHTS, change)
    with pytest.raises(InputError, match="weights of the adapter"):
        merged(saved[1], str(folder))
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.parametrize(
    "values",
    [
        {"r": -4},
        {"r": 10**9},
        {"lora_alpha": float("nan")},
        {"lora_alpha": -8},
        {"r": 5},
        {"target_modules": 3},
    ],
)
def test_an_adapter_with_other_values_is_refused(saved, values):
    change_json(saved[1] / CONFIG, **values)
    with pytest.raises(InputError, match="impossible value|does not fit|no plain LoRA"):
        adapters.load_adapter(saved[0], "one", saved[1])


NEVER_ENDS = r"(.*)*" * 6 + "!"


@pytest.mark.parametrize(
    "values",
    [
        {"target_modules": NEVER_ENDS},
        {"target_modules": ["q_proj", "(.*)*!"]},
        {"target_modules": []},
        {"exclude_modules": NEVER_ENDS},
        {"layers_to_transform": [0], "layers_pattern": ["(.*)*!"]},
        {"modules_to_save": ["(.*)*!"]},
        {"rank_pattern": {NEVER_ENDS: 4}},
        {"alpha_pattern": {NEVER_ENDS: 4}},
        {"rank_pattern": {"q_proj": 500_000}},
        {"alpha_pattern": {"q_proj": float("nan")}},
        {"target_parameters": ["(.*)*!"]},
        {"use_rslora": "x"},
        {"init_lora_weights": "olora"},
        {"init_lora_weights": "pissa_niter_2"},
        {"bias": "all"},
        {"layer_replication": [[0, 1], [0, 1]]},
        {"megatron_config": {"a": 1}, "megatron_core": "megatron.core"},
        {"peft_type": "IA3"},
        {"peft_type": "PROMPT_TUNING", "tokenizer_kwargs": {"trust_remote_code": True}},
    ],
    ids=lambda values: f"{'-'.join(values)} {str(next(iter(values.values())))[:9]}",
)
@pytest.mark.parametrize("is_first", [True, False])
def test_an_adapter_that_is_no_plain_lora_is_refused_unread(saved, values, is_first):
    loaded, folder = saved
    if not is_first:
        adapters.load_adapter(loaded, "whole", folder)
    change_json(folder / CONFIG, **values)
    told = "|".join(f"no plain LoRA: {name} " for name in values)
    with unchanged(loaded), pytest.raises(InputError, match=told):
        adapters.load_adapter(loaded, "other", folder)


def replace_embeddings(weights):
    weights["base_model.model.model.embed_tokens.weight"] = torch.ones(320, 32)


def replace_a_layer(weights):
    weights["base_model.model.model.layers.0.mlp.up_proj.base_layer.weight"] = torch.ones(3)


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("change", [replace_embeddings, replace_a_layer])
def test_an_adapter_that_would_replace_weights_of_the_base_is_refused(saved, change, is_first):
    loaded, folder = saved
    if not is_first:
        adapters.load_adapter(loaded, "whole", folder)
    change_weights(folder / adapters.WEIGHTS, change)
    with unchanged(loaded), pytest.raises(InputError, match="of the base|left over"):
        adapters.load_adapter(loaded, "other", folder)


@contextmanager
def unchanged(loaded):
    """Inside, the model stays the same object with the same layers and weights."""

    def state():
        base = adapters._base_model(loaded)
        weights = {name: one.clone() for name, one in loaded.model.state_dict().items()}
        extra = [name for name in vars(loaded.model) if not name.startswith("_")]
        return dict(loaded.model.named_modules()), weights, base.config.to_dict(), extra

    layers, weights, config, extra = state()
    heads = adapters._base_model(loaded).get_output_embeddings().weight
    yield
    layers_after, weights_after, config_after, extra_after = state()
    assert layers_after == layers
    assert set(weights_after) == set(weights)
    assert all(torch.equal(weights_after[name], weight) for name, weight in weights.items())
    assert (config_after, extra_after) == (config, extra)
    assert adapters._base_model(loaded).get_output_embeddings().weight is heads


def cut(weights):
    for name in weights:
        weights[name] = weights[name][:1, :1].clone()


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: change_weights(folder / adapters.WEIGHTS, cut),
        lambda folder: change_json(folder / CONFIG, target_modules=["up_proj", "model.layers"]),
        lambda folder: change_json(folder / CONFIG, target_modules=["lm_head", "nowhere"]),
        lambda folder: change_json(folder / CONFIG, modules_to_save=["norm"]),
        lambda folder: change_json(folder / CONFIG, r="4"),
    ],
    ids=["shapes", "no linear layer", "head", "own layers", "rank"],
)
def test_an_adapter_that_fails_half_way_leaves_the_model_as_it_was(saved, damage, is_first):
    loaded, folder = saved
    whole = shutil.copytree(folder, folder.with_name("whole"))
    if not is_first:
        adapters.load_adapter(loaded, "whole", whole)
    damage(folder)
    with unchanged(loaded), pytest.raises(InputError):
        adapters.load_adapter(loaded, "other", folder)
    adapters.load_adapter(loaded, "other", whole)  # and another one still fits
    assert "other" in loaded.adapters
