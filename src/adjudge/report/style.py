"""Signs and colours of the terminal: a verdict can be told by its sign and word alone."""

from __future__ import annotations

from dataclasses import dataclass

from adjudge.evidence.model import Judgment, Verdict
from adjudge.findings import Severity

_SIGNS = {
    Verdict.SATISFIED: ("✓", "+"),
    Verdict.VIOLATED: ("✗", "x"),
    Verdict.INCONCLUSIVE: ("~", "~"),
    Verdict.UNVERIFIED: ("?", "?"),
    Verdict.STALE: ("!", "!"),
    Verdict.WAIVED: ("≈", "w"),
}
_DORMANT = ("·", "-")
_COLOURS = {
    Verdict.SATISFIED: "32",
    Verdict.VIOLATED: "1;31",
    Verdict.INCONCLUSIVE: "33",
    Verdict.UNVERIFIED: "33",
    Verdict.STALE: "35",
    Verdict.WAIVED: "36",
}
_SEVERITIES = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
_FOLDED = str.maketrans({"…": "~", "→": ">", "·": "-"})


@dataclass(frozen=True, slots=True)
class Style:
    """How the terminal shows things: with colour or not, with Unicode or ASCII alone."""

    colour: bool
    unicode: bool

    def sign(self, judgment: Judgment) -> str:
        """Return the sign and the word of a judgment."""
        fallback = 0 if self.unicode else 1
        if not judgment.in_force:
            return f"{_DORMANT[fallback]} not in force"
        return f"{_SIGNS[judgment.verdict][fallback]} {judgment.verdict}"

    def verdict(self, judgment: Judgment, text: str) -> str:
        """Colour a text by a judgment."""
        return self._painted(text, _COLOURS[judgment.verdict] if judgment.in_force else "2")

    def severity(self, severity: Severity, text: str) -> str:
        """Colour a text by a severity."""
        return self._painted(text, _SEVERITIES[severity])

    def strong(self, text: str) -> str:
        """Make a text stand out."""
        return self._painted(text, "1")

    def faint(self, text: str) -> str:
        """Let a text step back."""
        return self._painted(text, "2")

    def change(self, line: str) -> str:
        """Colour a line of a diff."""
        codes = {"-": "31", "+": "32", "@": "36"}
        return self._painted(line, codes.get(line[:1], "0"))

    def encodable(self, text: str) -> str:
        """Replace what the terminal can't show, where it takes only ASCII."""
        if self.unicode:
            return text
        return text.translate(_FOLDED).encode("ascii", "backslashreplace").decode()

    def _painted(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and code != "0" else text
