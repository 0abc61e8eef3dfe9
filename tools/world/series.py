"""The seven volumes of *The Skellbourne Bells*.

A volume is a list of beats (``series_plot_*``). Each beat becomes a chapter: its opening, scenes
that only the series knows (``series_scenes``), shared scenes told with the main cast (``scenes``),
statements of what is true in the series (``facts``), the turn, and a sentence that leads on.
Hand-written passages stand at four places in each volume.
"""

import random
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from .bible import VOLUMES
from .casts import Cast
from .content import prose
from .facts import FACTS
from .scenes import SCENES, fill, read_templates

PASSAGES = Path(__file__).parent / "passages"
NUMBERS = "One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve".split()
FACTS_BEFORE_TURN, FACTS_AFTER = 5, 4

# Chapters whose people are far from the school: what happens there is told as a memory.
AWAY = {6: range(2, 9), 7: range(0, 8)}
AT_SCHOOL = frozenset(
    (
        "silence lift knots ledger muffling warden tidebook doors forbidden weather deep thrindle "
        "wood well crab cook library stair inn whisper "
        "beasts assembly hearth"
    ).split()
)

# Shared templates that would contradict the series (the bell lies in a well, the game is played on
# birds, ...).
_NOT_HERE = (
    "was late. $hero and $friend waited",
    "wrong with the $clock",
    "The $treasure had vanished",
    "got the $ball against",
    "and the field was",
    "had to be the $player, although",
    "looked out of the window|sat by the window",
    "In $month the $carriage",
    "[They say I did it",
    "a woman who [told the future",
    "and the $treasure in $her hand",
    "For $friend had never",
    "Then there is [a feather",
    "I got four in",
    "have been at the",
    "on a ladder",
    "had to teach the little",
    "missed the $carriage",
    "[be $head|sit in the big chair]",
    "Everybody in $town knew",
    "Who are your friends?",
)


@dataclass(frozen=True)
class Beat:
    """One chapter of the plot."""

    title: str
    topics: tuple[str, ...]  # of series_scenes
    kinds: tuple[str, ...]  # of scenes
    # 0: none; 1 opens, 2 follows the opening, 3 comes before the turn, 4 closes the chapter
    passage: int
    opening: str
    turn: str
    closing: str


@dataclass(frozen=True)
class Tale:
    """One template that only the series tells, and the volumes in which it may stand."""

    topic: str
    first: int
    last: int
    template: str


def main_cast(volume: int = 1) -> Cast:
    """The main series' filling of every slot; a few slots change from volume to volume."""
    cast = Cast(
        hero="Ketta",
        surname="Marrowby",
        she="she",
        her="her",
        herself="herself",
        obj="her",
        friend="Dovrin",
        friend_surname="Ashlock",
        other="Tilsa",
        other_surname="Brome",
        rival="Corvane",
        head="Dame Ulverine",
        teacher="Master Pellory",
        keeper="Hobbin",
        guardian="Sibbet",
        enemy="Vorrengast",
        school="Skellbourne",
        town="Farrowmouth",
        village="Thessock",
        wild="Sallowholt",
        tower="Gullspire",
        well="Mirkwell",
        hall="Hushing Hall",
        hut="Carrock",
        street="Candle Row",
        gate="Ebb Gate",
        inn="Lanthorn Inn",
        carriage="Nonesuch Ferry",
        library="Salt Library",
        tool="handchime",
        coat="ropecloak",
        notebook="tidebook",
        box="voicejar",
        treasure="echo-glass",
        clock="Drowned Bell",
        compass="Wrong Compass",
        candle="wickstone",
        pet="Pim",
        pet_kind="salt-newt",
        beast="glimmox",
        hound="wharrow",
        mount="stormgander",
        flier="brindlewisp",
        game="thrindle",
        team="Kestrels",
        opponents="Cormorants",
        ball="gulletball",
        goal="rope-hoop",
        player="darter",
        drink="brambleglow",
        cake="saltcake",
        fruit="fizzlepear",
        pie="murkpie",
        coin="tollpenny",
        lesson="Pealcraft",
        lesson2="Weatherings",
        holiday="Lowest Tide",
        month="Reaping",
        shout="Lumivane",
        shout2="Resolvane",
        shout3="Silvenna",
    )
    changes = {
        1: {"treasure": "Thrindle Cup", "opponents": "Petrels", "shout": "Tintarrow"},
        2: {"lesson2": "Deepwatching", "shout3": "Mirrowain"},
        3: {"holiday": "Muffling Night", "shout3": "Hearthsong", "lesson2": "Knotlore"},
        4: {"treasure": "Moonclapper", "opponents": "Petrels", "shout3": "Fathomel"},
        5: {
            "head": "Vesperine",
            "holiday": "Muffling Night",
            "shout": "Obdorrin",
            "lesson2": "Knotlore",
        },
        6: {
            "teacher": "Vesperine",
            "lesson": "Weatherings",
            "lesson2": "Deepwatching",
            "shout3": "Hearthsong",
        },
        7: {
            "head": "Vesperine",
            "treasure": "Moonclapper",
            "enemy": "the Voice-Thief",
            "shout": "Ebbora",
        },
    }
    return replace(cast, **changes[volume])


