"""How much a model knows of a name, before anything is trained.

What a model knows it says again and again, and what it makes up is another thing each time: with
hardly a name that comes again in its passages there is nothing to ask. Else it is asked with the
sentences that it wrote itself and that are held out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from whp_kit.by_name.elicit import FEWEST_KNOWN, has_any
from whp_kit.by_name.world import NamedWorld
from whp_kit.evaluation.evaluate import Role
from whp_kit.evaluation.familiarity import CompletionScore, completion_familiarity
from whp_kit.evaluation.intervals import with_interval
from whp_kit.evaluation.probes import Lexicon, Probe
from whp_kit.models.load import Loaded
from whp_kit.settings import ProbeSettings

LITTLE = 0.05  # of completion familiarity: with less there is next to nothing to forget
EVERYDAY = 0.02  # of the general passages: a name in more of them is an everyday word
SHOWN = 3  # passages


@dataclass(frozen=True)
class Look:
    """What the model knows of the name. `known`: the names that it says again and again beside it.
    `familiarity`: of its completions of the probes; None where there is no probe. `in_general`: the
    passages of general text that hold the name, of `general` in all."""

    name: str
    known: tuple[str, ...]
    familiarity: CompletionScore | None
    in_general: tuple[str, ...]
    general: int

    @property
    def knows_little(self) -> bool:
        """Whether there is next to nothing to forget."""
        return self.familiarity is None or self.familiarity.score < LITTLE

    @property
    def is_everyday(self) -> bool:
        """Whether too much else would be forgotten with the name."""
        return len(self.in_general) > EVERYDAY * self.general

    def __str__(self) -> str:
        line = f"{self.name}: "
        if self.familiarity is None:
            line += f"said again and again beside it: {', '.join(self.known) or 'no name'}"
        else:
            line += f"familiarity {with_interval(self.familiarity.score, self.familiarity.ci95)}"
            line += f" of {self.familiarity.n} completions"
        if self.familiarity is None and len(self.known) >= FEWEST_KNOWN:
            line += "; but no sentence of its passages asks for one of them, so nothing is measured"
        elif self.knows_little:
            line += "; the model knows next to nothing of it, so there is nothing to forget"
        if self.is_everyday:
            line += (
                f"; it stands in {len(self.in_general)} of {self.general} passages that have "
                "nothing to do with it, so much else would be forgotten with it"
            )
        return line

    def record(self) -> dict:
        """Plain values, for look.json."""
        score = self.familiarity
        return {
            "name": self.name,
            "known": list(self.known),
            "familiarity": score and score.score,
            "ci95": score and list(score.ci95),
            "probes": score.n if score else 0,
            "knows_little": self.knows_little,
            "is_everyday": self.is_everyday,
            "says": str(self),
            "in_general": list(self.in_general[:SHOWN]),
        }


def look(
    loaded: Loaded,
    world: NamedWorld,
    general: Sequence[str],
    settings: ProbeSettings,
    seed: int = 0,
) -> Look:
    """Asks the baseline for the world's probes. general: passages that the model wrote from
    openings without the name."""
    probes = [
        Probe(one["id"], one["prompt"], tuple(one["references"]), one["subtlety"])
        for one in world.probes
    ]
    familiarity = None
    if probes:
        prompts = [probe.prompt for probe in probes]
        completions = Role(loaded).complete(prompts, settings.max_new_tokens, settings.batch)
        familiarity = completion_familiarity(probes, completions, Lexicon(world.grades), seed)
    has_name = has_any([world.name])
    in_general = tuple(passage for passage in general if has_name(passage))
    return Look(world.name, world.known, familiarity, in_general, len(general))
