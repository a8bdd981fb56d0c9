"""python measure.py <tracker> <calls>: the cost of logging one scalar with its step, as JSON on the last line of stdout."""

import json
import math
import os
import sys
import tempfile
import time
from importlib.metadata import version

LENGTH = 2**16
LOSSES = [2.3 * math.exp(-i / LENGTH) + math.sin(i * 12.9898) / 10 for i in range(LENGTH)]
MASK = LENGTH - 1


def tensorboard(folder):
    """What TensorBoard itself ships; the writers of the frameworks end in the same event file writer."""
    from tensorboard.summary import Writer

    writer = Writer(folder)

    def log(start, count):
        add = writer.add_scalar
        for step in range(start, start + count):
            add("loss", LOSSES[step & MASK], step)

    return log, writer.flush, writer.close


def tensorboardx(folder):
    from tensorboardX import SummaryWriter

    return summary_writer(SummaryWriter(folder))


def torch(folder):
    from torch.utils.tensorboard import SummaryWriter

    return summary_writer(SummaryWriter(folder))


def summary_writer(writer):
    def log(start, count):
        add = writer.add_scalar
        for step in range(start, start + count):
            add("loss", LOSSES[step & MASK], step)

    return log, writer.flush, writer.close


def trackio(folder):
    os.environ["TRACKIO_DIR"] = folder
    import trackio as library

    run = library.init(project="bench", name="run", embed=False, auto_log_gpu=False)

    def log(start, count):
        record = library.log
        for step in range(start, start + count):
            record({"loss": LOSSES[step & MASK]}, step=step)

    # there is no flush: finish() waits until all is in its database
    return log, None, run.finish


def wandb(folder):
    os.environ.update(WANDB_MODE="offline", WANDB_SILENT="true", WANDB_DIR=folder, WANDB_ERROR_REPORTING="false")
    import wandb as library

    run = library.init(project="bench", dir=folder)

    def log(start, count):
        record = run.log
        for step in range(start, start + count):
            record({"loss": LOSSES[step & MASK]}, step=step)

    return log, None, run.finish


PACKAGES = {tensorboard: "tensorboard", tensorboardx: "tensorboardX", torch: "torch", trackio: "trackio", wandb: "wandb"}
TRACKERS = {tracker.__name__: tracker for tracker in PACKAGES}


def folder_size(folder):
    return sum(os.path.getsize(os.path.join(path, name)) for path, _, names in os.walk(folder) for name in names)


def measure(tracker, calls):
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        log, flush, close = tracker(folder)
        warm_up = calls // 10
        log(0, warm_up)
        if flush:
            flush()
        start = time.perf_counter()
        log(warm_up, calls)
        called = time.perf_counter()
        if flush:
            flush()
        close()
        drained = time.perf_counter()
        return {
            "nanosecondsPerCall": (called - start) / calls * 1e9,
            "drainMs": (drained - called) * 1e3,
            "bytesPerScalar": folder_size(folder) / (calls + warm_up),
            "scalarsPerCall": 1,
            "version": version(PACKAGES[tracker]),
        }


if __name__ == "__main__":
    print("\n" + json.dumps(measure(TRACKERS[sys.argv[1]], int(sys.argv[2]))), flush=True)
