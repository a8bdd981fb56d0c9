"""Records machine-learning experiments for a SeeTrain hub.

    import seetrain

    run = seetrain.init(project="mnist", config={"lr": 1e-3})
    for step in range(100):
        seetrain.log({"loss": 1 / (step + 1)}, step=step)
    seetrain.finish()
"""
from __future__ import annotations

from .artifact import Artifact, UsedArtifact
from .errors import SeeTrainError
from .media import Audio, Histogram, Html, Image, Media, Molecule, Object3D, Plot, Table, Text, Video
from .run import Run, active_run
from .session import (
    alert,
    config,
    define_metric,
    edit,
    finish,
    init,
    log,
    log_artifact,
    log_audio,
    log_histogram,
    log_html,
    log_image,
    log_molecule,
    log_object3d,
    log_plot,
    log_scalar,
    log_table,
    log_text,
    log_video,
    update_config,
    use_artifact,
    with_integration,
    with_session,
)

__version__ = "0.1.0"

__all__ = [
    "Artifact", "Audio", "Histogram", "Html", "Image", "Media", "Molecule", "Object3D", "Plot", "Run", "SeeTrainError",
    "Table", "Text", "UsedArtifact", "Video", "active_run", "alert", "config", "define_metric", "edit", "finish", "init",
    "log", "log_artifact", "log_audio", "log_histogram", "log_html", "log_image", "log_molecule", "log_object3d",
    "log_plot", "log_scalar", "log_table", "log_text", "log_video", "update_config", "use_artifact", "with_integration",
    "with_session",
]  # fmt: skip
