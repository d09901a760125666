"""The frame of the field app: it loads, it stays, it complains of nothing."""

from __future__ import annotations

from e2e.axe import assert_accessible
from e2e.conftest import ready_for_flight_mode


def test_first_visit_shows_the_app_without_a_complaint(page):
    page.goto("/")

    page.wait_for_selector("#app > *")
    assert "Attune" in page.title()
    assert_accessible(page)


def test_app_opens_in_flight_mode_after_the_first_visit(phone, page):
    page.goto("/")
    ready_for_flight_mode(page)
    page.close()
    phone.set_offline(True)

    again = phone.new_page()
    again.goto("/")

    again.wait_for_selector("#app > *")


def test_app_opens_when_the_server_is_gone(new_phone, own_site):
    phone = new_phone(base_url=own_site.url)
    page = phone.new_page()
    page.goto("/")
    ready_for_flight_mode(page)
    own_site.stop()

    page.reload()

    page.wait_for_selector("#app > *")


def test_nothing_is_asked_of_any_other_host(page, site):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto("/")
    ready_for_flight_mode(page)

    assert asked
    assert all(url.startswith((site.url, "data:", "blob:")) for url in asked)
