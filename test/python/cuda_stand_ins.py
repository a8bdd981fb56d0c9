"""Makes PyTorch's wheel for GPUs run on a processor alone, without the gigabytes of CUDA libraries that it asks for.

PyPI has no wheel of PyTorch for the processor alone. The one that it has loads CUDA's libraries when it is imported, and
calls none of them where it finds no GPU. This puts libraries in their place whose every function answers "no device".
Run it with the interpreter that PyTorch is installed for, after `pip install --no-deps torch`.
"""
from __future__ import annotations

import collections
import pathlib
import re
import subprocess
import sys
import sysconfig
import tempfile
from typing import Dict, Set

NO_DEVICE = 100
CUDA_LIBRARY = re.compile(r"^lib(cu|nccl|nvrtc|nvshmem|nvToolsExt|nvJitLink)")
CUDA_FUNCTION = re.compile(r"^(__cuda|p?nccl|nv[a-zJ]|cu([A-Z]|da|blas|dnn|fft|sparse|solver|rand|pti))")
#: Names of functions, by the version under which their users ask for them; '' for those that any library may have.
Functions = Dict[str, Set[str]]


def main() -> None:
    libraries = pathlib.Path(sysconfig.get_paths()["purelib"]) / "torch" / "lib"
    if not libraries.is_dir():
        sys.exit(f"{libraries} does not exist: install torch first")
    wanted: Set[str] = set()
    functions: Functions = collections.defaultdict(set)
    owners: Dict[str, str] = {}
    for path in libraries.glob("lib*.so*"):
        headers = output("objdump", "-p", path)
        wanted |= set(re.findall(r"NEEDED\s+(\S+)", headers))
        for library, versions in re.findall(r"required from (\S+):\n((?:    0x.*\n)+)", headers):
            owners.update((version, library) for version in re.findall(r"(\S+)\n", versions))
        for version, name in re.findall(r"\*UND\*\t\S+\s+(?:\((\S+)\)\s+|Base\s+)?(\S+)$", output("objdump", "-T", path), re.M):
            if CUDA_LIBRARY.match(owners.get(version, "")) or (not version and CUDA_FUNCTION.match(name)):
                functions[version].add(name)
    missing = sorted(name for name in wanted if CUDA_LIBRARY.match(name) and not (libraries / name).exists())
    for name in missing:
        loose = functions[""] if name.startswith("libcudart") else set()
        build(libraries / name, {version: functions[version] for version, owner in owners.items() if owner == name}, loose)
    forget_requirements(libraries)
    print(f"{len(missing)} libraries, {sum(map(len, functions.values()))} functions")


def build(target: pathlib.Path, versioned: Functions, loose: Set[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, versions = pathlib.Path(folder, "stand_in.c"), pathlib.Path(folder, "versions")
        names = sorted(loose.union(*versioned.values()))
        source.write_text("".join(f"long {name}(void) {{ return {NO_DEVICE}; }}\n" for name in names))
        blocks = (f"{version} {{ {' '.join(f'{name};' for name in sorted(of))} }};\n" for version, of in versioned.items())
        versions.write_text("".join(blocks))
        script = [f"-Wl,--version-script={versions}"] if versioned else []
        output("cc", "-shared", "-fPIC", "-w", "-fno-builtin", f"-Wl,-soname,{target.name}", *script, "-o", target, source)


def forget_requirements(libraries: pathlib.Path) -> None:
    """pip must not fetch for another package what stands in already."""
    (metadata,) = libraries.parent.parent.glob("torch-*.dist-info/METADATA")
    lines = metadata.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = (line for line in lines if not re.match(r"Requires-Dist: (cuda|nvidia|triton)", line))
    metadata.write_text("".join(kept), encoding="utf-8")


def output(*command: object) -> str:
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
