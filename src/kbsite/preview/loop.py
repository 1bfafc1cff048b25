"""When a site is built, and when what is asked of it is answered. No I/O: it is given a clock.

There is one thread that touches the engine, the main one, since timers and Ctrl-C are its. Others
hand it hints and questions.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

_Value = TypeVar("_Value")

#: Seconds that must pass without a hint where one is not the first.
GATHER = 0.05
#: After so many hints it is a checkout, or a copy, which may pause for longer.
_MANY, _LONG = 100, 0.3
#: Seconds after which there is a build even so.
_LONGEST = 2.0
#: Seconds between two looks at whether folders are still the same.
_CHECK = 1.0

Build = Callable[[], Iterator[float]]
"""Builds in steps, between which questions are answered: each gives the seconds for which nobody
may have asked anything before the next begins."""


class WaitingError(Exception):
    """A question that cannot be answered before the build has gone on."""


class _Question(Generic[_Value]):
    """What is asked, and where the answer goes."""

    def __init__(self, ask: Callable[[], _Value]) -> None:
        self._ask = ask
        self.answer: Future[_Value] = Future()

    def try_it(self) -> bool:
        """Whether it is answered now."""
        if self.answer.cancelled():
            return True
        try:
            value = self._ask()
        except WaitingError:
            return False
        except Exception as fault:
            self.answer.set_exception(fault)
            return True
        if not self.answer.cancelled():
            self.answer.set_result(value)
        return True


class Loop:
    """Builds at a hint and answers between builds, in the thread that calls `run`."""

    def __init__(
        self, build: Build, check: Callable[[], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._build = build
        self._check = check
        self._clock = clock
        self._bell = threading.Condition()
        self._questions: list[_Question[Any]] = []
        #: Those that wait for a build; the loop's own.
        self._later: list[_Question[Any]] = []
        #: When there is to be a build, None for never; when the first hint of it came.
        self._due: float | None = None
        self._first = 0.0
        #: Whether nothing had been built for a while when it came.
        self._was_quiet = False
        self._count = 0
        self._ended = float("-inf")
        self._stopped = False

    # --- from any thread ---

    def hint(self, has_ended: bool = True) -> None:
        """The files may have changed; `has_ended` says that whoever writes is through with it."""
        with self._bell:
            now = self._clock()
            if self._due is None:
                self._first, self._count = now, 0
                self._was_quiet = now - self._ended >= GATHER
            if has_ended and self._was_quiet:
                self._due = self._first
            # A build that is to be at once stays so.
            elif self._due is None or self._due > self._first:
                pause = GATHER if self._count < _MANY else _LONG
                self._due = min(now + pause, self._first + _LONGEST)
            self._count += 1
            self._bell.notify()

    def ask(self, question: Callable[[], _Value]) -> Future[_Value]:
        """The answer to a question, which is called in the loop's thread; where it raises
        WaitingError it is called again when a build has gone on."""
        asked = _Question(question)
        with self._bell:
            self._questions.append(asked)
            self._bell.notify()
        return asked.answer

    def stop(self) -> None:
        """Lets `run` return."""
        with self._bell:
            self._stopped = True
            self._bell.notify()

    # --- in one thread ---

    @property
    def is_due(self) -> bool:
        """Whether something newer than what is built now waits to be built."""
        with self._bell:
            return self._due is not None and self._due <= self._clock()

    def run(self) -> None:
        """Builds and answers until it is stopped."""
        checked = self._clock()
        while not self._stopped:
            if self.is_due:
                self._run_build()
            self._answer(self._new())
            now = self._clock()
            if now - checked >= _CHECK:
                checked = now
                self._check()
            self._wait(checked + _CHECK)

    def _new(self) -> list[_Question[Any]]:
        with self._bell:
            new, self._questions = self._questions, []
        return new

    def _answer(self, questions: Iterable[_Question[Any]]) -> None:
        self._later += [question for question in questions if not question.try_it()]

    def _run_build(self) -> None:
        with self._bell:
            self._due = None
            # What comes meanwhile is gathered.
            self._ended = float("inf")
        for pause in self._build():
            self._answer_all()
            self._listen(pause)
            if self.is_due or self._stopped:
                break
        with self._bell:
            self._ended = self._clock()
        self._answer_all()

    def _listen(self, pause: float) -> None:
        """Answers what is asked until nothing was for `pause` seconds, or there is to be a
        build."""
        longest = self._clock() + _LONGEST
        until = self._clock() + pause
        while self._clock() < until and not self.is_due and not self._stopped:
            self._wait(until)
            if new := self._new():
                self._answer(new)
                until = min(self._clock() + pause, longest)

    def _answer_all(self) -> None:
        waiting, self._later = self._later, []
        self._answer([*waiting, *self._new()])

    def _wait(self, at_most: float) -> None:
        with self._bell:
            if self._stopped or self._questions:
                return
            until = at_most if self._due is None else min(at_most, self._due)
            if (pause := until - self._clock()) > 0:
                self._bell.wait(pause)
