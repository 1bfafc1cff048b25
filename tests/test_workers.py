"""Work shared out among processes: order, bounds, deaths, Ctrl-C, and systems that start none."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from conftest import Kbsite, files_of, write_files
from kbsite.diagnostics import Diagnostic, ProduceError, error
from kbsite.lock import lock_of, locked
from kbsite.processes import pool, starting
from kbsite.processes.steps import Steps
from kbsite.processes.workers import Crew, share_out
from working import (
    OwnError,
    at_once,
    bytes_twice,
    dying,
    failing,
    printing,
    raising,
    resident,
    squares,
)

METHODS = multiprocessing.get_all_start_methods()
posix = pytest.mark.skipif(os.name != "posix", reason="signals and process groups are Unix's")


def blame(item: object, how: str) -> Diagnostic:
    return error("worker", str(item), how)


def shared(
    items: Any, begin: Callable[[], Callable[[Any], Any]], *, count: int = 2, share: int = 3
) -> Iterator[Any]:
    return share_out(items, begin, blame, Crew(count, share))


@pytest.fixture(params=METHODS)
def method(request: pytest.FixtureRequest) -> Iterator[str]:
    """The start method that the program has chosen."""
    before = multiprocessing.get_start_method(allow_none=True)
    multiprocessing.set_start_method(request.param, force=True)
    yield request.param
    multiprocessing.set_start_method(before, force=True)


def is_there(pid: int) -> bool:
    """Whether a process lives; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


# --- results ---


def test_results_come_in_order_from_other_processes(method: str) -> None:
    results = list(shared(range(100), squares))
    assert [square for square, _ in results] == [n * n for n in range(100)]
    assert len({pid for _, pid in results} - {os.getpid()}) == 2
    assert not multiprocessing.active_children()


def test_this_process_does_something_else_where_it_would_wait() -> None:
    done: list[int] = []

    def steps() -> Iterator[None]:
        for number in range(50):
            done.append(number)
            yield

    made = share_out(range(20), squares, blame, Crew(2, 3), (other := steps()))
    assert [square for square, _ in made] == [n * n for n in range(20)]
    assert done
    assert [*done] == [*range(len(done))]
    # What was not done meanwhile is left: it is counted before the rest of it is done.
    left = 50 - len(done)
    assert len(list(other)) == left


def test_what_is_raised_meanwhile_ends_the_work() -> None:
    def steps() -> Iterator[None]:
        yield
        raise OwnError("meanwhile")

    with pytest.raises(OwnError, match="meanwhile"):
        list(share_out(range(90), squares, blame, Crew(2, 1), steps()))
    assert not multiprocessing.active_children()


def test_steps_come_to_what_the_generator_returns() -> None:
    def work() -> Generator[None, None, str]:
        yield
        yield
        return "done"

    steps = Steps(work())
    next(steps)
    assert steps.finish() == "done"
    assert steps.finish() == "done"
    assert next(steps, "no more") == "no more"


def test_items_are_taken_as_they_are_needed() -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        while True:
            yield taken
            taken += 1

    results = shared(items(), squares, count=2, share=5)
    for number in range(100):
        assert next(results)[0] == number * number
        assert taken <= number + 5 * (Crew(2).ahead * 2 + 1)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7])
def test_any_number_of_items(count: int) -> None:
    assert [n for n, _ in shared(range(count), squares)] == [n * n for n in range(count)]


def test_large_items_and_results_do_not_block() -> None:
    """More than a pipe holds, both ways at once."""
    items = [bytes([n]) * 3_000_000 for n in range(20)]
    assert list(shared(items, bytes_twice, share=2)) == [item * 2 for item in items]


def test_who_stops_reading_leaves_no_process() -> None:
    results = shared(range(1000), squares)
    next(results)
    assert len(multiprocessing.active_children()) == 2
    results.close()  # type: ignore[attr-defined]
    assert not multiprocessing.active_children()


def test_what_is_printed_there_is_seen(capfd: pytest.CaptureFixture[str], method: str) -> None:
    if method == "forkserver":
        pytest.skip("the server has the stdout of the test that started it")
    # Two would write to the same places of the file that pytest gives them.
    list(shared(range(10), printing, count=1))
    assert sorted(map(int, capfd.readouterr().out.split())) == list(range(10))


