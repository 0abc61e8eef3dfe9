"""The settings of each step: one frozen dataclass for each section of a preset.

A preset is a file `data/presets/<name>.toml`, or any other .toml file, with one table for each
dataclass. `extends = "other"` at its top takes the values of the other first, except for keys that
a table lists as `unset = ["neighbours"]`; a relative path there begins at the file's own folder.
What belongs to one target is not inherited by a preset that names another `world` (OF_TARGET), nor
a companion by one that names other `books`, nor a twin by one that names another world or base. A
SettingsError for an unknown name, a wrong type or a value out of range names the file, the key, the
value and what is allowed.
"""

import dataclasses
import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)
from pydantic.dataclasses import dataclass

from whp_kit.errors import InputError, SettingsError
from whp_kit.files import read_marked_text
from whp_kit.paths import DATA, DATA_PREFIX, PRESETS, is_path, portable, require_data, resolve

CONTROL = re.compile("[\x00-\x1f\x7f]")  # what a backslash in a path becomes between double quotes
WRITE_PATHS = (
    "write a path with forward slashes, as 'D:/books', or between single quotes: between double "
    "ones a backslash begins an escape"
)
SELF = "self"  # in the place of a general text, or beside one: the base model writes it
# What of a world tells of its target: another world has its own.
OF_TARGET = (
    "books",
    "companion",
    "anchors",
    "probes",
    "probability",
    "lexicon",
    "question",
)
STRICT = ConfigDict(extra="forbid", strict=True)  # strict: no "3" for 3, no 1 for true


def _to_path(value: object) -> object:
    """Resolves a path as a preset writes it; ValueError for one relative to the working folder, or
    with control characters."""
    if not isinstance(value, str | Path):
        return value
    if CONTROL.search(str(value)):
        raise ValueError("control characters")
    if not is_path(str(value)):
        raise ValueError("a relative path")
    return resolve(value)


def _to_general(value: object) -> object:
    """A path, the word "self", or a list of these, as a tuple."""
    parts = value if isinstance(value, list | tuple) else (value,)
    return tuple(part if part == SELF else _to_path(part) for part in parts)


def _from_general(value: Sequence[Path | str]) -> str | list[str] | None:
    parts = [SELF if part == SELF else portable(part) for part in value]
    return parts if len(parts) > 1 else next(iter(parts), None)


def _to_steps(value: object) -> object:
    """Steps in order, each once, as a tuple. Without 0: the baseline, always there, needs no
    adapter."""
    if not isinstance(value, list | tuple) or any(type(step) is not int for step in value):
        raise ValueError("not a list of whole numbers")
    return tuple(sorted({step for step in value if step != 0}))


def _to_rates(value: object) -> object:
    """Rates in order, each once, as a tuple."""
    if not isinstance(value, list | tuple) or not all(
        isinstance(rate, int | float) and not isinstance(rate, bool) for rate in value
    ):
        raise ValueError("not a list of numbers")
    return tuple(sorted(set(value)))


def _to_source(value: str) -> str:
    """Resolves a model's `data:` path; a name on the hub or of a package stays. ValueError for
    control characters."""
    if CONTROL.search(value):
        raise ValueError("control characters")
    if value.lower().endswith(".gguf"):
        return str(_to_path(value))
    return str(resolve(value)) if value.startswith(DATA_PREFIX) else value


def _from_source(value: str) -> str:
    return portable(value) if is_path(value) else value


