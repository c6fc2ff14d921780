"""``make test``: the checks, then the whole suite on every database there is."""

from __future__ import annotations

import sys

from protocol_portal.house.bootstrap import prepare
from protocol_portal.house.check import run_checks
from protocol_portal.house.machine import become, plain_words


def main() -> None:
    """Make ready, check, and hand over to the suite with the same arguments."""
    with plain_words():
        prepare()
        if "--proofs" not in sys.argv:
            run_checks()
        become("protocol_portal.house.suite", *sys.argv[1:])


if __name__ == "__main__":
    main()
