"""The page about the API says what the description says."""

from __future__ import annotations

import re
from html import unescape

import pytest

from inkdigits.web.documentation import document, pretty, rows_of, with_code


@pytest.fixture
def page(client):
    """The page as people get it."""
    return unescape(client.get("/docs").get_data(as_text=True))


def test_every_operation_field_and_status_is_on_the_page(client, page):
    """Nothing of the description is left out."""
    spec = client.get("/openapi.json").get_json()
    for path, methods in spec["paths"].items():
        assert path in page
        for operation in methods.values():
            assert operation["summary"] in page
            assert all(status in page for status in operation["responses"])
            for status in {"200", "201"}.intersection(operation["responses"]):
                schema = operation["responses"][status]["content"]["application/json"]["schema"]
                assert all(f"<code>{row.name}</code>" in page for row in rows_of(spec, schema))


def test_samples_name_the_address_that_the_reader_came_by(client):
    """They can be copied as they are."""
    page = client.get("/docs", base_url="https://digits.example:8443").get_data(as_text=True)
    assert "curl https://digits.example:8443/api/v1/readings" in page
    assert "127.0.0.1:8000" not in page


def test_a_forged_host_cannot_break_out_of_the_page(client):
    """What comes from a request is text, never markup."""
    answered = client.get("/docs", headers={"Host": 'x"><script>alert(1)</script>'})
    assert b"<script>" not in answered.data


def test_the_links_within_the_page_lead_somewhere(page):
    """Each anchor exists, each only once."""
    anchors = re.findall(r'id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(anchors)


def test_readings_come_before_the_health_of_the_server(client):
    """What people look for stands first."""
    spec = client.get("/openapi.json").get_json()
    shown = document(spec, host="http://here")
    anchors = [operation.anchor for operation in shown.operations]
    assert anchors == ["read", "correct", "forget", "live", "ready"]


def test_numbers_stay_on_one_line():
    """Ten probabilities do not take ten lines."""
    assert pretty({"a": [1, 2, 3], "b": {"c": []}}) == '{\n  "a": [1, 2, 3],\n  "b": {\n    "c": []\n  }\n}'


def test_back_ticks_become_code_and_markup_stays_text():
    """A description is words, not HTML."""
    assert with_code("a `<b>` c <i>") == "a <code>&lt;b&gt;</code> c &lt;i&gt;"
