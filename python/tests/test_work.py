"""Threads, the interpreter's lock, signals and progress."""

import os
import signal
import subprocess
import sys
import threading
import time

import pyarrow
import pytest

import samestory

# Every text is the start of the next: work enough for a second or so.
TEXTS = [" ".join(f"word{n % 997}x{m}" for n in range(300)) for m in range(1000)]


def test_other_threads_go_on_meanwhile():
    count, runs, stop = 0, 0, threading.Event()

    def ticks():
        nonlocal count
        while not stop.is_set():
            time.sleep(0.001)
            count += 1

    thread = threading.Thread(target=ticks)
    thread.start()
    began = time.monotonic()
    try:
        while time.monotonic() - began < 1:
            samestory.run(pyarrow.table({"text": TEXTS}), threads=1, progress=False)
            runs += 1
    finally:
        stop.set()
        thread.join()
    # Had the lock been held, there would be a tick or two a run.
    assert count > 20 * runs, (count, runs)


def test_several_calls_at_once(rows):
    found = [None] * 4

    def one(at):
        found[at] = samestory.dedup(rows, threads=2, progress=False).to_pyarrow()

    threads = [threading.Thread(target=one, args=(at,)) for at in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert all(table == found[0] for table in found)


def test_any_number_of_threads_gives_the_same(dump):
    one, two, four = (
        samestory.run(dump, threads=n, progress=False).facts.to_pyarrow() for n in (1, 2, 4)
    )
    assert one == two == four and len(one) > 200


INTERRUPTED = """
import sys, time
import samestory

def rows():
    at = 0
    while True:
        at += 1
        yield {"title": f"word{at}"}
        if at == 1000:
            print("reading", flush=True)

try:
    samestory.dedup(rows(), progress=False)
except KeyboardInterrupt:
    print(samestory.dedup([{"title": "One"}], progress=False).counts["articles"], flush=True)
    sys.exit(42)
"""


def test_ctrl_c_ends_a_run_within_a_second():
    child = subprocess.Popen([sys.executable, "-c", INTERRUPTED], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout.readline() == "reading\n"
        sent = time.monotonic()
        child.send_signal(signal.SIGINT)
        # It is caught, and the next call works.
        assert child.stdout.readline() == "1\n"
        assert time.monotonic() - sent < 2
        assert child.wait(5) == 42
    finally:
        child.kill()
        child.stdout.close()


@pytest.mark.parametrize("stage", ["read", "copies", "facts"])
def test_an_exception_in_the_progress_function_stops_the_run(stage, dump):
    def progress(name, done, total):
        if name == stage:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        samestory.run(dump, progress=progress)


def test_progress_is_told_stage_by_stage(dump):
    told = []
    samestory.run(dump, progress=lambda *event: told.append(event))
    stages = list(dict.fromkeys(stage for stage, _, _ in told))
    assert stages == ["read", "copies", "vectors", "stories", "facts"]
    of_reading = [(done, total) for stage, done, total in told if stage == "read"]
    assert of_reading[-1][0] <= of_reading[-1][1] == sum(
        file.stat().st_size for file in dump.rglob("*") if file.is_file()
    )
    for stage in ("read", "copies", "facts"):
        counts = [done for name, done, _ in told if name == stage]
        assert counts == sorted(counts)


def test_progress_of_a_table_is_told_in_rows():
    told = []
    samestory.dedup(pyarrow.table({"title": ["One", "Two"]}), progress=lambda *e: told.append(e))
    assert [event for event in told if event[0] == "read"][-1] == ("read", 2, 2)


def test_progress_is_checked():
    with pytest.raises(TypeError):
        samestory.dedup([{"title": "One"}], progress="much")


def test_nothing_is_shown_in_scripts(capfd, dump):
    samestory.run(dump)
    assert capfd.readouterr() == ("", "")


def test_the_line_on_a_terminal_is_gone_in_the_end(capsys, monkeypatch):
    from samestory import _progress

    monkeypatch.setattr(_progress, "_PATIENCE", 0)
    line = _progress._Line()
    line("read", 50, 200)
    line("copies", 0, None)
    line.close()
    shown = capsys.readouterr().err
    assert "\rsamestory: read 25%" in shown
    assert shown.rstrip("\r").rsplit("\r", 1)[1].strip() == ""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_process_works_after_a_run(rows):
    samestory.dedup(rows, progress=False)
    child = os.fork()
    if child == 0:
        found = samestory.dedup(rows, progress=False)
        os._exit(0 if found.counts["articles"] == 38 else 1)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            assert os.waitstatus_to_exitcode(status) == 0
            return
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    pytest.fail("the child hangs")