# --- what a worker raises ---


def test_an_exception_keeps_its_type_and_its_traceback(method: str) -> None:
    results = shared(range(20), partial(raising, "own"))
    assert [next(results) for _ in range(7)] == list(range(7))
    with pytest.raises(OwnError, match="七") as caught:
        next(results)
    assert 'raise OwnError("七")' in "".join(caught.value.__notes__)


@pytest.mark.parametrize(("fault", "kind"), [("stubborn", RuntimeError), ("exit", SystemExit)])
def test_other_exceptions_arrive_as_well_as_they_can(fault: str, kind: type[BaseException]) -> None:
    with pytest.raises(kind) as caught:
        list(shared(range(20), partial(raising, fault)))
    assert "_raise" in "".join(caught.value.__notes__)


def test_what_cannot_begin_raises() -> None:
    with pytest.raises(OwnError, match="at the beginning"):
        list(shared(range(20), failing))


# --- deaths ---


@posix
@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("exit", "ended with exit code 3"),
        ("segfault", "was killed by SIGSEGV"),
        ("kill", "was killed by SIGKILL"),
    ],
)
def test_a_worker_that_dies_names_what_it_had(method: str, how: str, said: str) -> None:
    with pytest.raises(ProduceError) as caught:
        list(shared(range(40), partial(dying, how)))
    assert caught.value.diagnostic == error("worker", "7", said)
    assert not multiprocessing.active_children()


def test_no_memory_is_a_death() -> None:
    with pytest.raises(ProduceError) as caught:
        list(shared(range(40), partial(raising, "memory")))
    assert caught.value.diagnostic == error("worker", "7", "ran out of memory")


@pytest.mark.parametrize("share", [1, 3, 50])
def test_a_worker_that_dies_once_is_replaced(share: int, tmp_path: Path) -> None:
    begin = partial(dying, "exit", str(tmp_path / "died"))
    assert list(shared(range(100), begin, share=share)) == list(range(100))
    assert (tmp_path / "died").exists()


@posix
def test_a_worker_killed_from_outside_is_replaced() -> None:
    results = shared(range(1000), squares)
    _, pid = next(results)
    os.kill(pid, signal.SIGKILL)
    assert [n for n, _ in results] == [n * n for n in range(1, 1000)]


# --- systems that start no process ---


@pytest.mark.parametrize(
    "fault", [PermissionError(), OSError(38, "no semaphores"), ImportError("_multiprocessing")]
)
def test_without_processes_this_one_works(
    fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(is_large: bool) -> None:
        raise fault

    monkeypatch.setattr(pool, "worker_context", refuse)
    assert list(shared(range(9), squares)) == [(n * n, os.getpid()) for n in range(9)]


def test_fewer_processes_than_asked_for_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    context = multiprocessing.get_context("spawn")
    started: list[bool] = []

    class Scarce:
        Pipe = staticmethod(context.Pipe)
        get_start_method = staticmethod(context.get_start_method)

        @staticmethod
        def Process(**options: Any) -> Any:  # noqa: N802
            if started:
                raise BlockingIOError(11, "too many processes")
            started.append(True)
            return context.Process(**options)

    monkeypatch.setattr(pool, "worker_context", lambda is_large: Scarce())
    results = list(shared(range(50), squares))
    assert [n for n, _ in results] == [n * n for n in range(50)]
    assert len({pid for _, pid in results} - {os.getpid()}) == 1


def test_there_are_no_more_workers_than_a_system_can_wait_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pool, "_MOST", 2)
    results = list(shared(range(40), squares, count=9, share=1))
    assert len({pid for _, pid in results}) <= 2


