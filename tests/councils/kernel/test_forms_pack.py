"""The template pack, held to GOV.UK's own specimens and to what people may type."""

import json
from pathlib import Path

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from lxml import html

from councils.kernel.forms import (
    Actions,
    Button,
    Checkboxes,
    DayField,
    Fieldset,
    Layout,
    Link,
    Paragraph,
    PortalForm,
    PortalFormSet,
    Radios,
    Reveal,
    SecondaryButton,
    WarningButton,
)
from councils.kernel.forms.base import ErrorLink

GOVUK = Path(__file__).parents[3] / "node_modules/govuk-frontend/dist/govuk/components"
HOSTILE = "<script>{{ form }}{% now 'Y' %}</script>"


def specimen(component, name):
    """What GOV.UK says that a component looks like."""
    fixtures = json.loads((GOVUK / component / "fixtures.json").read_text())["fixtures"]
    return next(entry["html"] for entry in fixtures if entry["name"] == name)


def bones(markup):
    """What a page is styled and read by: tags, classes, types and words, in order."""
    return _bones(html.fragment_fromstring(markup.strip(), create_parent="body"))


def _bones(element):
    words = " ".join(
        " ".join([element.text or "", *(child.tail or "" for child in element)]).split()
    )
    return (
        element.tag,
        sorted(element.get("class", "").split()),
        element.get("type"),
        words,
        [_bones(child) for child in element],
    )


def field_of(field, data=None):
    """How the pack shows one field."""
    form = type("OneForm", (PortalForm,), {"it": field})(data)
    return render_to_string("portal/field.html", {"field": form["it"]})


def test_a_text_box_is_govuk_s():
    shown = field_of(forms.CharField(label="National Insurance number"))

    assert bones(shown) == bones(specimen("input", "default"))


def test_a_text_box_with_a_hint_is_govuk_s():
    theirs = specimen("input", "with hint text")
    hint = html.fragment_fromstring(theirs).find(".//div").text.strip()

    shown = field_of(forms.CharField(label="National insurance number", help_text=hint))

    assert bones(shown) == bones(theirs)


def test_a_text_box_in_error_is_govuk_s():
    theirs = specimen("input", "with error and hint")
    root = html.fragment_fromstring(theirs)

    shown = field_of(
        forms.CharField(
            label=root.find(".//label").text.strip(),
            help_text=root.find(".//div").text.strip(),
            error_messages={"required": root.find(".//p/span").tail.strip()},
        ),
        {"it": ""},
    )

    assert bones(shown) == bones(theirs)


def test_a_text_area_is_govuk_s():
    shown = field_of(
        forms.CharField(label="Can you provide more detail?", widget=forms.Textarea)
    )

    assert bones(shown) == bones(specimen("textarea", "default"))


def test_radios_are_govuk_s():
    choices = [("yes", "Yes"), ("no", "No")]

    shown = field_of(
        forms.ChoiceField(
            label="Have you changed your name?", choices=choices, widget=Radios
        )
    )

    assert bones(shown) == bones(specimen("radios", "default"))


def test_a_choice_that_was_made_is_marked():
    field = forms.ChoiceField(choices=[("a", "Alpha"), ("b", "Beta")], widget=Radios)

    shown = html.fragment_fromstring(field_of(field, {"it": "b"}).strip())

    assert shown.xpath(".//input[@checked]/@value") == ["b"]


def test_checkboxes_are_govuk_s():
    choices = [("british", "British"), ("irish", "Irish")]
    choices.append(("other", "Citizen of another country"))

    shown = field_of(
        forms.MultipleChoiceField(
            label="What is your nationality?", choices=choices, widget=Checkboxes
        )
    )

    assert bones(shown) == bones(specimen("checkboxes", "default"))


def test_a_date_is_govuk_s():
    shown = field_of(
        DayField(
            label="What is your date of birth?", help_text="For example, 31 3 1980"
        )
    )

    assert bones(shown) == bones(specimen("date-input", "default"))


@pytest.mark.parametrize(
    ("button", "text", "name"),
    [
        (Button, "Save and continue", "default"),
        (SecondaryButton, "Secondary button", "secondary"),
        (WarningButton, "Warning button", "warning"),
    ],
)
def test_a_button_is_govuk_s(button, text, name):
    shown = button(text).render(None, None)

    assert bones(shown) == bones(specimen("button", name))


