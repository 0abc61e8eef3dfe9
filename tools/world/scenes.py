"""The shared scene engine: the same scenes tell everyday stories, neighbour fictions and parts of
the main series.

A template is plain prose with three marks: ``[a|b|c]`` chooses one wording (they nest), ``$slot``
is filled from the cast (``$Slot`` with a capital, ``$a_slot`` with its article), ``%name`` is a
common list of wordings. ``[1:a|b]`` remembers its choice, ``$1`` repeats it. ``//`` begins a new
paragraph. Everything is drawn from one ``random.Random``.
"""

import random
import re
from dataclasses import fields, replace
from functools import cache, lru_cache

from .casts import BOYS, GIRLS, Cast
from .content import prose, table

_MARK = re.compile(r"\[(?:(\d):)?|\||\]|\$(\d|[A-Za-z]\w*)|%(\w+)|//")
_SENTENCE = re.compile(r"(^|[.!?] |\.\" |\n\n)(\"?)([a-z])")


def read_templates(text: str) -> dict[str, tuple[str, ...]]:
    """Read ``## kind`` headers, each followed by templates that blank lines separate."""
    found: dict[str, tuple[str, ...]] = {}
    for part in text.split("## ")[1:]:
        kind, _, body = part.partition("\n")
        templates = tuple(" ".join(one.split()) for one in body.split("\n\n") if one.strip())
        found[kind.strip()] = found.get(kind.strip(), ()) + templates
    return found


SCENES: dict[str, tuple[str, ...]] = read_templates(prose("scenes"))
_LISTS: dict[str, str] = {
    name: f"[{'|'.join(words)}]" for name, words in table("scene_lists").items()
}

# Kinds in the order of a day; a story keeps the first and the last and drops some between.
PLANS = (
    "home travel lesson meal game trouble search keeper return",
    "home travel arrival lesson rival meal night letter",
    "rainy lesson repair meal library night return",
    "home shop lost search wild keeper return",
    "pet lost search wild trouble keeper meal letter",
    "festival shop game meal rival night return",
    "lesson rival game meal trouble night letter",
    "visit travel wild keeper meal night return",
    "night enemy search tower trouble keeper return",
    "letter travel visit shop festival meal return",
    "library enemy tower night wild keeper return",
    "home repair shop meal pet rainy night",
    "travel arrival lesson library meal game night",
    "home lesson pet trouble keeper game festival return",
)


@cache
def _compile(template: str) -> tuple:
    """Parse a template once into nested parts: text, ("slot", name), ("list", name), ("pick", tag,
    options).
    """
    root: list = []
    stack: list = [(None, [root])]
    at = 0
    for mark in _MARK.finditer(template):
        here = stack[-1][1][-1]
        if mark.start() > at:
            here.append(template[at : mark.start()])
        at = mark.end()
        token = mark.group(0)
        if token[0] == "[":
            stack.append((mark.group(1), [[]]))
        elif token == "|":
            stack[-1][1].append([])
        elif token == "]":
            tag, options = stack.pop()
            stack[-1][1][-1].append(("pick", tag, tuple(tuple(option) for option in options)))
        elif token == "//":
            here.append("\n\n")
        else:
            here.append(("slot", mark.group(2)) if mark.group(2) else ("list", mark.group(3)))
    root.append(template[at:])
    if len(stack) != 1:
        raise ValueError(f"unbalanced brackets in template: {template[:60]}")
    return tuple(root)


def with_article(noun: str) -> str:
    """'a lantern', 'an umbrella'."""
    return (
        "an "
        if noun[0].lower() in "aeiou" and not noun.lower().startswith(("uni", "use", "one"))
        else "a "
    ) + noun


def _slot(name: str, values: dict[str, str], bound: dict[str, str]) -> str:
    if name in bound:
        return bound[name]
    if name[0] == "a" and name.startswith("a_"):
        return with_article(bound.get(name[2:]) or values[name[2:]])
    if name[0].isupper():
        text = _slot(name[0].lower() + name[1:], values, bound)
        return text[0].upper() + text[1:]
    return values[name]


def _render(
    parts: tuple, values: dict[str, str], bound: dict[str, str], rng: random.Random, out: list[str]
) -> None:
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        elif part[0] == "slot":
            out.append(_slot(part[1], values, bound))
        elif part[0] == "list":
            _render(_compile(_LISTS[part[1]]), values, bound, rng, out)
        else:
            chosen: list[str] = []
            _render(rng.choice(part[2]), values, bound, rng, chosen)
            text = "".join(chosen)
            if part[1]:
                bound[part[1]] = text
            out.append(text)


def _tidy(text: str) -> str:
    text = re.sub(r" *\n\n *", "\n\n", re.sub(r" {2,}", " ", text)).strip()
    return _SENTENCE.sub(lambda m: m.group(1) + m.group(2) + m.group(3).upper(), text)


@lru_cache(maxsize=64)
def _values(cast: Cast) -> dict[str, str]:
    values = {field.name: getattr(cast, field.name) for field in fields(cast)}
    girl = cast.she == "she"
    return values | {
        "girl": "girl" if girl else "boy",
        "hers": "hers" if girl else "his",
        "child": "daughter" if girl else "son",
    }


def fill(template: str, cast: Cast, rng: random.Random) -> str:
    """One telling of one template."""
    out: list[str] = []
    _render(_compile(template), _values(cast), {}, rng, out)
    return _tidy("".join(out))


def scene(kind: str, cast: Cast, rng: random.Random) -> str:
    """One scene of a kind (a key of ``SCENES``), told with ``cast``."""
    return fill(rng.choice(SCENES[kind]), cast, rng)


def _titled(cast: Cast, rng: random.Random) -> Cast:
    """Now and then an everyday head or teacher has a title, as those of the series have."""
    if rng.random() > 0.35:
        return cast
    changes = {}
    for slot in ("head", "teacher"):
        name = getattr(cast, slot)
        if name in GIRLS or name in BOYS:
            titles = ("Dame", "Mrs", "Miss") if name in GIRLS else ("Master", "Mr")
            changes[slot] = f"{rng.choice(titles)} {name}"
    return replace(cast, **changes)


def story(cast: Cast, rng: random.Random, scenes: int = 4) -> str:
    """A short chain of scenes that follow the order of a day; paragraphs are separated by blank
    lines.
    """
    cast = _titled(cast, rng)
    plan = rng.choice(PLANS).split()
    keep = sorted(rng.sample(range(1, len(plan) - 1), max(0, min(scenes, len(plan)) - 2)))
    kinds = [plan[0]] + [plan[i] for i in keep] + ([plan[-1]] if scenes > 1 else [])
    if rng.random() < 0.6:
        kinds.insert(0, "intro")
    return "\n\n".join(scene(kind, cast, rng) for kind in kinds)