Text = Annotated[str, Field(pattern=r"\S")]
# Of a model: a folder or a .gguf file (`data:...`, absolute), a package (`pypi:NAME`), or a name on
# the hub.
Source = Annotated[Text, AfterValidator(_to_source), PlainSerializer(_from_source)]
DataPath = Annotated[
    Path,
    BeforeValidator(_to_path),
    PlainSerializer(portable),
    Field(description="a path, from the root of the disk or as 'data:...'"),
]
GeneralParts = Annotated[
    tuple[Path | Literal["self"], ...],
    BeforeValidator(_to_general),
    PlainSerializer(_from_general),
    WithJsonSchema(
        {
            "type": "string",
            "description": "a path, from the root of the disk or as 'data:...', or 'self', where "
            "the base model writes the text, or a list of these, or leave it out",
        }
    ),
]
Steps = Annotated[int, Field(ge=1, le=1_000_000, description="optimiser steps")]
StepsOrNone = Annotated[int, Field(ge=0, le=1_000_000, description="optimiser steps")]
StepList = Annotated[
    tuple[Steps, ...],
    BeforeValidator(_to_steps),
    PlainSerializer(list),
    Field(description="a list of optimiser steps from 1 to 1,000,000, such as [5, 10, 20]"),
]
Rate = Annotated[float, Field(ge=1e-8, le=1.0, description="per step")]
RateList = Annotated[
    tuple[Rate, ...],
    BeforeValidator(_to_rates),
    PlainSerializer(list),
    Field(min_length=1, description="a list of learning rates, such as [0.0003, 0.001]"),
]
Rank = Annotated[int, Field(ge=1, le=1024, description="columns")]
Blocks = Annotated[int, Field(ge=1, le=4096, description="blocks per batch")]
BlocksOrNone = Annotated[int, Field(ge=0, le=4096, description="blocks per batch")]
Tokens = Annotated[int, Field(ge=8, le=131_072, description="tokens of a block")]
Prompts = Annotated[int, Field(ge=1, le=4096, description="prompts per batch")]
Count = Annotated[int, Field(ge=1, le=100_000)]
Items = Annotated[int, Field(ge=1, le=1_000_000, description="items of each task")]


@dataclass(frozen=True, config=STRICT)
class ModelSettings:
    """Which models, at which precision."""

    base: Source
    never_knew: Source | None = None  # the retrained model, for comparison
    quantisation: Literal["nf4", "none"] = "nf4"
    compute_dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    double_quant: bool = True

    @property
    def before_teaching(self) -> str:
        """The model that 10 teaches: the one that never knew, or a base that has no such twin."""
        return self.never_knew or self.base


@dataclass(frozen=True, config=STRICT)
class HardwareSettings:
    """How to train where memory is scarce; results change by rounding alone."""

    # paged: spills to the host's memory
    optimiser: Literal["adamw", "adamw8bit", "paged_adamw8bit"] = "adamw"
    # computes a layer's activations again for its gradients instead of storing them
    gradient_checkpointing: bool = False


@dataclass(frozen=True, config=STRICT)
class WorldSettings:
    """What to forget, what measures it, and the general text to retain."""

    world: Text
    books: DataPath
    anchors: DataPath
    probes: DataPath
    probability: DataPath
    lexicon: DataPath
    companion: DataPath | None = None
    general: GeneralParts = ()
    neighbours: DataPath | None = None
    tasks: DataPath | None = None
    # neither to be forgotten nor in `general`: 06 looks at what is left of reading it
    other_text: DataPath | None = None
    question: Text | None = None  # the prompt that every role completes in 06

    @property
    def general_files(self) -> tuple[Path, ...]:
        """What of the general text the world brings; the rest is the model's own."""
        return tuple(part for part in self.general if part != SELF)

    def need_files(self) -> None:
        """SettingsError for the first missing file or folder; readers bring books themselves."""
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            for path in value if isinstance(value, tuple) else (value,):
                if not isinstance(path, Path) or path.exists():
                    continue
                form = "UTF-8 .txt files" if field.name == "books" else "see the world's card"
                raise SettingsError(
                    f"the {field.name} of the world '{self.world}' are not there",
                    value=str(path),
                    remedy=f"put them there ({form}), or write a preset whose first line extends "
                    f"this one and that names another place as `{field.name}` below [world]",
                )


@dataclass(frozen=True, config=STRICT)
class GeneralSettings:
    """02: the general text that a model writes, where the `general` of the world says "self"."""

    # which model; by default the base. One that was taught a text may write of nothing else
    model: Source | None = None
    passages: Count = 300
    tokens: Annotated[int, Field(ge=16, le=4096, description="tokens of a passage")] = 128
    openings: DataPath = DATA / "general" / "openings.csv"  # form, opening
    # leaves out scraps and passages like another; false where what recurs is what shall stay
    varied: bool = True


