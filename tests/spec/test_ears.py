from __future__ import annotations

import pytest

from adjudge.spec.ears import parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "WHEN a user signs in, THE System SHALL greet them",
            {"ears": "event-driven", "when": "a user signs in", "response": "greet them"},
        ),
        (
            "WHEN a user signs in THEN the system SHALL greet them",
            {"ears": "event-driven", "when": "a user signs in", "response": "greet them"},
        ),
        (
            "**IF** the token is old, **THEN** the system **SHALL** refuse it",
            {"ears": "unwanted behaviour", "if": "the token is old", "response": "refuse it"},
        ),
        (
            "While offline, the app shall queue, and retry",
            {"ears": "state-driven", "while": "offline", "response": "queue, and retry"},
        ),
        (
            "WHERE sound is on, THE App SHALL beep",
            {"ears": "optional feature", "where": "sound is on", "response": "beep"},
        ),
        ("THE App SHALL start", {"ears": "ubiquitous", "response": "start"}),
        (
            "WHEN it is posted, IF no reason is given, THEN the system SHALL refuse",
            {
                "ears": "complex",
                "when": "it is posted",
                "if": "no reason is given",
                "response": "refuse",
            },
        ),
        (
            "WHEN 使用者登入，THE System SHALL 顯示",
            {"ears": "event-driven", "when": "使用者登入", "response": "顯示"},
        ),
        ("The text is shown", {}),
    ],
)
def test_a_criterion_is_taken_apart(text: str, expected: dict[str, str]) -> None:
    assert parts(text) == expected
