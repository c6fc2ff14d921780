"""(to come)"""

from protocols.document import Route, Row


def read_routes(rows: tuple[Row, ...]) -> tuple[Route, ...]:
    """X."""
    return ()
