"""One figure: what was measured, what it should be, and whether it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

Job = Callable[[], object]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A measured figure beside its target; ``met`` is none where there is no target."""

    what: str
    measured: str
    target: str
    met: bool | None = None


def seconds(job: Job, *, times: int) -> float:
    """Give the median time of a job, after one round that does not count."""
    job()
    taken = []
    for _ in range(times):
        start = perf_counter()
        job()
        taken.append(perf_counter() - start)
    return median(taken)


def in_turn(
    jobs: Sequence[Job],
    *,
    rounds: int,
    each: int,
    clock: Callable[[], float] = perf_counter,
) -> list[list[float]]:
    """Give each job's time in each round; they take turns, so none has it easier."""
    taken: list[list[float]] = [[] for _ in jobs]
    for job in jobs:
        job()
    for _ in range(rounds):
        for place, job in enumerate(jobs):
            start = clock()
            for _ in range(each):
                job()
            taken[place].append((clock() - start) / each)
    return taken


def ratio(times: Sequence[float], others: Sequence[float]) -> float:
    """Give the median of how many times as long one job took as another, by rounds."""
    return median(one / other for one, other in zip(times, others, strict=True))