def test_the_error_summary_is_govuk_s():
    theirs = specimen("error-summary", "default")
    root = html.fragment_fromstring(theirs)
    links = [
        ErrorLink("".join(item.itertext()).strip(), "x" if len(item) else "")
        for item in root.iter("li")
    ]

    shown = render_to_string("portal/error_summary.html", {"links": links})

    ours = html.fragment_fromstring(shown.strip())
    # Theirs may open with a sentence; ours lets the list speak.
    for paragraph in root.xpath(".//div[contains(@class, 'body')]/p"):
        paragraph.drop_tree()
    assert _bones(ours) == _bones(root)


class HostileForm(PortalForm):
    word = forms.CharField(label=HOSTILE, help_text=HOSTILE)
    body = forms.ChoiceField(
        label=HOSTILE,
        choices=[(HOSTILE, HOSTILE)],
        widget=Radios(hints={HOSTILE: HOSTILE}),
    )
    more = forms.CharField(label=HOSTILE, required=False)
    many = forms.MultipleChoiceField(choices=[(HOSTILE, HOSTILE)], widget=Checkboxes)

    def layout(self):
        return Layout(
            Fieldset(HOSTILE, "word", hint=HOSTILE),
            Reveal("body", {HOSTILE: ["more"]}),
            "many",
            Paragraph(HOSTILE),
            Actions(
                Button(HOSTILE, name=HOSTILE, value=HOSTILE),
                SecondaryButton(HOSTILE),
                WarningButton(HOSTILE),
                Link(HOSTILE, HOSTILE),
            ),
        )


@pytest.mark.parametrize("data", [None, {"word": HOSTILE, "more": HOSTILE}])
def test_words_from_people_are_neither_markup_nor_template(data):
    form = HostileForm(data)
    if data:
        form.add_error("word", HOSTILE)

    shown = render_crispy_form(form)

    assert "<script" not in shown
    assert shown.count("{{ form }}") >= 10


def test_errors_are_listed_in_the_order_of_the_page():
    class UpsideDown(PortalForm):
        first = forms.CharField()
        second = forms.CharField()

        def layout(self):
            return Layout("second", "first")

    links = UpsideDown({}).error_links

    assert [link.target for link in links] == ["id_second", "id_first"]


def test_an_error_of_the_whole_form_comes_first_and_leads_nowhere():
    form = HostileForm({})
    form.add_error(None, "The votes exceed the members present.")

    assert form.error_links[0] == ErrorLink("The votes exceed the members present.", "")


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        (forms.CharField(label="Title"), "Enter the title."),
        (forms.CharField(label="Your name"), "Enter your name."),
        (forms.CharField(label="PDF title"), "Enter the PDF title."),
        (forms.CharField(label="Who presided?"), "Answer the question: Who presided?"),
        (forms.ChoiceField(label="Meeting"), "Choose the meeting."),
        (forms.FileField(label="File"), "Choose the file."),
        (forms.BooleanField(label="I have read it"), "Tick the box to go on."),
        (
            forms.CharField(label="Title", error_messages={"required": "Give one."}),
            "Give one.",
        ),
    ],
)
def test_a_missing_answer_is_asked_for_by_its_name(field, sentence):
    form = type("OneForm", (PortalForm,), {"it": field})({})

    assert form.errors["it"] == [sentence]


def test_what_people_need_not_answer_is_marked():
    shown = field_of(forms.CharField(label="Vote", required=False))

    assert "(optional)" in shown


def test_nothing_pasted_is_cut_short_by_the_browser():
    shown = field_of(forms.CharField(max_length=5)) + field_of(
        forms.CharField(max_length=5, widget=forms.Textarea)
    )

    assert "maxlength=" not in shown.replace("data-maxlength=", "")


def test_a_form_with_a_file_says_how_it_is_sent():
    form = type("FileForm", (PortalForm,), {"paper": forms.FileField()})()

    assert 'enctype="multipart/form-data"' in render_crispy_form(form)


def test_a_page_s_own_words_do_not_leak_into_a_form():
    class ChoiceForm(PortalForm):
        it = forms.ChoiceField(choices=[("a", "Alpha")], widget=Radios)

    shown = render_crispy_form(
        ChoiceForm(), context={"options": [1], "choices": [2], "field": mark_safe("x")}
    )

    assert "Alpha" in shown


def test_a_form_set_gathers_the_errors_of_its_forms():
    class StageForm(PortalForm):
        recipient = forms.CharField()

    stages = forms.formset_factory(StageForm, formset=PortalFormSet)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2"}
    )

    assert [link.target for link in stages.error_links] == [
        "id_form-0-recipient",
        "id_form-1-recipient",
    ]
    assert "There is a problem" in render_crispy_form(stages)
