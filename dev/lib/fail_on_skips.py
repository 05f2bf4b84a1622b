"""pytest plugin: a skipped test, such as a tour without a browser, fails the run."""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter.stats.get("skipped") and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    for report in terminalreporter.stats.get("skipped", ()):
        reason = report.longrepr[-1]
        terminalreporter.line(f"SKIPPED, a failure here: {report.nodeid}: {reason}")
