"""The forms of a route: who raises a concern, about whom, and who receives it."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.text import capfirst

from councils.kernel.forms import Layout, PortalForm, PortalFormSet, Row
from councils.models import Council
from protocols.document import Concerned, Office, Recipient, Route, Stage, StageKind
from protocols.services.routes import (
    STAGE_WORDS,
    concerned_words,
    recipient_words,
)


class RouteForm(PortalForm):
    """Who raises a concern, and about whom; ``seen`` is what the page showed."""

    form_tag = False

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    raised_by = forms.ChoiceField(label="Who raises the concern")
    about = forms.ChoiceField(label="Whom it is about")

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (each.value, capfirst(concerned_words(council, each)))
            for each in Concerned
        ]
        for name in ("raised_by", "about"):
            cast("forms.ChoiceField", self.fields[name]).choices = choices

    def layout(self) -> Layout:
        return Layout(Row("raised_by", "about"))

    def route(self, stages: tuple[Stage, ...]) -> Route:
        """Give the route that was asked for."""
        return Route(
            raised_by=Concerned(self.cleaned_data["raised_by"]),
            about=Concerned(self.cleaned_data["about"]),
            stages=stages,
        )


class StageForm(PortalForm):
    """One stage of a route; without a recipient there is none."""

    recipient = forms.ChoiceField(
        label="Who receives it",
        help_text="With nobody, the stage is left out.",
        required=False,
    )
    printed = forms.CharField(
        label="As the text calls them", required=False, max_length=200
    )
    alternate = forms.ChoiceField(
        label="Or else, where it is about them",
        help_text="Without one, a concern about the recipient reaches the recipient.",
        required=False,
    )
    alternate_printed = forms.CharField(
        label="As the text calls the other", required=False, max_length=200
    )
    kind = forms.ChoiceField(
        label="How it is dealt with",
        choices=[(kind.value, words) for kind, words in STAGE_WORDS.items()],
        initial=StageKind.INFORMAL.value,
    )
    target_days = forms.IntegerField(label="Within working days", required=False)

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.council = council
        offices = [(role.value, capfirst(recipient_words(council, role))) for role in Recipient]
        for name, nobody in (
            ("recipient", "Nobody: no such stage"),
            ("alternate", "Nobody"),
        ):
            choices = [("", nobody), *offices]
            cast("forms.ChoiceField", self.fields[name]).choices = choices

    def stage(self) -> Stage | None:
        """Give the stage, if there is to be one."""
        answers = self.cleaned_data
        if not answers:  # An empty form at the end, left as it was.
            return None
        recipient = self._office("recipient", "printed")
        if recipient is None:
            return None
        return Stage(
            kind=StageKind(answers["kind"]),
            recipient=recipient,
            alternate=self._office("alternate", "alternate_printed"),
            target_days=answers["target_days"],
        )

    def _office(self, role_field: str, words_field: str) -> Office | None:
        role = self.cleaned_data[role_field]
        if not role:
            return None
        words = " ".join(self.cleaned_data[words_field].split())
        # Another office is not called by the name of the one before.
        is_other = role_field in self.changed_data
        if not words or (is_other and words_field not in self.changed_data):
            words = recipient_words(self.council, Recipient(role))
        return Office(role=Recipient(role), printed=words)


class StagesForm(PortalFormSet):
    """The stages of a route, in order, with an empty one to add."""

    legend = "Stage"

    def stages(self) -> tuple[Stage, ...]:
        """Give the stages that were asked for."""
        found = (form.stage() for form in self.forms)
        return tuple(stage for stage in found if stage is not None)


_STAGES = forms.formset_factory(StageForm, formset=StagesForm, extra=1, max_num=10)


def stages_form(
    data: Mapping[str, str] | None, *, route: Route | None, council: Council
) -> StagesForm:
    """Give the stages of a route as forms, and an empty one."""
    stages = route.stages if route else ()
    form = _STAGES(
        data,
        initial=[_stage_values(stage) for stage in stages],
        prefix="stage",
        form_kwargs={"council": council},
    )
    return cast("StagesForm", form)


def _stage_values(stage: Stage) -> dict[str, object]:
    return {
        "recipient": stage.recipient.role.value,
        "printed": stage.recipient.printed,
        "alternate": stage.alternate.role.value if stage.alternate else "",
        "alternate_printed": stage.alternate.printed if stage.alternate else "",
        "kind": stage.kind.value,
        "target_days": stage.target_days,
    }


class AlternateForm(PortalForm):
    """Somebody else to receive what is about the recipient."""

    form_tag = False
    submit_text = "Add an alternate"

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    alternate = forms.ChoiceField(label="Or else it goes to")

    def __init__(
        self, *args: Any, council: Council, route: Route, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.council = council
        taken = {stage.recipient.role for stage in route.stages[:1]}
        cast("forms.ChoiceField", self.fields["alternate"]).choices = [
            (role.value, capfirst(recipient_words(council, role)))
            for role in Recipient
            if role not in taken and role is not Recipient.OTHER
        ]

    def office(self) -> Office:
        """Give the office that was chosen."""
        role = Recipient(self.cleaned_data["alternate"])
        return Office(role=role, printed=recipient_words(self.council, role))
