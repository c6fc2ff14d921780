"""The portal's own addresses, and beside them the page of specimens."""

from pathlib import Path
from types import SimpleNamespace

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from protocol_portal.urls import handler400, handler403, handler404, handler500  # noqa: F401
from protocol_portal.urls import urlpatterns as own_urlpatterns
from tests.look import specimens
from tests.look.forms import SpecimenForm, StageFormSet

TEMPLATES = Path(__file__).parent / "templates"


@login_not_required
def kitchen(request):
    form = SpecimenForm(request.POST or None, request.FILES or None)
    form.is_valid()
    return _shown(request, "kitchen.html", form=form, stages=StageFormSet())


@login_not_required
def reading(request):
    return _shown(request, "reading.html")


@login_not_required
def desk(request):
    return _shown(request, "desk.html")


@login_not_required
def refused(request):
    raise PermissionDenied("Only the clerk can record an adoption.")


@login_not_required
def broken(request):
    raise ZeroDivisionError


def _shown(request, name, **more):
    template = engines["django"].from_string((TEMPLATES / name).read_text())
    return HttpResponse(
        template.render(
            {
                **specimens.CONTEXT,
                "council": SimpleNamespace(
                    name="Ashcombe Town Council",
                    slug="ashcombe",
                    get_absolute_url="/specimens/",
                    has_crest=False,
                    clerk_title="Town Clerk",
                ),
                "page": Paginator(range(50), 10).page(2),
                **more,
            },
            request,
        )
    )


@login_not_required
def colours(request):
    return HttpResponse(":root{--council-colour:#1f4e5f}", content_type="text/css")


urlpatterns = [
    path("ashcombe/colours.css", colours),
    path("specimens/", kitchen),
    path("specimens/reading/", reading),
    path("specimens/desk/", desk),
    path("specimens/refused/", refused),
    path("specimens/broken/", broken),
    *own_urlpatterns,
]
