"""The settings of each step: one frozen dataclass per section of a preset, checked when it is made.

A preset is a file `data/presets/<name>.toml` with one table per dataclass; `extends = "other"` at its top takes the
other's values first, but for keys that a table lists as `unset = ["neighbours"]`. Unknown names, wrong types and values out of
range are refused with the file, the key, the value and what would be allowed. Steps are counted in optimiser steps, lengths in
tokens, batches in blocks.
"""

import dataclasses
import difflib
import math
import tomllib
import types
import typing
from dataclasses import dataclass
from pathlib import Path

from whp_kit.errors import SettingsError
from whp_kit.paths import DATA_PREFIX, PRESETS, is_path, portable, resolve


def number(low: float, high: float, unit: str) -> typing.Any:
    """A required number in [low, high], with the unit that errors and notebooks show."""
    return dataclasses.field(metadata={"low": low, "high": high, "unit": unit})


@dataclass(frozen=True)
class ModelSettings:
    """Which model, at which precision. `base` is a folder (`data:...`, absolute) or a name on a hub."""

    base: str
    never_knew: str | None = None
    quantisation: typing.Literal["nf4", "none"] = "nf4"
    compute_dtype: typing.Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    double_quant: bool = True


@dataclass(frozen=True)
class WorldSettings:
    """What is to be forgotten, what measures it, and the general text that is to stay."""

    world: str
    books: Path
    anchors: Path
    probes: Path
    probability: Path
    lexicon: Path
    companion: Path | None = None
    general: Path | None = None
    neighbours: Path | None = None
    tasks: Path | None = None
    question: str | None = None  # a prompt that every role is asked in 06

    def need_files(self) -> None:
        """SettingsError for the first file or folder that is not there: the books of a real world are the reader's to bring."""
        for field in dataclasses.fields(self):
            path = getattr(self, field.name)
            if isinstance(path, Path) and not path.exists():
                form = "UTF-8 .txt files" if field.name == "books" else "see the world's card"
                raise SettingsError(
                    f"the {field.name} of the world '{self.world}' are not there",
                    value=str(path),
                    remedy=f"put them there ({form}), or name another place as `{field.name}` below [world] of a preset of your own, "
                    "whose first line extends this one",
                )


@dataclass(frozen=True)
class ReinforceSettings:
    """01: the baseline trained further on the target (METHOD 1)."""

    steps: int = number(1, 1_000_000, "optimiser steps")
    learning_rate: float = number(1e-8, 1.0, "per step")
    lora_rank: int = number(1, 1024, "columns")
    lora_alpha: int = number(1, 4096, "scale, over the rank")
    batch_blocks: int = number(1, 4096, "blocks")
    accumulate: int = number(1, 4096, "batches per optimiser step")
    block_tokens: int = number(8, 131_072, "tokens")
    warmup_steps: int = number(0, 1_000_000, "optimiser steps")


@dataclass(frozen=True)
class DeltaSettings:
    """02: how many passages are looked at, and how many top movers are listed."""

    passages: int = number(1, 10_000, "passages")
    top: int = number(1, 1_000, "tokens")


@dataclass(frozen=True)
class AnchorSettings:
    """03: the table is the setting; it has its own file."""


@dataclass(frozen=True)
class LabelSettings:
    """04: generic labels (METHOD 4). `forbidden` and `repeats` switch the paper's two rules, for ablations; `target_words` is beyond it."""

    alpha: float = number(0.0, 1e6, "times the rise of a logit")
    block_tokens: int = number(8, 131_072, "tokens")
    batch_blocks: int = number(1, 4096, "blocks")
    forbidden: bool = True
    target_words: bool = (
        False  # the target's own tokens are no labels, nor is the retain term to hold on to them
    )
    repeats: bool = True