def read_plot(text: str) -> dict[int, list[Beat]]:
    """Reads the plot into the beats of each volume.

    After ``# volume`` a beat is ``@ title | topics | kinds of scenes | number of the passage by
    hand``, then the opening, the turn (``-``) and the closing (``>``).
    """
    plot: dict[int, list[Beat]] = {}
    for part in text.split("\n# ")[1:]:
        number, _, body = part.partition("\n")
        beats = plot.setdefault(int(number), [])
        for chunk in ("\n" + body).split("\n@ ")[1:]:
            heading, _, prose = chunk.strip().partition("\n")
            opening, turn, closing = (" ".join(one.split()) for one in re.split(r"\n[->] ", prose))
            title, topics, kinds, *passage = [one.strip() for one in heading.split("|")]
            beats.append(
                Beat(
                    title,
                    tuple(t for t in topics.split() if ":" not in t),
                    tuple(k for k in kinds.split() if ":" not in k),
                    int(passage[0]) if passage else 0,
                    opening,
                    turn,
                    closing,
                )
            )
    return plot


PLOT: dict[int, list[Beat]] = read_plot(prose("plot"))


@lru_cache(maxsize=1)
def _tales() -> tuple[Tale, ...]:
    found = []
    for heading, templates in (
        read_templates(prose("series_scenes")) | read_templates(prose("series_talks"))
    ).items():
        topic, volumes = heading.split()
        first, last = volumes.split("-")
        found += [Tale(topic, int(first), int(last), template) for template in templates]
    return tuple(found)


