"""Failures that are known: a test that is declared to fail, with the text of its failure,
passes while it fails so, and fails when it fails otherwise or begins to pass.
"""

import functools
import inspect
import re


def fails(pattern):
    """Declares that a test fails with a text that the pattern is found in."""

    def judge(error):
        if error is None:
            raise AssertionError('passes now: take the declaration away')
        if not re.search(pattern, str(error)):
            raise error

    def decorate(test):
        @functools.wraps(test)
        def plain(self):
            try:
                test(self)
            except Exception as error:
                return judge(error)
            judge(None)

        @functools.wraps(test)
        async def waiting(self):
            try:
                await test(self)
            except Exception as error:
                return judge(error)
            judge(None)

        return waiting if inspect.iscoroutinefunction(test) else plain

    return decorate
