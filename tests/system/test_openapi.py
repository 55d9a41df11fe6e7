from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.system.binding import Call, Request
from adjudge.system.openapi import OpenApiError, operations
from adjudge.system.templates import parse

DOCUMENT = """
openapi: 3.1.0
info: {title: Bank, version: "1"}
paths:
  /accounts/{account-id}/transfers:
    parameters:
      - {name: account-id, in: path, required: true, schema: {type: string}}
    post:
      operationId: transfer
      parameters:
        - $ref: "#/components/parameters/Dry"
        - {name: X-Trace, in: header, schema: {type: string}}
      requestBody:
        $ref: "#/components/requestBodies/Transfer"
      responses:
        201: {description: done}
        "4XX": {description: refused}
        "500": {description: broken}
        default: {description: anything}
  /health:
    get:
      operationId: health
      responses: {"200": {description: fine}}
    post:
      responses: {"200": {description: it has no name}}
  /upload:
    put:
      operationId: upload
      requestBody: {content: {text/plain: {schema: {type: string}}}}
      responses: {"200": {description: fine}}
  /secret:
    get:
      operationId: secret
      parameters: [{name: sid, in: cookie, required: true}]
      responses: {"200": {description: fine}}
components:
  parameters:
    Dry: {name: dry, in: query, schema: {type: boolean}}
  requestBodies:
    Transfer:
      content:
        application/json:
          schema:
            allOf:
              - $ref: "#/components/schemas/Target"
              - {type: object, properties: {amount: {type: integer}}}
  schemas:
    Target: {type: object, properties: {to: {type: string}}}
"""


def test_an_operation_is_called_by_the_names_of_its_parameters() -> None:
    found = operations(DOCUMENT)

    assert found["transfer"] == Call(
        Request(
            "POST",
            parse("/accounts/{account_id}/transfers"),
            {"dry": parse("{dry}")},
            {"X-Trace": parse("{X_Trace}")},
            {"to": parse("{to}"), "amount": parse("{amount}")},
        ),
        (201,),
        tuple(range(400, 500)),
    )
    assert found["health"] == Call(Request("GET", parse("/health")), (200,))


def test_what_can_not_be_bound_by_names_is_left_out() -> None:
    assert operations(DOCUMENT).keys() == {"transfer", "health"}


def test_json_is_read_as_well() -> None:
    document = {
        "openapi": "3.0.3",
        "paths": {"/x": {"get": {"operationId": "x", "responses": {"2XX": {}}}}},
    }

    found = operations(json.dumps(document, indent="\t"), plain_json=True)

    assert found["x"].accepted == tuple(range(200, 300))


PATHS = "openapi: 3.0.0\npaths:\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "version 3"),
        ("swagger: '2.0'\npaths: {}", 1, "version 3"),
        ("openapi: 3.0.0", 1, "`paths` must be an object"),
        ("a: [", 1, "no YAML"),
        (f"{PATHS}  /x: {{get: {{operationId: a}}}}", 3, "`responses` must be an object"),
        (f"{PATHS}  x: {{get: {{operationId: a, responses: {{}}}}}}", 3, "does not begin with /"),
        (f"{PATHS}  /x: {{get: {{operationId: 1, responses: {{}}}}}}", 3, "no text"),
        (
            f"{PATHS}  /x: {{get: {{operationId: a, responses: {{2000: {{}}}}}}}}",
            3,
            "“2000” is no status",
        ),
        (
            (
                f"{PATHS}  /x:\n    get: {{operationId: a, responses: {{}}}}\n"
                "    put: {operationId: a, responses: {}}"
            ),
            5,
            "used twice",
        ),
        (f"{PATHS}  /x:\n    $ref: other.yaml#/x", 4, "out of the document"),
        (f"{PATHS}  /x:\n    $ref: '#/none'", 4, "leads nowhere"),
        (f"{PATHS}  /x:\n    $ref: '#/paths/~1x'", 4, "circle"),
        (
            f"{PATHS}  /x: {{parameters: 1, get: {{operationId: a, responses: {{}}}}}}",
            3,
            "must be a list",
        ),
        (
            f"{PATHS}  /x: {{parameters: [{{in: query}}], get: {{operationId: a, responses: {{}}}}}}",
            3,
            "no `name`",
        ),
        (
            (
                f"{PATHS}  /x:\n    post:\n      operationId: a\n      responses: {{}}\n"
                "      requestBody: {content: {application/json: {schema: {$ref: '#/components/S'}}}}\n"
                "components: {S: {allOf: [{$ref: '#/components/S'}]}}"
            ),
            8,
            "refers to itself",
        ),
    ],
)
def test_a_document_that_is_wrong_is_an_error_at_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(OpenApiError, match=said) as caught:
        operations(text)

    assert caught.value.line == line


def test_a_json_document_that_is_wrong_is_an_error_at_its_line() -> None:
    with pytest.raises(OpenApiError, match="no JSON") as caught:
        operations('{"openapi":\n 3.0.0}', plain_json=True)

    assert caught.value.line == 2


@given(
    st.recursive(
        st.text(max_size=5) | st.none() | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["paths", "/x", "get", "operationId", "responses", "parameters", "$ref", "200"]
                ),
                inner,
                max_size=4,
            )
        ),
    )
)
def test_any_document_is_read_or_refused(inner: object) -> None:
    document = {"openapi": "3.1.0", "paths": inner}

    try:
        found = operations(json.dumps(document), plain_json=True)
    except OpenApiError:
        return
    assert all(isinstance(call, Call) for call in found.values())
