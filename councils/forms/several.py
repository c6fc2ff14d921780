"""The forms of several people at once: rows to fill in, a table, and the preview."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from councils.kernel.forms import (
    Actions,
    Button,
    DayField,
    Layout,
    PortalForm,
    Radios,
    SecondaryButton,
    SeenForm,
)
from councils.kernel.forms.base import ErrorLink
from councils.kernel.pasted_tables import MOST_BYTES, words_of
from councils.kernel.refusals import DomainError
from councils.models import Committee, Council, Membership
from councils.people_tables import MOST_ROWS, TypedRow, as_table, rows_of
from councils.roles import COMMITTEE_ROLES, Role
from councils.services.newcomers import Row

DO = "do"
CHECK, MORE, ADD, CHANGE = "check", "more", "add", "change"
ROWS_AT_ONCE = 5
MOST_SHOWN = 40  # rows; what is longer is put right in its table
LONGEST_TABLE = 120_000  # characters
PLACES = ("name", "email", "office", "committee", "first_day")


class ForAllForm(PortalForm):
    """What is the same for everybody, and a table where there is one."""

    form_tag = False

    starts_on = DayField(
        label="First day in office",
        required=False,
        help_text="For everybody whose own line does not say another.",
    )
    origin = forms.ChoiceField(
        label="How they came to it",
        choices=Membership.Origin.choices,
        initial=Membership.Origin.ELECTED,
        widget=Radios,
    )
    file = forms.FileField(
        label="A CSV file",
        required=False,
        help_text=f"At most {MOST_ROWS} people and {MOST_BYTES // 1024} KB.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    pasted = forms.CharField(
        label="Or a table, copied from a spreadsheet",
        required=False,
        strip=False,
        help_text="With the line that names its columns.",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean_file(self) -> list[TypedRow]:
        """Read the people of the file."""
        file = self.cleaned_data["file"]
        if not file:
            return []
        try:
            return rows_of(words_of(file.read(MOST_BYTES + 1)))
        except DomainError as refusal:
            raise forms.ValidationError(refusal.message) from refusal

    def clean_pasted(self) -> list[TypedRow]:
        """Read the people of the table."""
        words = self.cleaned_data["pasted"]
        if len(words) > LONGEST_TABLE:
            message = "The table is too long. Divide it in two."
            raise forms.ValidationError(message)
        try:
            return rows_of(words)
        except DomainError as refusal:
            raise forms.ValidationError(refusal.message) from refusal

    def listed(self) -> list[TypedRow]:
        """Give the people of the file and of the table."""
        return [*self.cleaned_data["file"], *self.cleaned_data["pasted"]]


class RowForm(PortalForm):
    """One person and their office, as words: what they mean is found out together."""

    form_tag = False

    name = forms.CharField(label="Full name", required=False)
    email = forms.CharField(
        label="E-mail address",
        required=False,
        widget=forms.EmailInput,
    )
    office = forms.CharField(label="Office", required=False, widget=forms.Select)
    committee = forms.CharField(label="Committee", required=False, widget=forms.Select)
    first_day = forms.CharField(label="First day, if another", required=False)

    def __init__(
        self,
        *args: Any,
        offices: Sequence[tuple[str, str]],
        committees: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choose("office", list(offices))
        if committees:
            names = [("", "None"), *((name, name) for name in committees)]
            self._choose("committee", names)
        else:
            del self.fields["committee"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        widget: Any = self.fields[name].widget
        widget.choices = choices


class RowForms:
    """Rows of people: those that were typed, and empty ones after them."""

    def __init__(
        self,
        council: Council,
        typed: Sequence[TypedRow],
        *,
        empty: int = 0,
        planned: Sequence[Row] = (),
        prefix: str = "row",
        offices: Sequence[tuple[str, str]] = (),
    ) -> None:
        self.prefix = prefix
        committees: list[str] = []
        if not offices:  # any office, those of a committee too
            committees = _committees(council)
            offices = _offices(council, has_committees=bool(committees))
        rows = [*typed, *[TypedRow()] * empty]
        self.forms = [
            RowForm(
                {f"{prefix}-{n}-{place}": getattr(row, place) for place in PLACES},
                prefix=f"{prefix}-{n}",
                offices=offices,
                committees=committees,
            )
            for n, row in enumerate(rows)
        ]
        for row, form in zip(planned, self.forms, strict=False):
            for place, sentence in row.wrong:
                known = place if place in form.fields else "name"
                form.add_error(known, sentence)

    def __iter__(self) -> Iterator[RowForm]:
        return iter(self.forms)

    def __len__(self) -> int:
        return len(self.forms)

    @property
    def error_links(self) -> list[ErrorLink]:
        """Give what is wrong, saying with which row."""
        return [
            ErrorLink(f"Person {number}: {link.message}", link.target)
            for number, form in enumerate(self.forms, start=1)
            for link in form.error_links
        ]


def typed_in(
    data: Mapping[str, str],
    prefix: str = "row",
    *,
    filled: Sequence[str] = ("name", "email", "office"),
) -> list[TypedRow]:
    """Give the rows of a page as they were sent; with nothing ``filled`` it is none."""
    rows = []
    for n in range(MOST_SHOWN + ROWS_AT_ONCE):
        sent = {place: data.get(f"{prefix}-{n}-{place}", "") for place in PLACES}
        if any(sent[place].strip() for place in filled):
            rows.append(TypedRow(line=n + 1, **sent))
    return rows


def as_sent(form: PortalForm, data: Mapping[str, Any]) -> dict[str, Any]:
    """Give what was sent for each field of a form, right or wrong."""
    return {
        name: field.widget.value_from_datadict(data, {}, name)
        for name, field in form.fields.items()
        if not isinstance(field, forms.FileField)
    }


class PreviewForm(SeenForm):
    """The list that the clerk has seen, carried along as it is; nothing keeps it."""

    table = forms.CharField(
        widget=forms.HiddenInput, max_length=LONGEST_TABLE * 2, strip=False
    )
    starts_on = forms.DateField(widget=forms.HiddenInput, required=False)
    origin = forms.ChoiceField(
        choices=Membership.Origin.choices, widget=forms.HiddenInput
    )

    def layout(self) -> Layout:
        return Layout(
            Actions(
                Button("Add these people", name=DO, value=ADD),
                SecondaryButton("Change something", name=DO, value=CHANGE),
            ),
        )

    def clean_table(self) -> list[TypedRow]:
        """Read the list."""
        try:
            return rows_of(self.cleaned_data["table"])
        except DomainError as refusal:
            raise forms.ValidationError(refusal.message) from refusal


def preview_of(
    rows: Sequence[Row], *, starts_on: date | None, origin: str, seen: str
) -> PreviewForm:
    """Give the form that carries a list that is right."""
    carried = [
        TypedRow(
            name=row.typed.name,
            email=row.typed.email,
            office=row.term.role if row.term else row.typed.office,
            committee=row.typed.committee,
            first_day=row.typed.first_day,
        )
        for row in rows
    ]
    return PreviewForm(
        initial={
            "table": as_table(carried),
            "starts_on": starts_on,
            "origin": origin,
            "seen": seen,
        }
    )


def _offices(council: Council, *, has_committees: bool) -> list[tuple[str, str]]:
    return [
        ("", "Choose an office"),
        *(
            (role.value, council.title_of(role))
            for role in Role
            if has_committees or role not in COMMITTEE_ROLES
        ),
    ]


def _committees(council: Council) -> list[str]:
    committees = Committee.objects.filter(council=council).standing()
    return list(committees.values_list("name", flat=True))