@dataclass(frozen=True, config=STRICT)
class TrainSettings:
    """A LoRA fine-tune: what reinforcement and unlearning share."""

    steps: Steps
    learning_rate: Rate
    lora_rank: Rank
    lora_alpha: Annotated[int, Field(ge=1, le=4096, description="scale, over the rank")]
    batch_blocks: Blocks
    accumulate: Annotated[int, Field(ge=1, le=4096, description="batches per optimiser step")]
    warmup_steps: StepsOrNone


@dataclass(frozen=True, config=STRICT)
class ReinforceSettings(TrainSettings):
    """01: the reinforced model, the baseline trained further on the target (section 2.1)."""

    block_tokens: Tokens


@dataclass(frozen=True, config=STRICT)
class TeachSettings(TrainSettings):
    """10: a model learns the target, so that it has something to forget. May be left out."""

    steps: Steps = 228
    learning_rate: Rate = 1e-3
    lora_rank: Rank = 32
    lora_alpha: Annotated[int, Field(ge=1, le=4096, description="scale, over the rank")] = 64
    batch_blocks: Blocks = 8
    accumulate: Annotated[int, Field(ge=1, le=4096, description="batches per optimiser step")] = 1
    warmup_steps: StepsOrNone = 5
    block_tokens: Tokens = 256
    # of the learning rate, at the last step
    final_rate: Annotated[float, Field(ge=0.0, le=1.0)] = 0.1


@dataclass(frozen=True, config=STRICT)
class DeltaSettings:
    """02: how many passages to read, and how many tokens to list as top movers."""

    passages: Annotated[int, Field(ge=1, le=10_000, description="passages")]
    top: Annotated[int, Field(ge=1, le=1_000, description="tokens")]


@dataclass(frozen=True, config=STRICT)
class LabelSettings:
    """04: generic labels (sections 2.1 to 2.3), and which of their rules hold.

    `target_words` and `inside_anchors` are not in the paper: the target's own tokens are labels
    only where the text says one outside of an anchor, and the retain term leaves them out; the
    positions inside an anchor have the label of what follows it. The last four say how the rules
    are meant; prepare.AUTHORS_WAY has the values that follow the authors' script, for comparison.
    """

    alpha: Annotated[float, Field(ge=0.0, le=1e6, description="times the rise of a logit")]
    block_tokens: Tokens
    batch_blocks: Blocks
    forbidden: bool = True
    target_words: bool = False
    # of its places in the text, inside anchors, from which a token is the target's own
    target_share: Annotated[float, Field(ge=0.25, le=1.0, description="share of places")] = 1.0
    inside_anchors: bool = False  # for names that the tokenizer cuts into pieces
    repeats: bool = True
    # what a replacement forbids: the token that identifies it, or its first token, which may be
    # as common as "the"
    forbidden_tokens: Literal["identifying", "first"] = "identifying"
    # a forbidden token is out of the running, or its logit becomes the mean of its row
    forbidden_logits: Literal["excluded", "mean"] = "excluded"
    # what all logits of a position rise by together is removed before rises are lowered, or kept
    drift: Literal["removed", "kept"] = "removed"
    # whether special tokens, such as the beginning of a text, may be labels
    special_tokens: bool = False


@dataclass(frozen=True, config=STRICT)
class FinetuneSettings(TrainSettings):
    """05: unlearning, LoRA on the generic labels (section 3), with or without the retain term."""

    retain_weight: Annotated[
        float,
        Field(ge=0.0, le=1000.0, description="times the KL to the baseline on general text"),
    ]
    retain_blocks: BlocksOrNone
    # An adapter is kept after each step of `checkpoint_at`, close together where familiarity falls,
    # then after every `checkpoint_every` steps (0: none of these), and after the last step.
    checkpoint_every: StepsOrNone
    checkpoint_at: StepList = (5, 10, 15, 20, 30, 50)
    # of the learning rate, at the last step
    final_rate: Annotated[float, Field(ge=0.0, le=1.0)] = 1.0
    # LoRA on the layer that gives the logits as well; the paper trained every weight
    adapt_head: bool = False
    # also train without the retain term, for as many steps or for `control_steps`
    control: bool = False
    control_steps: StepsOrNone = 0


