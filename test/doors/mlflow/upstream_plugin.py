"""Runs MLflow's own REST tests against a hub: each test that asks for a tracking server gets a hub of its own."""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile

import pytest


@contextlib.contextmanager
def hub():
    folder = tempfile.mkdtemp(prefix="mlflow-upstream-")
    command = [*json.loads(os.environ["HUB_COMMAND"]), "serve", "--port", "0", "--data", folder]
    with open(os.path.join(folder, "hub.log"), "w") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        yield next(line.split()[-1] for line in process.stdout if line.startswith("listening on "))
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()
        shutil.rmtree(folder, ignore_errors=True)


class HubThread:
    """In the place of the thread that would serve MLflow's own application."""

    def __init__(self, app, port):
        self._hub = hub()

    def __enter__(self):
        return self._hub.__enter__()

    def __exit__(self, *error):
        return self._hub.__exit__(*error)


@contextlib.contextmanager
def init_server(backend_uri, root_artifact_uri, extra_env=None, app=None, server_type="fastapi"):
    import mlflow

    mlflow.set_tracking_uri(None)
    with hub() as url:
        yield url


class NoStore:
    """The database of a server that is not started."""

    class engine:
        dispose = staticmethod(lambda: None)

    def __init__(self, uri, *_args):
        open(uri.removeprefix("sqlite:///"), "w").close()


@pytest.fixture(autouse=True)
def nothing_active():
    """No test goes on in the experiment of the one before it."""
    yield
    import mlflow.tracking.fluent

    mlflow.tracking.fluent._active_experiment_id = None
    # clients since 3.7 tell their child processes
    os.environ.pop("MLFLOW_EXPERIMENT_ID", None)


def pytest_configure(config):
    import mlflow.server.handlers
    import mlflow.store.tracking.sqlalchemy_store
    import tests.tracking.integration_test_utils as utils

    utils.ServerThread = HubThread
    utils._init_server = init_server
    mlflow.server.handlers.initialize_backend_stores = lambda *args, **kwargs: None
    mlflow.store.tracking.sqlalchemy_store.SqlAlchemyStore = NoStore


def pytest_collection_modifyitems(config, items):
    # the hub is one store; MLflow runs each test with two
    kept = [item for item in items if "[file" not in item.name]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept
