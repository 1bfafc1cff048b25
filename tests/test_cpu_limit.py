"""What takes too long is given up, wherever it runs, and nothing stays behind."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

import pytest

from kbsite.code import cpu_limit
from kbsite.code.cpu_limit import CpuLimitError, with_cpu_limit

T = TypeVar("T")

needs_timer = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer here")


@pytest.fixture(autouse=True)
def no_child_is_left() -> Iterator[None]:
    """Other tests look for children that nobody ended."""
    yield
    cpu_limit._CHILDREN.end()
    assert not multiprocessing.active_children()


def double(number: int) -> int:
    return 2 * number


def fail(message: str) -> None:
    raise LookupError(message)


def spin() -> None:
    while True:
        pass


def deaf() -> str:
    """Loses the first exception, as a finaliser does, and never looks for another."""
    try:
        spin()
    except BaseException:
        end = time.process_time() + 0.05
        while time.process_time() < end:
            pass
    return "late"


def stubborn() -> None:
    """Loses the first exception and goes on."""
    try:
        spin()
    except BaseException:
        spin()


def die() -> None:
    signal.raise_signal(signal.SIGTERM)


def given_up(seconds: float, function: Callable[[], object]) -> bool:
    try:
        with_cpu_limit(seconds, function)
    except CpuLimitError:
        return True
    return False


def in_thread(function: Callable[[], T]) -> T:
    """What the function returns or raises in a thread other than the main one."""
    results: list[T] = []
    faults: list[BaseException] = []

    def run() -> None:
        try:
            results.append(function())
        except BaseException as fault:
            faults.append(fault)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    for fault in faults:
        raise fault
    return results[0]


def timer() -> tuple[object, tuple[float, float]]:
    return signal.getsignal(signal.SIGVTALRM), signal.getitimer(signal.ITIMER_VIRTUAL)


def test_what_is_quick_returns_or_raises_as_ever() -> None:
    assert with_cpu_limit(5, double, 21) == 42
    with pytest.raises(LookupError, match="nirgends"):
        with_cpu_limit(5, fail, "nirgends")


@needs_timer
@pytest.mark.parametrize("function", [spin, deaf, stubborn])
def test_what_is_slow_is_given_up_and_nothing_stays(function: Callable[[], object]) -> None:
    before = timer()
    begin = time.process_time()
    assert given_up(0.1, function)
    assert 0.05 < time.process_time() - begin < 1
    assert timer() == before


@needs_timer
def test_waiting_is_no_work() -> None:
    assert not given_up(0.05, lambda: time.sleep(0.2))


@needs_timer
def test_limits_nest() -> None:
    def outer() -> str:
        assert given_up(0.1, spin)
        assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] > 0
        spin()
        return "never"

    begin = time.process_time()
    assert given_up(0.3, outer)
    assert 0.2 < time.process_time() - begin < 1


@needs_timer
def test_an_outer_limit_is_late_at_most_by_the_inner_one() -> None:
    def outer() -> str:
        given_up(0.2, spin)
        spin()
        return "never"

    begin = time.process_time()
    assert given_up(0.1, outer)
    assert time.process_time() - begin < 1


@needs_timer
def test_the_timer_and_handler_of_others_go_on() -> None:
    ticks: list[int] = []
    handler = signal.signal(signal.SIGVTALRM, lambda signum, frame: ticks.append(signum))
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.2, 0.05)
        assert given_up(0.1, spin)
        assert not ticks
        end = time.process_time() + 0.5
        while time.process_time() < end and len(ticks) < 2:
            pass
        assert len(ticks) == 2
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, handler)


def test_in_worker_processes() -> None:
    with ProcessPoolExecutor(1) as pool:
        assert pool.submit(given_up, 0.1, spin).result()
        assert not pool.submit(given_up, 5, list).result()


def test_in_a_thread_a_child_process_does_it() -> None:
    assert in_thread(lambda: with_cpu_limit(5, double, 21)) == 42
    assert in_thread(lambda: given_up(0.1, spin))
    with pytest.raises(RuntimeError, match="LookupError: nirgends"):
        in_thread(lambda: with_cpu_limit(5, fail, "nirgends"))
    assert len(multiprocessing.active_children()) == 1, "one child for all calls"


def test_a_child_that_dies_is_replaced() -> None:
    with pytest.raises(RuntimeError, match="died"):
        in_thread(lambda: with_cpu_limit(5, die))
    assert in_thread(lambda: with_cpu_limit(5, double, 21)) == 42


def test_without_a_timer_the_child_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows. Here the child has one, which time spent asleep does not move."""
    monkeypatch.setattr(cpu_limit, "_HAS_TIMER", False)
    monkeypatch.setattr(cpu_limit, "_CHILDREN", cpu_limit._Children())
    before = set(multiprocessing.active_children())
    assert with_cpu_limit(5, double, 21) == 42
    (child,) = set(multiprocessing.active_children()) - before
    assert given_up(0.1, sleep)
    assert set(multiprocessing.active_children()) == before
    assert not child.is_alive()
    assert with_cpu_limit(5, double, 21) == 42
    cpu_limit._CHILDREN.end()


def sleep() -> None:
    time.sleep(60)


def test_where_no_child_can_be_started_nothing_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpu_limit, "_CHILDREN", cpu_limit._Children())
    monkeypatch.setattr(cpu_limit, "_start", lambda parent: None)
    assert in_thread(lambda: with_cpu_limit(1e-9, double, 21)) == 42