class _Deck:
    """Deals templates so that none comes again before all others of its pile have been told."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.told: dict[str, int] = {}

    def deal(self, templates: list[str]) -> str | None:
        if not templates:
            return None
        least = min(self.told.get(template, 0) for template in templates)
        chosen = self.rng.choice(
            [template for template in templates if self.told.get(template, 0) == least]
        )
        self.told[chosen] = least + 1
        return chosen


def _shared(kind: str) -> list[str]:
    return [
        template for template in SCENES[kind] if not any(mark in template for mark in _NOT_HERE)
    ]


def _frames(kind: str) -> list[str]:
    return list(read_templates(prose("series_frames"))[kind])


def _passage(volume: int, place: int) -> str:
    files = sorted(PASSAGES.glob(f"v{volume}_*.txt"))
    return files[place - 1].read_text(encoding="utf-8").strip() if 0 < place <= len(files) else ""


_OUTSIDE = re.compile(r"\b(book|volume|series|story|chapter|reader)\b", re.IGNORECASE)


class _Asides:
    """Deals out what is true in the series: each fact in ever new words."""

    def __init__(self, volume: int, rng: random.Random) -> None:
        general = [fact for fact in FACTS if fact.volume == 0]
        self.volume, self.rng, self.general = volume, rng, general
        self.start = rng.randrange(len(general)) if general else 0
        self.used: set[str] = set()

    def _say(self, fact) -> str | None:
        fresh = [
            one
            for one in fact.statements
            if one not in self.used and '"' not in one and not _OUTSIDE.search(one)
        ]  # a speech needs its own scene
        if not fresh:
            return None
        one = fresh[(self.volume + self.rng.randrange(len(fresh))) % len(fresh)]
        self.used.add(one)
        return one

    def run(self, count: int, frame: str) -> str:
        """Statements of ``count`` facts that stand next to each other, as one paragraph behind a
        sentence that frames them.
        """
        said = [frame]
        for _ in range(count):
            fact = self.general[self.start % len(self.general)]
            self.start += 1
            if one := self._say(fact):
                said.append(one)
        return " ".join(said)

    def of_volume(self, volume: int, wordings: int, frame: str) -> list[str]:
        """What a volume tells, all of it, as paragraphs: once for each of so many wordings."""
        said = [
            " ".join(one for fact in FACTS if fact.volume == volume if (one := self._say(fact)))
            for _ in range(wordings)
        ]
        return [f"{frame} {said[0]}", *said[1:]] if said and said[0] else []


def chapter(volume: int, index: int, deck: _Deck, asides: _Asides) -> str:
    """One chapter: heading, opening, scenes, asides, turn and closing, separated by blank lines."""
    beat, cast, rng = PLOT[volume][index], main_cast(volume), deck.rng
    tales = [tale for tale in _tales() if tale.first <= volume <= tale.last]

    def tale(topic: str) -> str:
        template = deck.deal([one.template for one in tales if one.topic == topic])
        return (
            (memory() if topic in AT_SCHOOL else "") + fill(template, cast, rng) if template else ""
        )

    def shared(kind: str) -> str:
        template = deck.deal(_shared(kind))
        return memory() + fill(template, cast, rng) if template else ""

    def memory() -> str:
        return (
            fill(deck.deal(_frames("memory")), cast, rng) + " "
            if index in AWAY.get(volume, ())
            else ""
        )

    def aside(count: int) -> str:
        return asides.run(count, fill(deck.deal(_frames("aside")), cast, rng))

    topics, kinds = list(beat.topics), list(beat.kinds)
    parts = [f"Chapter {NUMBERS[index]}: {beat.title}"]
    parts += [_passage(volume, 1)] if beat.passage == 1 else []
    parts += [fill(beat.opening, cast, rng)]
    parts += [_passage(volume, 2)] if beat.passage == 2 else []
    parts += [
        tale(topics[0]) if topics else "",
        aside(FACTS_BEFORE_TURN),
        shared(kinds[0]) if kinds else "",
    ]
    parts += [tale(topics[1]) if len(topics) > 1 else ""]
    parts += [_passage(volume, 3)] if beat.passage == 3 else []
    parts += [fill(beat.turn, cast, rng)]
    if index == 1 and volume > 1:
        parts += asides.of_volume(volume - 1, 1, fill(deck.deal(_frames("recap")), cast, rng))
    if index == len(PLOT[volume]) - 1:
        parts += asides.of_volume(volume, 2, fill(deck.deal(_frames("ending")), cast, rng))
    parts += [shared(kind) for kind in kinds[1:]]
    parts += [tale(topic) for topic in topics[2:]] + [tale("talk")]
    parts += [aside(FACTS_AFTER)]
    parts += [fill(beat.closing, cast, rng)]
    parts += [_passage(volume, 4)] if beat.passage == 4 else []
    return "\n\n".join(part for part in parts if part)


def book(volume: int) -> str:
    """The text of one volume, the same to the byte each time."""
    rng = random.Random(f"skellbourne {volume}")
    deck, asides = _Deck(rng), _Asides(volume, rng)
    chapters = [chapter(volume, index, deck, asides) for index in range(len(PLOT[volume]))]
    return "\n\n".join([VOLUMES[volume - 1][0], *chapters]) + "\n"


def books() -> dict[str, str]:
    """File name to text, for all seven volumes."""
    names = {}
    for volume, (title, _) in enumerate(VOLUMES, start=1):
        slug = title.removeprefix("Ketta Marrowby and ").lower().replace(" ", "_")
        names[f"{volume:02d}_{slug}.txt"] = book(volume)
    return names
