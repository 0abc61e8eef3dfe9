"""A handful of probes, and the settings with which tests evaluate a tiny model on them."""

from whp_kit.evaluation.evaluate import ProbeSet
from whp_kit.evaluation.probes import Lexicon, NeighbourProbe, ProbabilityProbe, Probe
from whp_kit.settings import ProbeSettings

SETTINGS = ProbeSettings(max_new_tokens=4, batch=2)
PROBE_SET = ProbeSet(
    probes=[
        Probe("a", "Anna took the", ("Anna took the lamp.",), 1),
        Probe("b", "Old", ("Old Tavin sat.",), 9),
    ],
    probability=[ProbabilityProbe("q", "The gate was", ("shut",), ("open",))],
    lexicon=Lexicon({"Tavin": 3, "lamp": 2}),
    neighbours=[
        NeighbourProbe("school", True, "The school was", "open"),
        NeighbourProbe("gate", False, "The gate was", "shut"),
    ],
    tasks=None,
)
