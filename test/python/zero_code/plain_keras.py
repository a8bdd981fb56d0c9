import os

os.environ["KERAS_BACKEND"] = "torch"
import keras
import numpy

from expected import expect, tell

random = numpy.random.default_rng(0)
features, targets = random.normal(size=(64, 4)).astype("float32"), random.normal(size=(64, 1)).astype("float32")
keras.utils.set_random_seed(0)
model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(3, "relu"), keras.layers.Dense(1)])
model.compile("sgd", "mse", metrics=["mae"])
history = model.fit(features, targets, epochs=4, batch_size=16, validation_split=0.25, verbose=0)
model.evaluate(features, targets, verbose=0)
for key, values in history.history.items():
    for epoch, value in enumerate(values):
        expect(key, epoch, value)
tell(package="keras", framework="keras")
