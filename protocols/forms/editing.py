"""The forms of the editor: a clause, the title, the numbers, the reviews."""

from typing import Any, cast

from django import forms

from councils.kernel.forms import DayField, Layout, PortalForm, Row
from councils.models import Council
from protocols.document import Facts, Kind, Side
from protocols.document import Row as TextRow
from protocols.models import ProtocolVersion
from protocols.numbering import Mark, NumberingStyle
from protocols.services.editing import ReviewRule, Revision
from protocols.services.showing import side_words
from protocols.services.texts import facts_of_draft

KIND_CHOICES = [
    (Kind.SECTION.value, "Heading"),
    (Kind.CLAUSE.value, "Clause"),
    (Kind.ITEM.value, "List entry"),
    (Kind.PARAGRAPH.value, "Paragraph without a number"),
    (Kind.NOTE.value, "Note"),
]
MARK_CHOICES = [
    (Mark.NUMBER.value, "1, 2, 3"),
    (Mark.OUTLINE.value, "1.1, 1.2, 1.3"),
    (Mark.LETTER.value, "(a), (b), (c)"),
    (Mark.ROMAN.value, "(i), (ii), (iii)"),
    (Mark.BULLET.value, "Bullets"),
    (Mark.NONE.value, "No number"),
]
FEWEST_LINES, MOST_LINES, LETTERS_A_LINE = 3, 14, 60


class ClauseForm(PortalForm):
    """What a row says, what it is, and who may expect it of whom."""

    form_tag = False

    edits = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = forms.CharField(
        strip=False,
        widget=forms.Textarea,
        error_messages={"required": "Write the words, or remove the row."},
    )
    kind = forms.ChoiceField(label="What it is", choices=KIND_CHOICES)
    holder = forms.ChoiceField(label="Who may expect this", required=False)
    owed_by = forms.ChoiceField(label="From whom", required=False)

    def __init__(
        self, *args: Any, council: Council, name: str, save_url: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, auto_id="edit-%s", **kwargs)
        sides = [(side.value, side_words(council, side.value)) for side in Side]
        for field in ("holder", "owed_by"):
            choices = [("", "Nobody in particular"), *sides]
            cast("forms.ChoiceField", self.fields[field]).choices = choices
        text = self.fields["text"]
        text.label = f"Words of {name}"
        text.help_text = "Two stars make **bold**, one makes *italic*."
        words = str(self["text"].value() or "")
        text.widget.attrs |= {
            "rows": min(
                max(FEWEST_LINES, len(words) // LETTERS_A_LINE + 2), MOST_LINES
            ),
            "hx-post": save_url,
            "hx-trigger": "input changed delay:800ms, change",
            "hx-target": "#editor-saved",
            "hx-swap": "innerHTML",
            "hx-status:409": "target:#editor swap:outerMorph",
        }

    def layout(self) -> Layout:
        return Layout("text", "kind", Row("holder", "owed_by"))

    def revision(self) -> Revision:
        """Give what was asked for."""
        answers = self.cleaned_data
        return Revision(
            text=answers["text"],
            kind=Kind(answers["kind"]),
            holder=Side(answers["holder"]) if answers["holder"] else None,
            owed_by=Side(answers["owed_by"]) if answers["owed_by"] else None,
        )


def clause_values(row: TextRow, edits: int) -> dict[str, object]:
    """Give a row as the form of a clause shows it."""
    return {
        "edits": edits,
        "text": row.text,
        "kind": row.kind.value,
        "holder": row.holder.value if row.holder else "",
        "owed_by": row.owed_by.value if row.owed_by else "",
    }


class TitleForm(PortalForm):
    """The title of the text."""

    submit_text = "Save the title"
    form_tag = False

    title = forms.CharField(
        label="Title", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    @classmethod
    def of(cls, version: ProtocolVersion) -> "TitleForm":
        """Give the form with the title as it stands."""
        return cls(initial={"title": version.title})


class NumberingForm(PortalForm):
    """How each level of the text is numbered."""

    submit_text = "Number it so"
    form_tag = False

    sections = forms.ChoiceField(label="Headings", choices=MARK_CHOICES)
    subheadings = forms.ChoiceField(label="Sub-headings", choices=MARK_CHOICES)
    clauses = forms.ChoiceField(label="Clauses", choices=MARK_CHOICES)
    items = forms.ChoiceField(label="Lists", choices=MARK_CHOICES)
    inner_items = forms.ChoiceField(label="Lists within lists", choices=MARK_CHOICES)
    unnumbered_opening = forms.IntegerField(
        label="Headings at the start without a number",
        min_value=0,
        max_value=50,
        required=False,
    )

    @classmethod
    def of(cls, version: ProtocolVersion) -> "NumberingForm":
        """Give the form with the style as it stands."""
        style = NumberingStyle.from_json(version.numbering)
        return cls(
            initial={
                "sections": style.sections.value,
                "subheadings": style.subheadings.value,
                "clauses": style.clauses.value,
                "items": style.of_items(0).value,
                "inner_items": style.of_items(1).value,
                "unnumbered_opening": style.unnumbered_opening,
            }
        )

    def style(self) -> NumberingStyle:
        """Give the style that was asked for."""
        answers = self.cleaned_data
        return NumberingStyle(
            sections=Mark(answers["sections"]),
            subheadings=Mark(answers["subheadings"]),
            clauses=Mark(answers["clauses"]),
            items=(Mark(answers["items"]), Mark(answers["inner_items"])),
            unnumbered_opening=answers["unnumbered_opening"] or 0,
        )


class ReviewRuleForm(PortalForm):
    """How often the text is reviewed, and when next."""

    submit_text = "Save the rule"
    form_tag = False

    words = forms.CharField(
        label="In the words of the text",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    months = forms.IntegerField(label="Every how many months", required=False)
    next_on = DayField(label="Next review", required=False)

    @classmethod
    def of(cls, version: ProtocolVersion) -> "ReviewRuleForm":
        """Give the form with the rule as it stands."""
        facts = facts_of_draft(version)
        return cls(
            initial={
                "words": facts.review_words or "",
                "months": facts.review_cycle_months,
                "next_on": facts.next_review_on,
            }
        )

    def rule(self) -> ReviewRule:
        """Give the rule that was asked for."""
        answers = self.cleaned_data
        return ReviewRule(
            words=answers["words"] or None,
            months=answers["months"],
            next_on=answers["next_on"],
        )


def review_summary(facts: Facts) -> str:
    """Say the rule for reviews in a few words."""
    if facts.review_cycle_months is not None:
        return f"every {facts.review_cycle_months} months"
    if facts.next_review_on is not None:
        return f"next on {facts.next_review_on:%-d %B %Y}"
    return "in its own words" if facts.review_words else "none yet"
