"""When a protocol is due for review, worked out from its facts alone."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from protocols.document import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDue:
    """The day a review falls due, and why; ``day`` is none where nothing says."""

    day: date | None
    reason: str

    def is_overdue(self, today: date) -> bool:
        """Say whether the day has passed."""
        return self.day is not None and self.day < today


def review_due(facts: Facts) -> ReviewDue:
    """Say when a text is due for review.

    A date on record wins over one worked out from the number of months; the months
    count from the last review, or from adoption where there was none.
    """
    if facts.next_review_on is not None:
        return ReviewDue(day=facts.next_review_on, reason="Date on record")
    since = max(
        (day for day in (facts.adopted_on, *facts.reviewed_on) if day is not None),
        default=None,
    )
    months = facts.review_cycle_months
    if since is not None and months is not None:
        return ReviewDue(
            day=since + relativedelta(months=months),
            reason=f"Every {months} months",
        )
    if facts.review_words:
        return ReviewDue(day=None, reason=facts.review_words)
    return ReviewDue(day=None, reason="No review date")
