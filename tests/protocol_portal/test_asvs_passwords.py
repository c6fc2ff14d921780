"""Which passwords are taken and which are not, wherever one is chosen."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.factories import PASSWORD

NEW = "another four unlike words"
COMMON = ["qwertyuiop123", "finalfantasy", "INTERNATIONAL", "1q2w3e4r5t6y"]
LONG = f"{'many words ' * 20}end"


def refusals(password):
    try:
        validate_password(password)
    except ValidationError as refused:
        return {error.code for error in refused.error_list}
    return set()


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "eleven pens in a jar",
        "aaaaaabbbbbbcccccc",
        "918273645546372819",
        "ALLINCAPITALSANDLONG",
        "åäö åäö åäö ñçø",
        "🐎🔋📎🌲🐎🔋📎🌲🐎🔋📎🌲",
        "  spaces at both ends  ",
        "the clerk keeps nine grey geese",
        "wxkqz " * 21 + "wx",
    ],
)
def test_any_signs_make_a_password_if_there_are_twelve(password):
    assert refusals(password) == set()


@pytest.mark.parametrize("password", ["short words", "elevensigns", ""])
def test_fewer_than_twelve_signs_are_refused(password):
    assert "password_too_short" in refusals(password)


@pytest.mark.parametrize("password", COMMON)
def test_what_breaches_have_made_known_is_refused(password):
    assert "password_too_common" in refusals(password)


@pytest.mark.parametrize(
    "password",
    ["letmeinletmein", "Monkey123456", "dragonfootball", "qwerty12345678"],
)
def test_two_common_passwords_in_a_row_are_refused(password):
    assert "password_of_two" in refusals(password)


@pytest.mark.parametrize(
    "password",
    ["ParishClerk2030!", "town council town", "protocol-portal", "Welcome2030!!"],
)
def test_the_words_of_the_house_alone_are_refused(password):
    assert "password_of_the_house" in refusals(password)


def test_a_password_is_changed_only_by_who_knows_the_one_until_now(client, councillor):
    client.force_login(councillor)
    address = reverse("account_change_password")

    client.post(address, {"oldpassword": "no", "password1": NEW, "password2": NEW})
    councillor.refresh_from_db()
    assert councillor.check_password(PASSWORD)

    client.post(address, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    councillor.refresh_from_db()
    assert councillor.check_password(NEW)


def test_a_password_stays_good_for_years(client, councillor):
    with time_machine.travel(datetime(2060, 1, 1, tzinfo=UTC)):
        answer = client.post(
            reverse("account_login"), {"login": councillor.email, "password": PASSWORD}
        )

        assert answer.headers["Location"] == reverse("my_page", args=["withycombe"])


@pytest.mark.parametrize(
    "password", [LONG, "  Spaces and CAPITALS  ", "ünïcödé wörds æå"]
)
def test_a_password_is_kept_whole_and_as_it_was_typed(client, councillor, password):
    client.force_login(councillor)
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": password, "password2": password},
    )

    councillor.refresh_from_db()
    assert councillor.check_password(password)
    for other in (password.strip()[:-1], password.lower(), password[:64]):
        assert other == password or not councillor.check_password(other)


@pytest.mark.parametrize(
    ("name", "boxes"),
    [
        ("account_login", {"password": "current-password"}),
        (
            "account_change_password",
            {
                "oldpassword": "current-password",
                "password1": "new-password",
                "password2": "new-password",
            },
        ),
    ],
)
def test_a_password_is_typed_unseen_and_may_be_pasted_or_filled_in(
    client, councillor, name, boxes
):
    if name != "account_login":
        client.force_login(councillor)

    form = client.get(reverse(name)).context["form"]

    for box, filled_in_as in boxes.items():
        html = str(form[box])
        assert 'type="password"' in html
        assert f'autocomplete="{filled_in_as}"' in html
        assert "maxlength" not in html
        assert "paste" not in html
