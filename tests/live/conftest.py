# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from truth import Frame


@pytest.fixture(scope="module")
def started(interpreter, request):
    """SCRIPT of the module. One for all tests of an interpreter: it takes longer to start than to answer."""
    frame = Frame(interpreter, request.module.SCRIPT)
    frame.truth_of([])  # it is there, and waits
    yield frame
    frame.target.stop()


@pytest.fixture
def frame(started):
    yield started
    started.assert_nothing_was_run()