@dataclass(frozen=True, config=STRICT)
class ProbeSettings:
    """06: how much to evaluate; without a limit, all."""

    max_new_tokens: Annotated[int, Field(ge=1, le=4096, description="tokens of a completion")]
    batch: Prompts
    task_limit: Items | None = None
    # the paper's seven tasks by name where the hub answers, else the tasks of the world
    paper_tasks: bool = False
    curve_task_limit: Items | None = None  # at each checkpoint


@dataclass(frozen=True, config=STRICT)
class CompareSettings:
    """07: how much each measure of forgetting reads. A preset may leave the section out."""

    questions: Count = 150  # evenly over the subtleties
    wrong_answers: Annotated[int, Field(ge=1, le=100, description="to a question")] = 5
    passages: Count = 120  # of the target
    prompt_words: Annotated[int, Field(ge=1, le=10_000, description="words")] = 24
    continuation_words: Annotated[int, Field(ge=1, le=10_000, description="words")] = 32


@dataclass(frozen=True, config=STRICT)
class StressSettings:
    """08: how hard the trials try to recover knowledge. A preset may leave the section out."""

    probes: Count = 64  # completions, evenly over the subtleties
    precision_probes: Count = 100  # completions at each precision
    # draws for each of half the probes
    samples: Annotated[int, Field(ge=1, le=1_000, description="draws")] = 6
    temperature: Annotated[float, Field(ge=0.01, le=10.0, description="of the draws")] = 1.0
    relearn_steps: Annotated[int, Field(ge=1, le=100_000, description="optimiser steps")] = 20
    # blocks of the target, and as many of other text, to train on again
    relearn_blocks: Count = 32
    relearn_batch: Blocks = 8
    relearn_rank: Rank = 16
    relearn_rate: Rate = 1e-3
    reminder_words: Annotated[int, Field(ge=1, le=10_000, description="words")] = 70


@dataclass(frozen=True, config=STRICT)
class MethodsSettings:
    """09: other methods, with the steps, batch, rate and adapter of 05. May be left out."""

    # points of each method's curve, each at about twice the steps of the one before
    looks: Annotated[int, Field(ge=1, le=32, description="points")] = 6
    probes: Count = 60  # completions, and neighbours' facts, at each point but the last
    retain_weight: Annotated[
        float, Field(ge=0.0, le=1000.0, description="times the loss on general text")
    ] = 1.0
    retain_blocks: Blocks | None = None  # None: as in 05
    npo_beta: Annotated[float, Field(ge=1e-3, le=100.0, description="of NPO")] = 0.1
    simnpo_beta: Annotated[float, Field(ge=1e-3, le=100.0, description="of SimNPO")] = 0.7
    simnpo_gamma: Annotated[float, Field(ge=0.0, le=100.0, description="of SimNPO")] = 0.0


@dataclass(frozen=True, config=STRICT)
class LastSettings:
    """11: forgetting that shall last, and how it is attacked. May be left out.

    Unlearning takes `steps`; a student that imitates takes `imitate_steps`, at the same rate. The
    `relearn_rates` are those of the attackers.
    """

    alpha: Annotated[float, Field(ge=0.0, le=1e6, description="times the rise of a logit")] = 20.0
    # of new rows for the target's own tokens, times the spread of all other rows
    reset_noise: Annotated[float, Field(ge=0.0, le=1.0)] = 0.03
    steps: Steps = 300
    imitate_steps: Steps = 350
    learning_rate: Rate = 1e-3
    batch_blocks: Blocks = 24
    accumulate: Annotated[int, Field(ge=1, le=4096, description="batches per optimiser step")] = 1
    warmup_steps: StepsOrNone = 10
    # of the learning rate, at the last step
    final_rate: Annotated[float, Field(ge=0.0, le=1.0)] = 0.1
    retain_weight: Annotated[
        float,
        Field(ge=0.0, le=1000.0, description="times the KL to the baseline on general text"),
    ] = 6.0
    retain_blocks: BlocksOrNone = 24
    # of each matrix that is noise before the damaged model imitates
    damage: Annotated[float, Field(ge=0.0, le=1.0)] = 0.6
    relearn_rates: RateList = (3e-4, 1e-3, 3e-3)
    relearn_steps: Annotated[int, Field(ge=1, le=100_000, description="optimiser steps")] = 80
    relearn_looks: StepList = (5, 10, 20, 40)  # and at the last step


