"""
What recording costs a Python program, as JSON on the last line of stdout:

    python measure_client.py call <tracker> <calls> <keys>      a call of so many numbers
    python measure_client.py loop <tracker> <steps> <rounds>    a training whose step hashes for so many rounds

Trackers are seetrain, wandb and none. A run has all that it has by default: console, environment, samples of the system.
"""

import hashlib
import json
import math
import os
import sys
import tempfile
import time

LOSSES = [2.3 * math.exp(-i / 4096) + math.sin(i * 12.9898) / 10 for i in range(4096)]


def start(tracker, folder):
    """Returns the call that logs, and the one that ends."""
    if tracker == "none":
        return (lambda values, step: None), (lambda: None)
    if tracker == "seetrain":
        import seetrain

        run = seetrain.init(project="bench", dir=folder)
        return run.log, run.finish
    os.environ.update(WANDB_MODE="offline", WANDB_SILENT="true", WANDB_DIR=folder, WANDB_ERROR_REPORTING="false")
    import wandb

    run = wandb.init(project="bench", dir=folder)
    return run.log, run.finish


def call(log, finish, calls, keys):
    names = [f"key{i}" for i in range(keys)]
    pause = calls // 10

    def make(first, count):
        for step in range(first, first + count):
            log({name: LOSSES[step & 4095] for name in names}, step=step)

    make(0, pause)
    # both bring the warm-up away
    time.sleep(0.5)
    start = time.perf_counter()
    make(pause, calls)
    called = time.perf_counter()
    finish()
    return {
        "nanosecondsPerCall": (called - start) / calls * 1e9,
        "drainMs": (time.perf_counter() - called) * 1e3,
        "bytesPerScalar": 0,
        "scalarsPerCall": 1,
    }


def loop(log, finish, steps, rounds):
    # as tensor libraries do, it lets other threads of Python run while it computes
    def work():
        hashlib.pbkdf2_hmac("sha256", b"weights", b"gradients", rounds)

    for _ in range(20):
        work()
    started, busy = time.perf_counter(), time.process_time()
    for step in range(steps):
        work()
        log({"loss": LOSSES[step & 4095], "lr": 0.1, "grad_norm": 1.5}, step=step)
    seconds, processor = time.perf_counter() - started, time.process_time() - busy
    finish()
    return {"secondsPerStep": seconds / steps, "processorPerStep": processor / steps}


if __name__ == "__main__":
    kind, tracker, count, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        measured = {"call": call, "loop": loop}[kind](*start(tracker, folder), count, size)
    print("\n" + json.dumps(measured), flush=True)
