"""The total that ends `make test`: a wrong one would hide a failure, so the adding up is tested itself."""

from __future__ import annotations

import subprocess
import sys

import pytest

PASSED = '<testcase name="a"/>'
FAILED = '<testcase name="b"><failure/></testcase>'
BROKEN = '<testcase name="c"><error/></testcase>'
SKIPPED = '<testcase name="d"><skipped/></testcase>'


@pytest.fixture
def summary(root, tmp_path):
    def run(*failed_parts, postgresql="", **reports):
        for name, cases in {"postgresql": postgresql, **reports}.items():
            (tmp_path / f"{name}.xml").write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>")
        command = [sys.executable, str(root / "scripts" / "summary.py"), str(tmp_path), *failed_parts]
        result = subprocess.run(command, capture_output=True, text=True)
        return result.stdout.splitlines()[-1], result.returncode

    return run


def test_all_passed(summary):
    assert summary(python=PASSED * 3, client=PASSED, browser=PASSED) == ("5 passed, 0 failed", 0)
    assert summary(python=PASSED, postgresql=PASSED, client="", browser="") == ("2 passed, 0 failed", 0)


def test_a_failure_and_an_error_both_count(summary):
    assert summary(python=PASSED + FAILED, client=BROKEN, browser=PASSED) == ("2 passed, 2 failed", 1)


def test_a_skipped_test_is_not_a_passed_one(summary):
    assert summary(python=PASSED + SKIPPED, client=PASSED, browser=PASSED) == (
        "3 passed, 0 failed, 1 skipped",
        0,
    )


def test_a_failed_part_fails_the_whole_though_each_test_passed(summary):
    assert summary("checks", python=PASSED, client=PASSED, browser=PASSED) == ("3 passed, 1 failed", 1)


def test_a_missing_report_is_a_failure(summary):
    assert summary(python=PASSED, client=PASSED) == ("2 passed, 1 failed", 1)


def test_no_test_at_all_is_a_failure(summary):
    assert summary(python="", client="", browser="")[1] == 1
