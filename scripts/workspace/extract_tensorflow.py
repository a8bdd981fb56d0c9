"""Takes the libraries and headers out of a wheel of TensorFlow: extract_tensorflow.py WHEEL FOLDER"""

import sys
import zipfile

KEPT = ("tensorflow/include/", "tensorflow/libtensorflow_cc.so", "tensorflow/libtensorflow_framework.so")


def main(wheel: str, folder: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder, [name for name in archive.namelist() if name.startswith(KEPT)])


main(*sys.argv[1:])
