from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml
from lxml import etree

from adjudge.report.junit import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.report.conftest import Fabricate

    from adjudge.run.result import Result

ANY = st.text(st.characters(exclude_categories=[]), max_size=20)


@pytest.mark.requirement("REPORT-9")
def test_each_requirement_is_a_test_case_of_each_system(
    everything: Result, golden: Callable[[str, str], None]
) -> None:
    golden("junit.xml", render(everything))


@pytest.mark.requirement("REPORT-9")
def test_a_common_consumer_counts_what_the_report_counts(everything: Result) -> None:
    read = JUnitXml.fromstring(render(everything).encode())

    assert (read.tests, read.failures, read.errors, read.skipped) == (16, 2, 4, 6)
    assert [suite.name for suite in read] == ["python", "node"]
    for suite in read:
        kinds = [type(result).__name__ for case in suite for result in case.result]
        counted = [kinds.count(kind) for kind in ("Failure", "Error", "Skipped")]
        assert counted == [suite.failures, suite.errors, suite.skipped]


def test_a_project_without_systems_still_has_a_suite(fabricate: Fabricate) -> None:
    requirement = fabricate.requirement("ACC-1", 10)

    root = etree.fromstring(render(fabricate.result([(requirement, {})], ("",))).encode())

    assert [suite.get("name") for suite in root] == ["adjudge"]
    assert root.get("errors") == "1"


@given(ANY)
def test_whatever_is_said_the_xml_is_well_formed(fabricate: Fabricate, text: str) -> None:
    root = etree.fromstring(render(fabricate.hostile(text)).encode())

    assert [case.get("name", "")[:6] for case in root.iter("testcase")] == ["ACC-1:", "ACC-2:"] * 2
