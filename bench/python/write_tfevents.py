"""python write_tfevents.py <folder> <points> <spike>: one long series as TensorBoard's own writer writes it."""

import math
import sys

from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer.event_file_writer import EventFileWriter

folder, points, spike = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
writer = EventFileWriter(folder)
for step in range(points):
    value = 1000.0 if step == spike else math.sin(step / 1e4)
    summary = summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag="loss", simple_value=value)])
    writer.add_event(event_pb2.Event(summary=summary, step=step, wall_time=1.7e9 + step / 200))
writer.close()