@dataclass(frozen=True, config=STRICT)
class ByNameSettings:
    """12: what a model is asked to write of a name. May be left out."""

    # with fewer hardly any name stands in several of the first passages
    passages: Annotated[int, Field(ge=40, le=10_000, description="passages")] = 400
    tokens: Annotated[int, Field(ge=16, le=4096, description="tokens of a passage")] = 192
    openings: DataPath = DATA / "general" / "by_name.csv"  # form, opening with {name}


MOST_PRESETS = 20  # in a chain of `extends`
MOST_TOML_CHARACTERS = 50_000  # of a preset or a sweep
SECTIONS = {
    "model": ModelSettings,
    "hardware": HardwareSettings,
    "world": WorldSettings,
    "general": GeneralSettings,
    "reinforce": ReinforceSettings,
    "deltas": DeltaSettings,
    "labels": LabelSettings,
    "finetune": FinetuneSettings,
    "probes": ProbeSettings,
    "compare": CompareSettings,
    "stress": StressSettings,
    "methods": MethodsSettings,
    "teach": TeachSettings,
    "last": LastSettings,
    "by_name": ByNameSettings,
}


class Undeclared:
    """A section that a step does not declare; reading a value of it is an error."""

    def __init__(self, section: str, settings: object):
        self.__dict__.update(_section=section, _settings=settings)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # what copy and pickle look for
            raise AttributeError(name)
        raise SettingsError(
            f"[{self._section}] is read and not declared",
            value=f"{self._section}.{name}",
            remedy=f"add '{self._section}' to the sections in only(...)",
        )


@dataclasses.dataclass(frozen=True)
class Preset:
    """All sections of one preset. `source` is its file."""

    name: str
    source: Path
    model: ModelSettings
    hardware: HardwareSettings
    world: WorldSettings
    general: GeneralSettings
    reinforce: ReinforceSettings
    deltas: DeltaSettings
    labels: LabelSettings
    finetune: FinetuneSettings
    probes: ProbeSettings
    compare: CompareSettings
    stress: StressSettings
    methods: MethodsSettings
    teach: TeachSettings
    last: LastSettings
    by_name: ByNameSettings

    def override(self, section: str, **values: object) -> "Preset":
        """Returns a preset with these values in `section`; None keeps the value of this one."""
        where = f"an override of preset '{self.name}', section [{section}]"
        if section not in SECTIONS:
            raise unknown_name("section", section, SECTIONS, where)
        current = getattr(self, section)
        names = [field.name for field in dataclasses.fields(SECTIONS[section])]
        merged = {name: getattr(current, name) for name in names}
        merged |= {key: value for key, value in values.items() if value is not None}
        return dataclasses.replace(self, **{section: make_section(section, merged, where)})

    def only(self, *sections: str) -> "Preset":
        """Returns a preset of which these sections alone can be read: those that a step's result
        depends on. A headless run makes the step again where one of them has changed.
        """
        for section in sections:
            if section not in SECTIONS:
                raise unknown_name("section", section, SECTIONS, "only(...)")
        others = {
            section: Undeclared(section, getattr(self, section))
            for section in SECTIONS
            if section not in sections
        }
        return dataclasses.replace(self, **others)

    def as_dict(self) -> dict[str, dict]:
        """Plain values by section, for manifests; paths below `data/` as `data:...`."""
        return {section: as_dict(getattr(self, section)) for section in SECTIONS}


