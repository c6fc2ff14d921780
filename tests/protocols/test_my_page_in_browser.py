"""One's own page in a real browser: on one sheet, on a phone, for everybody."""

import io

import pytest
from pypdf import PdfReader

from councils.models import Person
from protocols.services.demonstration import PASSWORD, make_demonstration
from tests.browser import assert_nothing_sticks_out, axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/ashcombe/mine/"
A4 = (595, 842)  # points


@pytest.fixture
def demonstration(db):
    return make_demonstration()


def signed_in(make_page, who, width=1280):
    page = make_page(width)
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(f"{who}@ashcombe.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{PAGE}")  # where signing in lands
    return page


@pytest.mark.parametrize("who", ["councillor", "officer"])
def test_it_prints_on_one_sheet(demonstration, make_page, who):
    page = signed_in(make_page, who)

    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages

    assert len(sheets) == 1
    assert (round(sheets[0].mediabox.width), round(sheets[0].mediabox.height)) == A4
    words = " ".join(sheets[0].extract_text().split())
    assert "answers within three working days" in words
    assert "If something went wrong" in words
    assert "Sign out" not in words


@pytest.mark.parametrize("width", [320, 1280])
def test_it_fits_and_can_be_read_by_everybody(demonstration, make_page, width):
    long = "Gwenllian Featherstonehaugh-Llewellyn-Cholmondeley-Marjoribanks the Elder"
    Person.objects.filter(council=demonstration).update(name=long)
    page = signed_in(make_page, "councillor", width)

    assert_nothing_sticks_out(page)
    axe(page)
    page.get_by_role("link", name="4.1(a)").first.click()
    page.wait_for_url("**/v/3/#c-*")