@dataclass(frozen=True)
class FinetuneSettings:
    """05: LoRA on the generic labels (METHOD 5), with or without the retain term."""

    steps: int = number(1, 1_000_000, "optimiser steps")
    learning_rate: float = number(1e-8, 1.0, "per step")
    lora_rank: int = number(1, 1024, "columns")
    lora_alpha: int = number(1, 4096, "scale, over the rank")
    batch_blocks: int = number(1, 4096, "blocks")
    accumulate: int = number(1, 4096, "batches per optimiser step")
    warmup_steps: int = number(0, 1_000_000, "optimiser steps")
    retain_weight: float = number(0.0, 1_000.0, "times the KL to the baseline on general text")
    retain_blocks: int = number(0, 4096, "blocks per batch")
    checkpoint_every: int = number(1, 1_000_000, "optimiser steps")
    final_rate: float = dataclasses.field(
        default=1.0,
        metadata={"low": 0.0, "high": 1.0, "unit": "of the learning rate, at the last step"},
    )
    adapt_head: bool = (
        False  # LoRA on the layer that gives the logits as well; the paper trained every weight
    )
    control: bool = False  # also train the run without the retain term
    control_steps: int = dataclasses.field(
        default=0, metadata={"low": 0, "high": 1_000_000, "unit": "of the control, 0 as many"}
    )


@dataclass(frozen=True)
class ProbeSettings:
    """06: how much is asked. A limit of None asks everything."""

    max_new_tokens: int = number(1, 4096, "tokens")
    batch: int = number(1, 4096, "prompts")
    task_limit: int | None = dataclasses.field(
        default=None, metadata={"low": 1, "high": 1_000_000, "unit": "items per task"}
    )
    paper_tasks: bool = (
        False  # the paper's seven by their names where the hub answers, else the world's own
    )
    curve_task_limit: int | None = dataclasses.field(
        default=None, metadata={"low": 1, "high": 1_000_000, "unit": "items per task"}
    )


@dataclass(frozen=True)
class HardwareSettings:
    """How a model is trained where memory is dear; what comes out is the same but for rounding. A preset may leave the section out."""

    optimiser: typing.Literal["adamw", "adamw8bit", "paged_adamw8bit"] = (
        "adamw"  # paged: it spills to the host's memory
    )
    gradient_checkpointing: bool = (
        False  # a layer's activations are made again for its gradients instead of kept
    )


def count(default: int, high: int, unit: str) -> typing.Any:
    """A whole number in [1, high] that a preset may leave out."""
    return dataclasses.field(default=default, metadata={"low": 1, "high": high, "unit": unit})


@dataclass(frozen=True)
class CompareSettings:
    """07: how much each measure of forgetting reads. A preset may leave the section out."""

    questions: int = count(150, 100_000, "questions, evenly over the subtleties")
    wrong_answers: int = count(5, 100, "wrong answers to a question")
    passages: int = count(120, 100_000, "passages of the target")
    prompt_words: int = count(24, 10_000, "words of a passage that are given")
    continuation_words: int = count(32, 10_000, "words that follow")


@dataclass(frozen=True)
class StressSettings:
    """08: how hard the forgetting is tried. A preset may leave the section out."""

    probes: int = count(64, 100_000, "completions, evenly over the subtleties")
    precision_probes: int = count(100, 100_000, "completions at each precision")
    samples: int = count(6, 1_000, "draws for each of half the probes")
    temperature: float = dataclasses.field(
        default=1.0, metadata={"low": 0.01, "high": 10.0, "unit": "of the draws"}
    )
    relearn_steps: int = count(20, 100_000, "optimiser steps")
    relearn_blocks: int = count(
        32, 100_000, "blocks of the target, and of other text, that are seen again"
    )
    relearn_batch: int = count(8, 4096, "blocks")
    relearn_rank: int = count(16, 1024, "columns")
    relearn_rate: float = dataclasses.field(
        default=1e-3, metadata={"low": 1e-8, "high": 1.0, "unit": "per step"}
    )
    reminder_words: int = count(70, 10_000, "words of a reminder")


