"""Taking changes of a draft back, in the order in which they were made."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from councils.kernel.refusals import DomainError
from councils.models import User
from protocols.document import Row
from protocols.models import DraftChange, ProtocolVersion
from protocols.services.editing.drafts import Edit, OpenDraft


class OthersChanged(DomainError):
    """Undoing would take somebody else's changes back as well; they are named."""

    def __init__(self, names: Iterable[str], changes: int) -> None:
        what = "a change" if changes == 1 else f"{changes} changes"
        super().__init__(
            f"Undoing this would take back {what} that {' and '.join(names)} made."
        )


def undoable(version: ProtocolVersion, actor: User) -> DraftChange | None:
    """Give what Undo would take back: the actor's last change, or else the last."""
    changes = version.changes.defer("before").select_related("made_by")
    return changes.filter(made_by__user=actor).first() or changes.first()


@transaction.atomic
def undo_change(
    version: ProtocolVersion,
    *,
    actor: User,
    sequence: int,
    even_others: bool = False,
) -> Edit:
    """Bring the text back to what it was before a change, and forget what came since.

    Raises:
        PermissionDenied: the actor is neither clerk nor deputy.
        OthersChanged: somebody else's change would go with it.
        DomainError: the text is no draft any more, or the change is undone already.
    """
    draft = OpenDraft(version, actor=actor)
    changes = list(
        draft.version.changes.filter(sequence__gte=sequence).select_related("made_by")
    )
    if not changes or changes[-1].sequence != sequence:
        message = "That change has been undone already."
        raise DomainError(message)
    others = [change for change in changes if change.made_by_id != draft.actor_id]
    if others and not even_others:
        names = sorted({str(change.made_by or "somebody") for change in others})
        raise OthersChanged(names, len(others))
    _restore(draft, changes)
    draft.version.changes.filter(sequence__gte=sequence).delete()
    last = changes[-1]
    return Edit(said=f"Undid “{last.label}”.", lineage=last.lineage)


def _restore(draft: OpenDraft, changes: Iterable[DraftChange]) -> None:
    """Put back what each change found, from the latest to the first."""
    draft.count()
    before: dict[str, Any] = {}
    for change in changes:
        before.update(change.before)
    if "rows" in before:
        stored = before.pop("rows")
        draft.read().write(tuple(map(Row.from_json, stored)))
    for field, value in before.items():
        setattr(draft.version, field, value)
    if before:
        draft.version.save(update_fields=list(before))
