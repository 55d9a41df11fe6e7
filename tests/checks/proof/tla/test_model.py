from __future__ import annotations

import pytest

from adjudge.checks.proof.tla.model import Claim, ClaimKind, ModelError, read_model

INVARIANT, PROPERTY = ClaimKind.INVARIANT, ClaimKind.PROPERTY


def test_a_configuration_file_says_behaviour_bounds_and_claims() -> None:
    model = read_model(
        "\\* the model\nSPECIFICATION Spec\nCONSTANTS N = 3\n  Member = {a, b}\n"
        "CONSTRAINT Small (* only *)\nINVARIANTS Low\n High\nPROPERTY Ends\nCHECK_DEADLOCK FALSE\n"
    )

    claims = (Claim(INVARIANT, "Low"), Claim(INVARIANT, "High"), Claim(PROPERTY, "Ends"))
    assert model.claims == claims
    assert model.statements == (
        "SPECIFICATION Spec",
        "CONSTANTS N = 3 Member = {a, b}",
        "CONSTRAINT Small",
    )
    assert model.behaviour == ("Spec",)
    assert model.bounded == ("Small",)
    assert not model.deadlock


def test_a_model_is_written_with_some_of_its_claims_only() -> None:
    model = read_model("INIT Init NEXT Next INVARIANTS Low High PROPERTY Ends")

    assert model.text([model.claims[1]]) == "INIT Init\nNEXT Next\nINVARIANT High\n"
    assert model.behaviour == ("Init", "Next")
    assert model.deadlock


@pytest.mark.parametrize(
    ("text", "line"), [("Low\n", 1), ("INIT Init\nPOSTCONDITION Done", 2), ("\n\n\\* x\ninit A", 4)]
)
def test_what_begins_no_statement_is_an_error_in_its_line(text: str, line: int) -> None:
    with pytest.raises(ModelError) as caught:
        read_model(text)

    assert caught.value.line == line
