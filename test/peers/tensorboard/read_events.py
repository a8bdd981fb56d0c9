"""Prints what TensorBoard's own EventAccumulator finds below a folder, as JSON: run -> tag -> plugin and values."""
import base64
import json
import os
import sys

import numpy
from tensorboard.backend.event_processing import plugin_event_accumulator as accumulator
from tensorboard.compat.proto import config_pb2  # noqa: F401
from tensorboard.plugins.audio import plugin_data_pb2 as audio
from tensorboard.plugins.custom_scalar import layout_pb2
from tensorboard.plugins.hparams import plugin_data_pb2 as hparams
from tensorboard.plugins.mesh import plugin_data_pb2 as mesh
from tensorboard.plugins.pr_curve import plugin_data_pb2 as pr_curve
from tensorboard.util import tensor_util
from google.protobuf import json_format

CONTENTS = {
    "audio": audio.AudioPluginData,
    "hparams": hparams.HParamsPluginData,
    "mesh": mesh.MeshPluginData,
    "pr_curves": pr_curve.PrCurvePluginData,
}


def cell(value):
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return {"base64": base64.b64encode(value).decode("ascii")}
    if isinstance(value, float) and not numpy.isfinite(value):
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]
    return value


def cells(value):
    return [cells(member) for member in value] if isinstance(value, list) else cell(value)


def read_run(folder):
    run = accumulator.EventAccumulator(folder, size_guidance={accumulator.TENSORS: 0}, tensor_size_guidance={})
    run.Reload()
    tags = {}
    for tag in run.Tags()[accumulator.TENSORS]:
        metadata = run.SummaryMetadata(tag)
        plugin = metadata.plugin_data.plugin_name
        content = CONTENTS.get(plugin)
        values = []
        for event in run.Tensors(tag):
            array = tensor_util.make_ndarray(event.tensor_proto)
            value = cells(array.tolist())
            if tag == "custom_scalars__config__":
                layout = layout_pb2.Layout.FromString(event.tensor_proto.string_val[0])
                value = json_format.MessageToDict(layout)
            found = {"step": event.step, "time": round(event.wall_time * 1000), "value": value}
            if plugin == "scalars" and event.tensor_proto.double_val:
                found["exact"] = cell(event.tensor_proto.double_val[0])
            values.append(found)
        tags[tag] = {
            "plugin": plugin,
            "description": metadata.summary_description,
            "content": json_format.MessageToDict(content.FromString(metadata.plugin_data.content)) if content else None,
            "values": values,
        }
    return tags


def main(logdir):
    runs = {}
    for folder, _, files in sorted(os.walk(logdir)):
        if any("tfevents" in name for name in files):
            runs[os.path.relpath(folder, logdir)] = read_run(folder)
    json.dump(runs, sys.stdout)


main(sys.argv[1])
