"""A date in three boxes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from councils.kernel.forms import DayField, PortalForm

SEVENTH_OF_MARCH = date(2027, 3, 7)


class MeetingForm(PortalForm):
    held_on = DayField(label="Date of the meeting")


def meeting(day="", month="", year=""):
    return MeetingForm(
        {"held_on_day": day, "held_on_month": month, "held_on_year": year}
    )


@pytest.mark.parametrize("day", ["7", "07", " 7 ", "7th"])
@pytest.mark.parametrize("month", ["3", "03", "Mar", "march", "MARCH", "mar."])
def test_a_day_and_a_month_may_be_written_as_people_write_them(day, month):
    form = meeting(day, month, "2027")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["held_on"] == SEVENTH_OF_MARCH


@pytest.mark.parametrize("month", ["Sep", "Sept", "september", "9"])
def test_september_has_two_short_forms(month):
    assert DayField().clean(["1", month, "2027"]) == date(2027, 9, 1)


@pytest.mark.parametrize(
    ("boxes", "sentence", "target"),
    [
        (("", "", ""), "Enter the date of the meeting.", "id_held_on_0"),
        (
            ("7", "", "2027"),
            "Date of the meeting must include a month.",
            "id_held_on_1",
        ),
        (
            ("7", "", ""),
            "Date of the meeting must include a month and a year.",
            "id_held_on_1",
        ),
        (
            ("7", "3", "27"),
            "Date of the meeting must have a year of four figures.",
            "id_held_on_2",
        ),
        (
            ("7", "Ma", "2027"),
            "Date of the meeting must be a real date, such as 7 March 2027.",
            "id_held_on_1",
        ),
        (
            ("30", "2", "2027"),
            "Date of the meeting must be a real date, such as 7 March 2027.",
            "id_held_on_0",
        ),
        (
            ("0", "13", "2027"),
            "Date of the meeting must be a real date, such as 7 March 2027.",
            "id_held_on_0",
        ),
    ],
)
def test_a_refusal_names_what_is_wrong_and_leads_to_it(boxes, sentence, target):
    form = meeting(*boxes)

    assert not form.is_valid()
    assert [(link.message, link.target) for link in form.error_links] == [
        (sentence, target)
    ]


def test_only_the_box_that_is_wrong_is_marked():
    form = meeting("7", "", "2027")
    form.is_valid()

    marked = [box.label for box in form["held_on"].boxes if "--error" in box.css_class]

    assert marked == ["Month"]


def test_what_was_typed_is_shown_again():
    form = meeting("7", "Marhc", "2027")
    form.is_valid()

    assert [box.value for box in form["held_on"].boxes] == ["7", "Marhc", "2027"]


def test_a_date_on_record_is_shown_in_the_boxes():
    form = MeetingForm(initial={"held_on": SEVENTH_OF_MARCH})

    assert [box.value for box in form["held_on"].boxes] == ["7", "3", "2027"]


def test_a_form_sent_unchanged_has_not_changed():
    form = MeetingForm(
        {"held_on_day": "7", "held_on_month": "March", "held_on_year": "2027"},
        initial={"held_on": SEVENTH_OF_MARCH},
    )

    assert not form.has_changed()


@pytest.mark.parametrize("hostile", ["\u0667", "7\u0000", "-7", "9" * 4000, "7.0"])
def test_a_hostile_day_is_refused(hostile):
    with pytest.raises(ValidationError):
        DayField().clean([hostile, "3", "2027"])


def test_a_box_that_was_not_sent_counts_as_empty():
    form = MeetingForm({"held_on_day": "7", "held_on_year": "2027"})

    assert form.errors["held_on"] == ["Date of the meeting must include a month."]
