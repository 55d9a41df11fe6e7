"""Files that Adjudge lays beside a suite; nothing here is imported by Adjudge itself."""

from __future__ import annotations

PLUGIN = "adjudge_pytest_report"
"""The name under which pytest loads the plugin."""
VARIABLE = "ADJUDGE_PYTEST_REPORT"
"""The environment variable that names the folder of the report."""