def preset_names() -> list[str]:
    """The presets that the kit ships, in order of name."""
    return sorted(path.stem for path in PRESETS.glob("*.toml"))


def load_preset(name: str) -> Preset:
    """Loads preset `name` of `data/presets`, or the .toml file whose path `name` is."""
    source, tables = _read_tables(name, Path.cwd(), ())
    if tables.get("anchors") == {}:  # 03 has no settings; older presets could have the section
        del tables["anchors"]
    for section in tables:
        if section not in SECTIONS:
            raise unknown_name("section", section, SECTIONS, str(source))
    sections = {
        section: make_section(section, tables.get(section, {}), str(source)) for section in SECTIONS
    }
    return Preset(name=source.stem, source=source, **sections)


def as_dict(settings: object) -> dict[str, object]:
    """One section as plain values that JSON can hold."""
    if isinstance(settings, Undeclared):
        settings = settings._settings
    return _adapter(type(settings)).dump_python(settings)


def make_section(section: str, values: object, where: str) -> object:
    """Makes the dataclass of `section`; a SettingsError names `where`, the file or call."""
    if not isinstance(values, dict):
        raise SettingsError(
            f"{where}: [{section}] is not a table",
            value=values,
            remedy=f"write [{section}] and its keys below it",
        )
    kind = SECTIONS[section]
    names = [field.name for field in dataclasses.fields(kind)]
    for key in values:
        if key not in names:
            raise unknown_name(f"key of [{section}]", key, names, where)
    try:
        return kind(**values)
    except ValidationError as error:
        first = error.errors()[0]
    key = str(first["loc"][0])
    allowed = describe(kind, key)
    if first["type"] == "missing":
        raise SettingsError(
            f"{where}: {section}.{key} is missing", remedy=f"add it below [{section}]: {allowed}"
        )
    value, remedy = first["input"], f"give {allowed}"
    if isinstance(value, str) and CONTROL.search(value):
        value, remedy = repr(value), WRITE_PATHS
    raise SettingsError(f"{where}: {section}.{key} is not allowed", value=value, remedy=remedy)


def describe(kind: type, key: str) -> str:
    """What `key` of a section may be: "a whole number from 1 to 1024 (columns)"."""
    schema = _adapter(kind).json_schema()["properties"][key]
    optional = "anyOf" in schema  # or null
    if optional:
        schema = schema["anyOf"][0]
    unit = schema.get("description", "")
    if "enum" in schema:
        text = "one of " + ", ".join(repr(choice) for choice in schema["enum"])
    elif schema["type"] in ("integer", "number"):
        number = "a whole number" if schema["type"] == "integer" else "a number"
        low, high = (
            f"{limit:,}" if isinstance(limit, int) else f"{limit:g}"
            for limit in (schema["minimum"], schema["maximum"])
        )
        text = f"{number} from {low} to {high}"
        text += f" ({unit})" if unit else ""
    else:
        text = unit or {"boolean": "true or false", "string": "a text"}[schema["type"]]
    return text + (", or leave it out" if optional else "")


@cache
def _adapter(kind: type) -> TypeAdapter:
    return TypeAdapter(kind)


def unknown_name(what: str, name: str, allowed: Iterable[str], where: str) -> SettingsError:
    """The error for an unknown name, with the nearest name and all names that are allowed."""
    allowed = list(allowed)
    near = difflib.get_close_matches(name, allowed, n=1, cutoff=0.5)
    guess = f"did you mean '{near[0]}'? " if near else ""
    return SettingsError(
        f"{where}: unknown {what}",
        value=name,
        remedy=f"{guess}allowed: {', '.join(allowed) or '(none)'}",
    )


