"""Pages that are stored and served; made anew at need, and so no evidence."""

from django.db import models

from councils.models import CouncilOwned
from protocols.models.frozen import OF_A_PUBLIC_VERSION


class StoredPage(CouncilOwned):
    """The page body of a frozen text, made once and served; outside the freeze.

    It can be made again where the renderer is mended, which is why it is not evidence.
    """

    version = models.OneToOneField(
        "protocols.ProtocolVersion", on_delete=models.PROTECT, related_name="page"
    )
    renderer = models.PositiveIntegerField()
    body = models.TextField()
    contents = models.JSONField(default=list)
    expectations = models.JSONField(default=list)
    routes = models.JSONField(default=list)
    digest = models.CharField(max_length=64)

    public_rows = OF_A_PUBLIC_VERSION

    class Meta(CouncilOwned.Meta):
        constraints = CouncilOwned.Meta.constraints

    def __str__(self) -> str:
        return f"Page of {self.version}"


class PublicPage(CouncilOwned):
    """A whole page as anybody who is signed out sees it, at one address.

    It is good while nothing has been recorded in its council since (``stamp`` is the
    latest link of the council's audit chain), while the portal's own pages look as
    they did (``shape``), and from one day to the day before another. What is not good
    is not served: the page is rendered until a worker has stored it again.
    """

    version = models.ForeignKey(
        "protocols.ProtocolVersion", on_delete=models.PROTECT, related_name="+"
    )
    address = models.CharField(max_length=200, unique=True)
    html = models.TextField()
    etag = models.CharField(max_length=64)
    stamp = models.CharField(max_length=64)
    shape = models.CharField(max_length=64)
    good_from = models.DateField()
    good_until = models.DateField()  # the first day it is no longer good

    public_rows = "true"

    class Meta(CouncilOwned.Meta):
        constraints = CouncilOwned.Meta.constraints

    def __str__(self) -> str:
        return self.address
