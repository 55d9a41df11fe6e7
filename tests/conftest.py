"""What holds for every test."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A test says what is true, never how fast: machines are shared, and a slow one is not wrong.
settings.register_profile("adjudge", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("adjudge")
