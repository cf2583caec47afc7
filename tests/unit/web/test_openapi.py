"""The OpenAPI description is valid, complete, and true."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from inkdigits import __version__


@pytest.fixture
def spec(client):
    """The description as programs get it."""
    return client.get("/openapi.json").get_json()


def schema_of(spec, name):
    """Return a validator of one schema of the description."""
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": spec["components"]})


def test_the_description_is_valid_openapi_3_1(spec):
    """A maintained validator finds nothing."""
    OpenAPIV31SpecValidator(spec).validate()
    assert spec["openapi"].startswith("3.1")
    assert spec["info"]["version"] == __version__


def test_every_address_of_the_api_is_described(client, spec):
    """What answers JSON is in the description, and nothing else is."""
    rules = client.application.url_map.iter_rules()
    served = {rule.rule for rule in rules if rule.endpoint.startswith(("api.", "health."))}
    assert {path.replace("{", "<").replace("}", ">") for path in spec["paths"]} == served


def test_all_three_forms_of_a_question_are_described(spec):
    """JSON, a form, and the bare picture, with the three query parameters."""
    read = spec["paths"]["/api/v1/readings"]["post"]
    assert set(read["requestBody"]["content"]) == {"application/json", "multipart/form-data", "image/*"}
    parameters = {one["name"]: one["in"] for one in read["parameters"]}
    assert parameters == dict.fromkeys(("expect", "explain", "include"), "query")
    assert {"200", "400", "413", "415", "422", "500"} <= set(read["responses"])


def test_every_error_is_described_in_the_one_form(spec):
    """Each status has the schema, a description and an example that fits."""
    for methods in spec["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                assert response["description"]
                if not status.startswith("2"):
                    content = response["content"]["application/json"]
                    assert content["schema"] == {"$ref": "#/components/schemas/Error"}
                    schema_of(spec, "Error").validate(content["example"])


def test_the_examples_fit_their_schemas(spec):
    """Whoever copies an example sends or gets something valid."""
    for methods in spec["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                if status in {"200", "201"}:
                    good = response["content"]["application/json"]
                    schema_of(spec, good["schema"]["$ref"].rpartition("/")[2]).validate(good["example"])
    for path in ("readings", "corrections"):
        body = spec["paths"][f"/api/v1/{path}"]["post"]["requestBody"]["content"]["application/json"]
        schema_of(spec, body["schema"]["$ref"].rpartition("/")[2]).validate(body["example"])


def test_both_forms_of_a_correction_and_its_key_are_described(spec):
    """JSON with strokes or a form with a picture; a key to send it again, a token to have it forgotten."""
    correct = spec["paths"]["/api/v1/corrections"]["post"]
    assert set(correct["requestBody"]["content"]) == {"application/json", "multipart/form-data"}
    assert [one["name"] for one in correct["parameters"]] == ["Idempotency-Key"]
    assert {"201", "400", "409", "413", "415", "422", "503"} <= set(correct["responses"])
    forget = spec["paths"]["/api/v1/corrections/{name}"]["delete"]
    assert {"name", "Authorization"} == {one["name"] for one in forget["parameters"]}
    assert {"204", "401", "403", "404", "503"} <= set(forget["responses"])


def test_real_answers_fit_the_description(client_of, recognizer, client, spec):
    """What is described is what comes: a reading with all its parts, and an error."""
    drawing = spec["paths"]["/api/v1/readings"]["post"]["requestBody"]["content"]["application/json"][
        "example"
    ]
    everything = "/api/v1/readings?include=normalized&explain=1"
    schema_of(spec, "Reading").validate(client_of(recognizer).post(everything, json=drawing).get_json())
    schema_of(spec, "Error").validate(client.post(everything, json={}).get_json())


def test_the_description_names_no_host_of_ours_or_theirs(client):
    """It is the same whichever name the server was called by: nobody can plant an address in it."""
    text = client.get("/openapi.json", headers={"Host": "evil.example"}).get_data(as_text=True)
    assert "evil.example" not in text
