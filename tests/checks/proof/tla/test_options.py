from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from adjudge.checks.proof.tla.options import read_tla_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.spec.model import Check


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (3, "3"),
        (True, "TRUE"),
        ("m1", "m1"),
        ('"fast"', '"fast"'),
        ('"two words"', '"two words"'),
        (["a", "b"], "{a, b}"),
        ([1, [2, "c"]], "{1, {2, c}}"),
        ("{a, {b, c}}", "{a, {b, c}}"),
        ("{}", "{}"),
        ("-1", "-1"),
    ],
)
def test_a_constant_is_written_as_a_configuration_file_does(
    value: Any, written: str, proof_check: Callable[..., Check]
) -> None:
    options, findings = read_tla_options(proof_check("", constants={"N": value}))

    assert findings == []
    assert options.constants == {"N": written}


@pytest.mark.parametrize(
    "value",
    ["3 INVARIANT X", "", "{a", "a}", "{a,, b}", "{a b}", "a\nb", 1.5, None, "a <- b", "{,}"],
)
def test_what_is_no_single_value_is_refused(value: Any, proof_check: Callable[..., Check]) -> None:
    assert read_tla_options(proof_check("", constants={"N": value}))[1]


@pytest.mark.parametrize(
    ("options", "defined", "statements"),
    [
        ({}, ("Spec",), ("SPECIFICATION Spec",)),
        ({}, ("Init", "Next"), ("INIT Init", "NEXT Next")),
        ({"specification": "Fair"}, ("Spec", "Fair"), ("SPECIFICATION Fair",)),
        ({"next": "Step"}, ("Spec", "Step"), ("INIT Init", "NEXT Step")),
        ({"constraint": "Few"}, ("Spec",), ("SPECIFICATION Spec", "CONSTRAINT Few")),
    ],
)
def test_the_behaviour_is_what_is_said_or_else_spec_or_else_init_and_next(
    options: dict[str, Any],
    defined: tuple[str, ...],
    statements: tuple[str, ...],
    proof_check: Callable[..., Check],
) -> None:
    read, _ = read_tla_options(proof_check("", **options))

    assert read.model(defined).statements == statements