def test_workers_that_die_before_they_begin_are_done_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As where the main program cannot be imported a second time."""
    monkeypatch.setattr(pool, "serve", at_once)
    assert list(shared(range(9), squares)) == [(n * n, os.getpid()) for n in range(9)]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not fork by themselves")
def test_a_process_with_threads_is_not_forked() -> None:
    program = (
        "import threading; from kbsite.processes.starting import worker_context\n"
        "print(worker_context().get_start_method())\n"
        "threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
        "print(worker_context().get_start_method())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.split() == [b"fork", b"forkserver"]


def test_what_the_program_has_chosen_counts(method: str) -> None:
    assert starting.worker_context().get_start_method() == method


# --- Ctrl-C, and worse ---

#: Each note takes a second, and each page a third of one, which is work (one is made before the
#: workers start); a file says that a worker is at it.
SLOW_RULE = (
    "import pathlib, time\n\ndef slow(md):\n    def rule(state):\n"
    "        pathlib.Path({marker!r}).touch()\n        time.sleep(1)\n"
    "    md.core.ruler.push('slow', rule)\n"
)
BUSY_TEMPLATE = "{% for a in range(90) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"


def started(root: Path, method: str) -> subprocess.Popen[bytes]:
    """A build in a session of its own, as a terminal's; a few notes are worth a worker."""
    program = (
        f"import multiprocessing\nmultiprocessing.set_start_method({method!r})\n"
        "from kbsite.processes import workers\nfrom kbsite.stages import producing\n"
        "workers._NOTES_A_WORKER = producing._PAGES_A_WORKER = 10\n"
        "from kbsite.cli import main\nmain()\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program, "build", "--root", str(root), "--jobs", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def group_of(pid: int) -> list[int]:
    """The live processes of a process group."""
    found = []
    # Asked a hundred times a second: only what is of the group is looked into.
    for name in filter(str.isdigit, (folder.name for folder in Path("/proc").iterdir())):
        with suppress(ProcessLookupError):
            if os.getpgid(int(name)) == pid and is_there(int(name)):
                found.append(int(name))
    return found


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "nothing came of it"
        time.sleep(0.01)


def slow_site(root: Path, stage: str) -> Callable[[], bool]:
    """A site of 40 notes, slow at a stage; says whether its build has come there."""
    notes = {f"content/{n}.md": f"# 笔记 {n}\n\n正文\n" for n in range(40)}
    if stage == "parse":
        marker = root / "begun"
        rule = SLOW_RULE.format(marker=str(marker))
        own = {"kbsite.yaml": "extensions: [ext/slow.py:slow]\n", "ext/slow.py": rule}
        write_files(root, {**notes, **own})
        return marker.exists
    write_files(root, {**notes, "templates/note.html": BUSY_TEMPLATE})
    return lambda: any(root.glob("._site-staging-*"))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
@pytest.mark.parametrize("stage", ["parse", "publish"])
def test_ctrl_c_stops_everything_at_once(method: str, stage: str, tmp_path: Path) -> None:
    has_come = slow_site(tmp_path, stage)
    process = started(tmp_path, method)
    wait_for(has_come)
    wait_for(lambda: len(group_of(process.pid)) >= 3)
    time.sleep(0.2)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert said.decode().strip() == "kbsite: stopped"
    assert process.returncode == 130
    wait_for(lambda: not group_of(process.pid), 10)
    assert not list(tmp_path.glob(".*staging*"))
    assert not (tmp_path / "_site").exists()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
def test_workers_do_not_outlive_the_build(method: str, tmp_path: Path) -> None:
    has_come = slow_site(tmp_path, "parse")
    process = started(tmp_path, method)
    wait_for(has_come)
    process.kill()
    process.communicate(timeout=60)
    wait_for(lambda: not group_of(process.pid), 10)


#: Does harm in workers only.
DEADLY = (
    "import multiprocessing, os\n\ndef rule(md):\n    def f(state):\n"
    "        if '坏' in state.src and multiprocessing.parent_process():\n"
    "            os._exit(9)\n    md.core.ruler.push('f', f)\n"
)


@pytest.fixture
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A few notes are worth a worker, which is forked where that can be."""
    monkeypatch.setattr("kbsite.processes.workers._NOTES_A_WORKER", 10)
    monkeypatch.setattr("kbsite.stages.producing._PAGES_A_WORKER", 10)
    before = multiprocessing.get_start_method(allow_none=True)
    if "fork" in METHODS:
        multiprocessing.set_start_method("fork", force=True)
    yield
    multiprocessing.set_start_method(before, force=True)


def test_a_note_that_kills_its_worker_is_named(
    kbsite: Kbsite, tmp_path: Path, few_are_enough: None
) -> None:
    """And the last site stays as it was."""
    notes = {f"content/组/{n}.md": f"# 笔记 {n}\n\n正文\n" for n in range(40)}
    write_files(tmp_path, notes)
    assert kbsite("build", "--root", tmp_path, "--jobs", "2").code == 0
    before = files_of(tmp_path / "_site")
    own = {"kbsite.yaml": "extensions: [ext/f.py:rule]\n", "ext/f.py": DEADLY}
    write_files(tmp_path, {**own, "content/组/7.md": "坏\n"})
    run = kbsite("build", "--root", tmp_path, "--jobs", "2")
    assert run.code == 1
    assert run.err.startswith(
        "content/组/7.md: error: the process that read this note ended with exit code 9 [worker]\n"
        "    Nothing is published. "
    )
    assert run.out.startswith("Nothing built; 1 error")
    assert files_of(tmp_path / "_site") == before


def test_a_note_whose_page_kills_a_worker_is_named(
    kbsite: Kbsite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few_are_enough: None
) -> None:
    write_files(tmp_path, {f"content/组/{n}.md": f"# 笔记 {n}\n" for n in range(30)})
    assert kbsite("build", "--root", tmp_path).code == 0
    before = files_of(tmp_path / "_site")
    monkeypatch.setattr("kbsite.stages.producing._begin", _deadly_pages)
    write_files(tmp_path, {"templates/footer.html": "<p>新"})
    run = kbsite("build", "--root", tmp_path, "--jobs", "2")
    assert run.code == 1
    said = "error: the process that made the page of 组/7.md ended with exit code 9 [worker]"
    assert said in run.err.splitlines()
    assert files_of(tmp_path / "_site") == before


def _deadly_pages(look: bytes, path: Path) -> Callable[[bytes], bytes]:
    return _deadly_page


def _deadly_page(page: bytes) -> bytes:
    if "组/7.md".encode() in page:
        os._exit(9)
    return b""


@pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked elsewhere")
def test_the_workers_of_a_large_process_are_not_as_large() -> None:
    """Which they would seem to be if they were forked."""
    multiprocessing.set_start_method(None, force=True)
    ballast = b"x" * 200_000_000
    kilobytes = list(share_out(range(4), resident, blame, Crew(2, 1, is_large=True)))
    assert max(kilobytes) < len(ballast) / 1024


@pytest.mark.parametrize("start", METHODS)
def test_a_program_without_a_guard_runs_once(start: str, tmp_path: Path) -> None:
    """A script that builds at its top level, as one does in a notebook."""
    script = write_files(
        tmp_path,
        {
            "script.py": (
                "import multiprocessing\n"
                f"multiprocessing.set_start_method({start!r})\n"
                "from functools import partial\nfrom operator import neg\n"
                "from kbsite.processes.workers import Crew, share_out\n"
                "print('run')\n"
                "print(*share_out(range(4), partial(partial, neg), print, Crew(2, 1)))\n"
            )
        },
    )
    command = [sys.executable, str(script / "script.py")]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    assert (done.stdout, done.stderr) == ("run\n0 -1 -2 -3\n", "")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is one method")
def test_workers_of_a_large_process_leave_the_method_of_others_open() -> None:
    """Python would fork all later ones, which are as large as this process then."""
    multiprocessing.set_start_method(None, force=True)
    made = share_out(range(4), squares, blame, Crew(2, 1, is_large=True))
    assert [square for square, _ in made] == [0, 1, 4, 9]
    assert multiprocessing.get_start_method(allow_none=True) is None


@posix
def test_a_forked_process_holds_no_lock_and_ends_with_who_reads_its_pipe(tmp_path: Path) -> None:
    """Of a build that was killed nothing is left that another would wait for."""
    there, here = os.pipe()
    with locked(tmp_path):
        child = starting.forked(partial(os.write, here, bytes(1_000_000)), here)
    os.close(here)
    try:
        assert os.read(there, 1), "it has begun"
        with lock_of(tmp_path) as is_had:
            assert is_had()
        os.close(there)
        until = time.monotonic() + 20
        while (ended := os.waitpid(child, os.WNOHANG)) == (0, 0):
            assert time.monotonic() < until, "it waits for nobody"
            time.sleep(0.01)
        assert ended[0] == child
    except AssertionError:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise
