"""How long something takes: the best of several times, of the processor, since other work may run
on the machine."""

import time
from collections.abc import Callable


def seconds(job: Callable[[], object], rounds: int = 3) -> float:
    """The least processor seconds of `rounds` times."""
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        job()
        taken.append(time.process_time() - began)
    return min(taken)