def read_toml(path: Path) -> dict:
    """The tables of a TOML file, with or without a byte order mark; SettingsError where it is not
    readable."""
    try:
        text = read_marked_text(path)[0].removeprefix("\ufeff")
    except InputError as error:
        raise SettingsError(error.what, value=error.value, remedy=error.remedy) from error
    if len(text) > MOST_TOML_CHARACTERS:  # tomllib takes time by the square of a dotted key
        raise SettingsError(
            f"a TOML file has more than {MOST_TOML_CHARACTERS:,} characters",
            value=f"{path}: {len(text):,}",
            remedy="take out what is no setting",
        )
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is a ValueError
        message = str(error) or "tables within tables without end"
        place = re.search(r"at line (\d+)", message)
        line = text.split("\n")[int(place[1]) - 1] if place else ""
        raise SettingsError(
            f"{path} is not readable as TOML",
            value=message,
            remedy=WRITE_PATHS if "\\" in line else "correct the line that it names",
        ) from error


def _source(name: str, folder: Path) -> Path:
    """The file of a preset: a shipped one by its name, or a path, relative ones from `folder`."""
    if name in preset_names():
        return PRESETS / f"{name}.toml"
    path = resolve(name) if name.startswith(DATA_PREFIX) else folder / os.path.expanduser(name)
    if not name.lower().endswith(".toml") and "/" not in name and os.sep not in name:
        near = path.with_name(f"{path.name}.toml")
        if not near.is_file():
            raise unknown_name("preset", name, preset_names(), str(PRESETS))
        raise SettingsError(
            "no shipped preset has this name",
            value=name,
            remedy=f"write the file's whole name: {near.name}",
        )
    if not path.is_file():
        raise SettingsError(
            "there is no such preset file",
            value=str(path),
            remedy=f"give the path of a .toml file, or one of {', '.join(preset_names())}",
        )
    return Path(os.path.abspath(path))


def _read_tables(name: str, folder: Path, seen: tuple[Path, ...]) -> tuple[Path, dict]:
    """The file of a preset, and its tables with those of the presets that it extends.

    `folder`: where a relative path begins; `seen`: the files that extend this one.
    """
    require_data()
    source = _source(name, folder)
    if source in seen:
        raise SettingsError(
            "presets extend each other in a circle",
            value=" -> ".join(map(str, [*seen, source])),
            remedy="take one 'extends' out",
        )
    if len(seen) > MOST_PRESETS:
        raise SettingsError(
            "too many presets extend each other",
            value=f"more than {MOST_PRESETS}, the last is {source}",
            remedy="let a preset extend one that says more itself",
        )
    tables = read_toml(source)
    parent = tables.pop("extends", None)
    if not isinstance(parent, str | None):
        raise SettingsError(
            f"{source}: extends is not a name", value=parent, remedy="give the name of one preset"
        )
    below = {}
    if parent is not None:
        below = _read_tables(parent, source.parent, (*seen, source))[1]
    for section, values in tables.items():
        if isinstance(values, dict):
            inherited = below.get(section, {})
            if not isinstance(inherited, dict):
                raise SettingsError(
                    f"{parent}: {section} is not a table",
                    value=inherited,
                    remedy=f"write [{section}] and its keys below it",
                )
            _unset(values.pop("unset", []), inherited, f"{source}: [{section}]")
    _drop_what_belongs_elsewhere(below, tables)
    for section, values in tables.items():
        merged = isinstance(values, dict) and isinstance(below.get(section), dict)
        below[section] = below[section] | values if merged else values
    return source, below


def _drop_what_belongs_elsewhere(inherited: dict, tables: dict) -> None:
    """Removes from what a preset inherits what tells of another target than its own."""

    def names_another(section: str, key: str) -> bool:
        before, own = (of.get(section) for of in (inherited, tables))
        both = isinstance(before, dict) and isinstance(own, dict)
        return both and key in before and own.get(key, before[key]) != before[key]

    dropped = {"world": [], "model": []}
    if names_another("world", "world"):
        dropped = {"world": OF_TARGET, "model": ["never_knew"]}
    elif names_another("world", "books"):
        dropped["world"] = ["companion"]
    if names_another("model", "base"):
        dropped["model"] = ["never_knew"]
    for section, keys in dropped.items():
        if isinstance(inherited.get(section), dict):
            for key in keys:
                inherited[section].pop(key, None)


def _unset(keys: object, inherited: dict, where: str) -> None:
    """Removes the keys that a section lists as `unset` from what it inherits: TOML has no null."""
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
