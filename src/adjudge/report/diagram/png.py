"""A picture as PNG, by resvg: nothing is fetched, and a machine without fonts is noticed."""

from __future__ import annotations

from adjudge.errors import AdjudgeError
from adjudge.report.diagram.layering import MissingDrawingError
from adjudge.report.diagram.svg import FONTS

_PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">{}</svg>'
_LETTERS = f'<text x="2" y="16" font-size="14" font-family="{FONTS}">Ag</text>'


def render(svg: str, *, scale: float = 2.0) -> bytes:
    """Return an SVG document as the bytes of a PNG, `scale` pixels for each of its units.

    Raises:
        MissingDrawingError: the library is not installed.
        AdjudgeError: there is no font, so labels would be missing.
    """
    try:
        from resvg_py import svg_to_bytes
    except ImportError as error:
        raise MissingDrawingError("resvg-py") from error
    if svg_to_bytes(svg_string=_PROBE.format(_LETTERS)) == svg_to_bytes(
        svg_string=_PROBE.format("")
    ):
        raise AdjudgeError(
            f"none of the fonts {FONTS} is installed, so labels would be missing from the picture",
            next_step="install one, on Debian with: apt-get install fonts-dejavu-core; "
            "or write a .svg, whose reader brings fonts",
        )
    return bytes(svg_to_bytes(svg_string=svg, zoom=scale))
