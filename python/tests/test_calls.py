"""The package with the standard library alone, against a real hub: python3 -m unittest discover python/tests"""
from __future__ import annotations

import array
import copy
import ctypes
import json
import math
import os
import pickle
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest
import urllib.request
from typing import Any, Dict, List

import seetrain
from seetrain.arrays import ArrayError, read_array
from seetrain.wire import Wire

HUB = os.environ["SEETRAIN_TEST_HUB"]
HERE = os.path.dirname(os.path.abspath(__file__))


class Hub:
    """What the hub of the tests shows, by its HTTP interface."""

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(HUB + path, timeout=10) as answer:
            return json.loads(answer.read())

    def run(self, run_id: str) -> Dict[str, Any]:
        """The run, once the index has its end."""
        deadline = time.monotonic() + 10
        while True:
            rows = [row for row in self.get("/api/v1/runs?limit=1000")["rows"] if row["id"] == run_id]
            if rows and rows[0]["state"] != "running":
                return self.get(f"/api/v1/runs/{run_id}")
            if time.monotonic() > deadline:
                raise AssertionError(f"{run_id} did not end: {rows}")
            time.sleep(0.05)


hub = Hub()


def program(text: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Runs a program of a user in an interpreter of its own."""
    env = {**os.environ, "PYTHONPATH": os.path.dirname(HERE), "SEETRAIN_URL": HUB, **environment}
    return subprocess.run([sys.executable, "-c", textwrap.dedent(text)], env=env, capture_output=True, text=True, timeout=60)


class Calls(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def start(self, **options: Any) -> seetrain.Run:
        return seetrain.init(url=HUB, dir=self.folder, **options)

    def test_numbers_of_every_kind_arrive(self) -> None:
        run = self.start(project="calls", config={"lr": 0.5, "net": {"layers": 2}}, tags=["a"])
        seetrain.log({"loss": 0.25, "in": {"ner": True}}, step=3)
        seetrain.log({"odd": math.nan, "inf": math.inf, "big": 2**60})
        seetrain.log({"$odd": 1.0})
        seetrain.config.batch = 32
        seetrain.config.net.layers = 3
        del seetrain.config.lr
        run.finish()
        found = hub.run(run.id)
        self.assertEqual(found["state"], "finished")
        self.assertEqual(found["config"], {"net": {"layers": 3}, "batch": 32})
        # JavaScript writes large numbers with fewer digits than Python reads
        last = {key: summary["last"] if isinstance(summary["last"], str) else float(summary["last"]) for key, summary in found["metrics"].items()}
        self.assertEqual(last, {"loss": 0.25, "in/ner": 1, "odd": "NaN", "inf": "Infinity", "big": 2**60, "$odd": 1})
        self.assertEqual(run.stats()["rejected"], 0)
        self.assertFalse(os.path.exists(run.stats()["spool"]))

    def test_media_and_artifacts_arrive(self) -> None:
        run = self.start(project="calls")
        path = os.path.join(self.folder, "weights.bin")
        with open(path, "wb") as file:
            file.write(b"weights")
        run.log_image("image", [[0, 255], [255, 0]], caption="c")
        run.log_histogram("histogram", array.array("d", [1.0, 2.0, 2.0]))
        run.log_table("table", [{"a": 1, "b": "x"}])
        run.log_text("text", "words")
        run.log({"mixed": seetrain.Html("<b>x</b>")}, step=2)
        run.log_audio("sound", array.array("f", [0.0, 0.5] * 50), sample_rate=8000)
        run.log_artifact(path, "weights", "model", aliases=["best"])
        self.assertTrue(run.flush())
        self.assertEqual(run.stats()["rejected"], 0)
        deadline = time.monotonic() + 10
        while len(rows := hub.get(f"/api/v1/media?runs={run.id}")["rows"]) < 6 and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual({row["record"]["key"] for row in rows}, {"image", "histogram", "table", "text", "mixed", "sound"})
        used = run.use_artifact("weights:best")
        self.assertEqual((used.version, used.read("weights.bin")), ("v0", b"weights"))
        with open(os.path.join(used.download(os.path.join(self.folder, "down")), "weights.bin"), "rb") as file:
            self.assertEqual(file.read(), b"weights")
        run.finish()

    def test_nothing_is_raised_into_the_program(self) -> None:
        class Odd:
            def __str__(self) -> str:
                raise RuntimeError("no text")

        run = self.start(project="calls")
        for values in (None, [], "x", {"a": Odd()}, {"a": object()}, {1: 2}, {"a": {}}):
            run.log(values)  # type: ignore[arg-type]
        run.log_image("x", Odd())
        run.log_artifact("/nowhere/at/all")
        run.define_metric("loss", sumary="min")
        run.hook("nothing", "at all", Odd())
        run.finish()
        self.assertEqual(hub.run(run.id)["state"], "finished")
        self.assertGreater(run.stats()["rejected"], 0)

    def test_init_tells_what_is_wrong(self) -> None:
        for options, words in (
            ({"tags": "a"}, "tags: got 'a'. Pass a list of strings."),
            ({"mode": "ofline"}, "mode: got 'ofline'. Pass one of local, online, offline, disabled."),
            ({"id": "../x"}, "id: got '../x'. Use letters"),
        ):
            with self.assertRaises(seetrain.SeeTrainError) as raised:
                seetrain.init(**options)  # type: ignore[arg-type]
            self.assertIn(words, str(raised.exception))

    def test_an_exception_marks_the_run_failed_and_goes_on(self) -> None:
        with self.assertRaises(ZeroDivisionError):
            with self.start(project="calls") as run:
                1 / 0
        self.assertEqual(hub.run(run.id)["state"], "failed")

    def test_calls_without_a_run_do_nothing(self) -> None:
        self.assertIsNone(seetrain.active_run())
        seetrain.log({"loss": 1.0})
        seetrain.finish()


class Endings(unittest.TestCase):
    def ended(self, body: str, **environment: str) -> Dict[str, Any]:
        with tempfile.TemporaryDirectory() as folder:
            outcome = program("import seetrain, os, sys\nrun = seetrain.init(project='ends')\nprint(run.id, flush=True)\n"
                              + textwrap.dedent(body), SEETRAIN_DIR=folder, **environment)  # fmt: skip
            return {**hub.run(outcome.stdout.split()[0]), "code": outcome.returncode, "stderr": outcome.stderr}

    def test_the_end_of_the_program_ends_the_run(self) -> None:
        self.assertEqual(self.ended("seetrain.log({'a': 1.0})")["state"], "finished")

    def test_an_exception_fails_it(self) -> None:
        self.assertEqual(self.ended("1 / 0")["state"], "failed")

    def test_an_exit_code_fails_it(self) -> None:
        found = self.ended("sys.exit(3)")
        self.assertEqual((found["state"], found["code"]), ("failed", 3))

    def test_calls_of_a_thread_that_outlives_the_main_one_count(self) -> None:
        found = self.ended("""
            import threading, time
            def work():
                for step in range(50):
                    seetrain.log({'a': float(step)}, step=step)
                    time.sleep(0.001)
            threading.Thread(target=work).start()
        """)
        self.assertEqual(found["metrics"]["a"]["count"], 50)

    def test_a_fork_goes_on_as_a_guest(self) -> None:
        found = self.ended("""
            seetrain.log({'a': 1.0}, step=0)
            child = os.fork()
            seetrain.log({'b' if child == 0 else 'a': 2.0}, step=1)
            if child == 0:
                run.flush(); os._exit(0)
            os.waitpid(child, 0)
        """)
        self.assertEqual({key: summary["count"] for key, summary in found["metrics"].items()}, {"a": 2, "b": 1}, found["stderr"])


class Places(unittest.TestCase):
    def test_ranks_of_one_job_write_one_run(self) -> None:
        text = """
            import seetrain
            from seetrain.integration.binding import Binding
            rank = int(__import__("os").environ["RANK"])
            with seetrain.init(project="ranks") as run:
                seetrain.log({f"rank{rank}": 1.0}, step=0)
            print(Binding("keras").run is None)
        """
        with tempfile.TemporaryDirectory() as folder:
            names = {"SEETRAIN_DIR": folder, "SEETRAIN_RUN_ID": f"ranks-{os.getpid()}", "WORLD_SIZE": "2"}
            spoken = [program(text, RANK=str(rank), SEETRAIN_MODE="", **names).stdout.split()[-1] for rank in (0, 1)]
        self.assertEqual(spoken, ["False", "True"])
        # the main rank's end is the run's, whatever of the others is still on its way into the index
        deadline = time.monotonic() + 10
        while (found := set(hub.run(names["SEETRAIN_RUN_ID"])["metrics"])) != {"rank0", "rank1"}:
            self.assertLess(time.monotonic(), deadline, found)
            time.sleep(0.05)

    def test_a_pickled_run_is_the_same_run(self) -> None:
        run = seetrain.init(mode="offline", dir=tempfile.mkdtemp())
        self.assertIs(copy.deepcopy(run), run)
        self.assertIs(pickle.loads(pickle.dumps(run)), run)
        run.finish()


class Arrays(unittest.TestCase):
    def test_buffers_are_read_little_endian(self) -> None:
        self.assertEqual(read_array(array.array("h", [1, -2]))[:2], ("int16", [2]))
        self.assertEqual(read_array(memoryview(b"\0\1")), ("uint8", [2], b"\0\1"))
        self.assertIsNone(read_array(b"bytes"))
        self.assertIsNone(read_array("text"))
        with self.assertRaises(ArrayError):
            read_array((ctypes.c_longdouble * 1)())

    def test_values_without_json_are_marked(self) -> None:
        wire = Wire()
        value = wire.value({"a": math.inf, "$b": 2**70, "c": b"xy", "d": {1, 1}, "e": ("x", None)})
        self.assertEqual(value, {"a": {"$number": "Infinity"}, "$$b": {"$bigint": str(2**70)},
                                 "c": {"$bytes": {"at": 0, "length": 2}}, "d": [1], "e": ["x", None]})  # fmt: skip
        self.assertEqual(wire.pieces, [b"xy"])


def deepest() -> List[Any]:
    value: List[Any] = []
    for _ in range(1000):
        value = [value]
    return value


class Depth(unittest.TestCase):
    def test_what_contains_itself_comes_to_an_end(self) -> None:
        loop: List[Any] = []
        loop.append(loop)
        Wire().value(loop)
        Wire().value(deepest())


if __name__ == "__main__":
    unittest.main()
