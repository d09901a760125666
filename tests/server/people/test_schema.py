"""schemathesis reads the API's own description and tries what fits it and what does not: the same cases each time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

CASES = 60
ROUTES = ["/api/v1/enrol", "/api/v1/sign-in", "/api/v1/stores", "/api/v1/sync"]


@pytest.fixture
def described(district) -> Iterator[schemathesis.BaseSchema]:
    """The API as it describes itself, called in this process."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    for signal in (request_started, request_finished):  # the connection holds the test's transaction
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler(), config=SchemathesisConfig())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_route_is_tried(described):
    assert sorted(described) == ROUTES


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("route", ROUTES)
def test_api_is_as_it_describes_itself(described, district, route, mode):
    headers = {"Authorization": f"Bearer {district.phones['amina'].token}", "Accept-Encoding": "identity"}

    @seed(3)
    @settings(
        max_examples=CASES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=described[route]["POST"].as_strategy(generation_mode=mode))
    def tried(case):
        case.call_and_validate(headers=headers)

    tried()
