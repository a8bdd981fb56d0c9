"""Writes event files with TensorBoard's own classes, in the ways that its writers do; prints what a reader must find."""
import io, json, os, struct, sys, wave, zlib
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata, HistogramProto
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData, SessionEndInfo, SessionStartInfo
from tensorboard.summary.writer.event_file_writer import EventFileWriter

START = 1_700_000_000.0
root = sys.argv[1]


def writer(*folder):
    return EventFileWriter(os.path.join(root, *folder))


def add(to, step, *values):
    to.add_event(Event(wall_time=START + step, step=step, summary=Summary(value=values)))


def value(tag, plugin=None, **content):
    metadata = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name=plugin)) if plugin else None
    return Summary.Value(tag=tag, metadata=metadata, **content)


def floats(*numbers, shape=()):
    dims = [TensorShapeProto.Dim(size=n) for n in shape]
    return TensorProto(dtype=1, tensor_shape=TensorShapeProto(dim=dims), float_val=numbers)


def strings(*members):
    return TensorProto(dtype=7, string_val=members)


def png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + bytes([40 * y] * 12) for y in range(3))
    head = struct.pack(">IIBBBBB", 4, 3, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def wav():
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1), sound.setsampwidth(2), sound.setframerate(8000)
        sound.writeframes(b"\0\1" * 80)
    return out.getvalue()


own = writer("torch")
for step in range(1000):
    add(own, step, value("loss", simple_value=1 / (step + 1)))
    # Keras and TensorFlow 2 name the plugin in the first value only
    add(own, step, value("accuracy", "scalars" if step == 0 else None, tensor=floats(step / 1000)))
add(own, -5, value("warm-up", simple_value=float("nan")))
add(own, 1, value("picture", image=Summary.Image(height=3, width=4, colorspace=3, encoded_image_string=png())))
add(own, 2, value("pictures", "images", tensor=strings(b"4", b"3", png(), png())))
add(own, 1, value("sound", audio=Summary.Audio(sample_rate=8000, encoded_audio_string=wav(), content_type="audio/wav")))
add(own, 1, value("words/text_summary", "text", tensor=strings("größe **fett**".encode())))
limits = [-1.0, -0.5, 0.0, 0.5, 1.0, 1.7976931348623157e308]
histogram = HistogramProto(min=-0.9, max=2.5, num=10, sum=3, sum_squares=9, bucket_limit=limits, bucket=[0, 2, 3, 0, 4, 1])
add(own, 3, value("weights", histo=histogram))
rows = floats(0, 1, 5, 1, 2, 7, shape=(2, 3))
add(own, 4, value("biases", "histograms", tensor=rows))
add(own, 1, value("curve", "pr_curves", tensor=floats(*[n / 18 for n in range(18)], shape=(6, 3))))
add(own, 1, value("mesh_VERTEX", "mesh", tensor=floats(*range(12), shape=(1, 4, 3))))
add(own, 1, value("unknown", "own_plugin", tensor=floats(1.0)))
own.flush()

# add_scalars makes a folder for each line, add_hparams one for its session
for name in ("train", "valid"):
    part = writer("torch", f"both_{name}")
    add(part, 7, value("both", simple_value=0.5 if name == "train" else 0.25))
    part.close()
session = writer("torch", "1700000000.5")
start = SessionStartInfo()
start.hparams["lr"].number_value = 0.01
start.hparams["layers"].string_value = "64,32"
start.hparams["dropout"].bool_value = True
for tag, data in (
    ("start", HParamsPluginData(version=0, session_start_info=start)),
    ("end", HParamsPluginData(version=0, session_end_info=SessionEndInfo(status=1))),
):
    plugin = SummaryMetadata.PluginData(plugin_name="hparams", content=data.SerializeToString())
    named = Summary.Value(tag=f"_hparams_/session_{tag}_info", metadata=SummaryMetadata(plugin_data=plugin))
    session.add_event(Event(wall_time=START, summary=Summary(value=[named])))
add(session, 0, value("hparam/accuracy", simple_value=0.9))
session.close()
own.close()

for phase in ("train", "validation"):
    keras = writer("keras", phase)
    add(keras, 0, value("epoch_loss", "scalars", tensor=floats(0.75 if phase == "train" else 0.875)))
    keras.close()
