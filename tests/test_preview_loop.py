"""When the preview builds, with a clock that the test holds."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future

from kbsite.preview.loop import GATHER, Loop, WaitingError


class Clock:
    """Stands still but for `now`."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Case:
    """A loop, and when it began to build. A build takes `during` seconds, a step each."""

    def __init__(self, *during: float) -> None:
        self.clock = Clock()
        self.during = list(during)
        self.built: list[float] = []
        self.ended: list[float] = []
        self.steps: list[float] = []
        self.loop = Loop(self.build, lambda: None, self.clock)

    def build(self) -> Iterator[float]:
        self.built.append(round(self.clock.now - 100, 3))
        for seconds in self.during:
            self.clock.now += seconds
            self.steps.append(seconds)
            yield 0
        self.ended.append(self.clock.now)

    def hint_at(self, seconds: float, has_ended: bool = True) -> None:
        """A hint, after the builds that were due before it."""
        self.run_to(seconds)
        self.loop.hint(has_ended)

    def run_to(self, seconds: float) -> None:
        while self.clock.now < 100 + seconds - 0.0005:
            if self.loop.is_due:
                self.loop._run_build()
            self.clock.now += 0.001
        if self.loop.is_due:
            self.loop._run_build()


def test_the_first_hint_builds_at_once() -> None:
    case = Case()
    case.hint_at(1)
    case.run_to(2)
    assert case.built == [1.0]


def test_nothing_is_built_without_a_hint() -> None:
    case = Case()
    case.run_to(2)
    assert case.built == []


def test_hints_that_follow_are_gathered() -> None:
    case = Case(0.01)
    case.hint_at(1)
    case.run_to(1.02)
    for moment in (1.02, 1.04, 1.06):
        case.hint_at(moment)
    case.run_to(2)
    assert len(case.built) == 2
    assert abs(case.built[1] - (1.06 + GATHER)) < 0.003


def test_what_comes_during_a_build_is_one_build_after_it() -> None:
    case = Case(0.2)

    def hinting() -> Iterator[float]:
        for _ in real():
            for _ in range(100):
                case.loop.hint()
            yield 0

    real = case.build
    case.loop._build = hinting
    case.hint_at(1)
    case.loop._run_build()
    case.loop._build = real
    case.run_to(3)
    assert len(case.built) == 2


def test_a_burst_without_a_pause_is_built_in_the_end() -> None:
    """Though nothing is quiet for long enough."""
    case = Case()
    case.hint_at(1)
    case.run_to(1.01)
    for step in range(300):
        case.hint_at(1.01 + step * 0.02)
    assert 2 <= len(case.built) <= 5


def test_a_save_that_has_not_ended_waits_for_its_end() -> None:
    case = Case()
    case.hint_at(1, has_ended=False)
    case.hint_at(1.02)
    case.run_to(2)
    assert case.built == [1.02]
    case.hint_at(3, has_ended=False)
    case.run_to(4)
    assert abs(case.built[1] - (3 + GATHER)) < 0.003


def test_a_build_gives_way_to_a_newer_state() -> None:
    """What is left of it is left out."""
    case = Case(0.01, 0.01, 0.01)

    def hinting() -> Iterator[float]:
        for number, _ in enumerate(real()):
            if number == 0:
                case.loop.hint()
                case.clock.now += 2 * GATHER
            yield 0

    real = case.build
    case.loop._build = hinting
    case.hint_at(1)
    case.loop._run_build()
    assert (len(case.steps), case.ended) == (1, [])
    assert case.loop.is_due


def test_questions_are_answered_between_the_steps_of_a_build() -> None:
    case = Case(0.01, 0.01)
    asked = case.loop.ask(lambda: len(case.steps))
    case.loop._run_build()
    assert asked.result(0) == 1


def test_a_question_that_has_to_wait_is_asked_again() -> None:
    case = Case(0.01, 0.01)

    def question() -> int:
        if len(case.steps) < 2:
            raise WaitingError
        return len(case.steps)

    asked = case.loop.ask(question)
    case.loop._answer(case.loop._new())
    assert not asked.done()
    case.loop._run_build()
    assert asked.result(0) == 2


def test_a_question_that_fails_says_so() -> None:
    case = Case()
    asked = case.loop.ask(lambda: 1 // 0)
    case.loop._answer(case.loop._new())
    assert isinstance(asked.exception(0), ZeroDivisionError)


def test_who_asks_at_once_does_not_wait_for_the_next_step() -> None:
    """A page asks for itself a moment after it was told, and then for the rest."""
    steps: list[str] = []

    def building() -> Iterator[float]:
        steps.append("first")
        yield 0.2
        steps.append("second")
        yield 0

    def ask_again(answer: Future[int]) -> None:
        answers.append(loop.ask(lambda: len(steps)))

    loop = Loop(building, lambda: None)
    answers: list[Future[int]] = []
    loop.hint()
    timer = threading.Timer(0.02, lambda: loop.ask(lambda: 0).add_done_callback(ask_again))
    timer.start()
    loop._run_build()
    assert (steps, answers[0].result(0)) == (["first", "second"], 1)