@dataclass(frozen=True)
class MethodsSettings:
    """09: other methods with the steps, batch, rate and adapter of 05. A preset may leave the section out."""

    looks: int = count(
        6, 32, "points of each method's path, each at about twice the steps of the one before"
    )
    probes: int = count(
        60, 100_000, "completions, and neighbours' facts, at each point but the last"
    )
    retain_weight: float = dataclasses.field(
        default=1.0,
        metadata={"low": 0.0, "high": 1_000.0, "unit": "times the loss on general text"},
    )
    retain_blocks: int | None = dataclasses.field(
        default=None, metadata={"low": 1, "high": 4096, "unit": "blocks per batch, as in 05"}
    )
    npo_beta: float = dataclasses.field(
        default=0.1, metadata={"low": 1e-3, "high": 100.0, "unit": "of NPO"}
    )
    simnpo_beta: float = dataclasses.field(
        default=0.7, metadata={"low": 1e-3, "high": 100.0, "unit": "of SimNPO"}
    )
    simnpo_gamma: float = dataclasses.field(
        default=0.0, metadata={"low": 0.0, "high": 100.0, "unit": "of SimNPO"}
    )


SECTIONS = {
    "model": ModelSettings,
    "hardware": HardwareSettings,
    "world": WorldSettings,
    "reinforce": ReinforceSettings,
    "deltas": DeltaSettings,
    "anchors": AnchorSettings,
    "labels": LabelSettings,
    "finetune": FinetuneSettings,
    "probes": ProbeSettings,
    "compare": CompareSettings,
    "stress": StressSettings,
    "methods": MethodsSettings,
}


@dataclass(frozen=True)
class Preset:
    """All sections of one preset, by name. `source` is the file that it came from."""

    name: str
    source: Path
    model: ModelSettings
    hardware: HardwareSettings
    world: WorldSettings
    reinforce: ReinforceSettings
    deltas: DeltaSettings
    anchors: AnchorSettings
    labels: LabelSettings
    finetune: FinetuneSettings
    probes: ProbeSettings
    compare: CompareSettings
    stress: StressSettings
    methods: MethodsSettings

    def override(self, section: str, **values: object) -> "Preset":
        """A preset in which `section` has these values; None means "as the preset has it". This one is left as it is."""
        where = f"an override of preset '{self.name}', section [{section}]"
        if section not in SECTIONS:
            raise unknown_name("section", section, SECTIONS, where)
        given = {key: value for key, value in values.items() if value is not None}
        present = {
            field.name: getattr(getattr(self, section), field.name)
            for field in dataclasses.fields(SECTIONS[section])
        }
        return dataclasses.replace(self, **{section: make_section(section, present | given, where)})

    def as_dict(self) -> dict[str, dict]:
        """Plain values by section, for manifests; paths below `data/` in their portable form."""
        return {section: as_dict(getattr(self, section)) for section in SECTIONS}


def preset_names() -> list[str]:
    """The presets that the kit ships, in order of name."""
    return sorted(path.stem for path in PRESETS.glob("*.toml"))


def load_preset(name: str) -> Preset:
    """The preset `name` of `data/presets`, or the file that `name` is the absolute path of."""
    source, tables = _read_tables(name, ())
    for section in tables:
        if section not in SECTIONS:
            raise unknown_name("section", section, SECTIONS, str(source))
    made = {
        section: make_section(section, tables.get(section, {}), str(source)) for section in SECTIONS
    }
    return Preset(name=source.stem, source=source, **made)


def as_dict(settings: object) -> dict[str, object]:
    """One section as plain values that JSON can hold."""
    values = {field.name: getattr(settings, field.name) for field in dataclasses.fields(settings)}
    return {
        key: portable(value) if isinstance(value, Path | str) and is_path(str(value)) else value
        for key, value in values.items()
    }


def make_section(section: str, values: dict, where: str) -> object:
    """The dataclass of `section` from `values`, each checked; `where` is the file or call that errors name."""
    kind = SECTIONS[section]
    fields = {field.name: field for field in dataclasses.fields(kind)}
    if not isinstance(values, dict):
        raise SettingsError(
            f"{where}: [{section}] is not a table",
            value=values,
            remedy=f"write [{section}] and its keys below it",
        )
    for key in values:
        if key not in fields:
            raise unknown_name(f"key of [{section}]", key, fields, where)
    kinds = typing.get_type_hints(kind)
    checked = {}
    for key, field in fields.items():
        if key in values:
            checked[key] = check_value(
                f"{where}: {section}.{key}", values[key], kinds[key], field.metadata
            )
        elif field.default is dataclasses.MISSING:
            raise SettingsError(
                f"{where}: {section}.{key} is missing",
                remedy=f"add it below [{section}]: {describe(kinds[key], field.metadata)}",
            )
    return kind(**checked)


