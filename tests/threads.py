"""Several people at the same moment: real threads, each with its own connection."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier

from django.core.exceptions import PermissionDenied
from django.db import connection

from councils.kernel.refusals import DomainError

MOST_THREADS = 20
Job = Callable[[], object]


def together(*jobs: Job) -> list[object]:
    """Start the jobs in the same moment; give what each gave, or how it was refused.

    Whatever is no plain refusal is raised here. Of very many, as many as a small
    database server lets in start together, and the others follow on their heels.
    """
    width = min(len(jobs), MOST_THREADS)
    start, places = Barrier(width), count()

    def run(job: Job) -> object:
        if next(places) < width:
            start.wait()
        try:
            return job()
        except (DomainError, PermissionDenied) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(width) as threads:
        return list(threads.map(run, jobs))


def at_once(*jobs: Job) -> Counter[str]:
    """Start every job in the same moment; count those done and those refused."""
    return Counter(
        "refused" if isinstance(outcome, (DomainError, PermissionDenied)) else "done"
        for outcome in together(*jobs)
    )