def check_value(name: str, value: object, kind: object, limits: typing.Mapping) -> object:
    """`value` if it is of `kind` and within `limits`, paths resolved; otherwise SettingsError naming all four."""
    refused = SettingsError(
        f"{name} is not allowed", value=value, remedy=f"give {describe(kind, limits)}"
    )
    if isinstance(kind, types.UnionType):
        if value is None:
            return None
        kind = next(part for part in typing.get_args(kind) if part is not types.NoneType)
    if typing.get_origin(kind) is typing.Literal:
        if value not in typing.get_args(kind) or not isinstance(value, str):
            raise refused
        return value
    if kind is Path and isinstance(value, str | Path):
        if not is_path(str(value)):
            raise refused
        return resolve(value)
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind or (kind is str and not value.strip()):
        raise refused
    if kind is str and value.startswith(DATA_PREFIX):
        return str(resolve(value))
    if "low" in limits and not (math.isfinite(value) and limits["low"] <= value <= limits["high"]):
        raise refused
    return value


def describe(kind: object, limits: typing.Mapping) -> str:
    """What would be allowed, in words: "a whole number from 1 to 1024 (blocks)"."""
    if isinstance(kind, types.UnionType):
        part = next(part for part in typing.get_args(kind) if part is not types.NoneType)
        return describe(part, limits) + ", or leave it out"
    if typing.get_origin(kind) is typing.Literal:
        return "one of " + ", ".join(repr(choice) for choice in typing.get_args(kind))
    words = {
        int: "a whole number",
        float: "a number",
        bool: "true or false",
        str: "a text",
        Path: "a path, from the root of the disk or as 'data:...'",
    }[kind]
    return (
        f"{words} from {limits['low']:g} to {limits['high']:g} ({limits['unit']})"
        if "low" in limits
        else words
    )


def unknown_name(what: str, name: str, allowed: typing.Iterable[str], where: str) -> SettingsError:
    """The error for a name that nobody knows: the nearest one, and all that there are."""
    allowed = list(allowed)
    near = difflib.get_close_matches(name, allowed, n=1, cutoff=0.5)
    guess = f"did you mean '{near[0]}'? " if near else ""
    return SettingsError(
        f"{where}: unknown {what}",
        value=name,
        remedy=f"{guess}allowed: {', '.join(allowed) or '(none)'}",
    )


def _read_tables(name: str, seen: tuple[str, ...]) -> tuple[Path, dict]:
    source = Path(name) if Path(name).is_absolute() else PRESETS / f"{name}.toml"
    if name in seen:
        raise SettingsError(
            "presets extend each other in a circle",
            value=" -> ".join([*seen, name]),
            remedy="take one 'extends' out",
        )
    if not source.is_file():
        raise unknown_name("preset", name, preset_names(), str(PRESETS))
    try:
        tables = tomllib.loads(source.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{source} is not readable as TOML",
            value=str(error),
            remedy="mend the line that it names",
        ) from error
    parent = tables.pop("extends", None)
    if not isinstance(parent, str | None):
        raise SettingsError(
            f"{source}: extends is not a name", value=parent, remedy="give the name of one preset"
        )
    below = _read_tables(parent, (*seen, name))[1] if parent is not None else {}
    for section, values in tables.items():
        if isinstance(values, dict):
            _unset(values.pop("unset", []), below.get(section, {}), f"{source}: [{section}]")
        merged = isinstance(values, dict) and isinstance(below.get(section), dict)
        below[section] = below[section] | values if merged else values
    return source, below


def _unset(keys: object, inherited: dict, where: str) -> None:
    """Takes the keys that a section lists as `unset` out of what it inherits: TOML has no word for "none"."""
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise SettingsError(
            f"{where}: unset is not a list of names",
            value=keys,
            remedy='write it as unset = ["neighbours", "tasks"]',
        )
    for key in keys:
        if key not in inherited:
            raise unknown_name("key to unset: it is not inherited", key, inherited, where)
        del inherited[key]
