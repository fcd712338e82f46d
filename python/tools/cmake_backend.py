"""A PEP 517 backend that needs nothing but CMake: `pip install ./python` works with no network.

It builds the root project with ZNSPEC_PYTHON=ON for the interpreter that asks, installs the component `python`, and
packs it into a wheel.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent


def forget_bytecode() -> None:
    """Removes what Python wrote beside this file when it imported it: the source tree stays as it was."""
    cached = globals().get("__cached__")
    if cached is None:
        return
    Path(cached).unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # another Python's is in it
        Path(cached).parent.rmdir()


forget_bytecode()


def version() -> str:
    """The project's, from its CMakeLists.txt."""
    found = re.search(r"project\(znspec VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text())
    if found is None:
        raise RuntimeError("CMakeLists.txt names no version")
    return found.group(1)


def metadata() -> str:
    readme = (ROOT / "python" / "README.md").read_text()
    head = [
        "Metadata-Version: 2.1",
        "Name: znspec",
        f"Version: {version()}",
        "Summary: Conformance suite and reference device for NVMe Zoned Namespaces",
        "Requires-Python: >=3.9",
        "Classifier: Framework :: Pytest",
        "Description-Content-Type: text/markdown",
    ]
    return "\n".join(head) + "\n\n" + readme


ENTRY_POINTS = "[pytest11]\nznspec = znspec.pytest_plugin\n"


def tag() -> str:
    python = f"cp{sys.version_info.major}{sys.version_info.minor}"
    platform = re.sub(r"[-.]", "_", sysconfig.get_platform())
    return f"{python}-{python}-{platform}"


def install_into(folder: Path) -> None:
    """Builds where ZNSPEC_BUILD_DIR says, or else in a folder that is gone afterwards: never in the source tree."""
    kept = os.environ.get("ZNSPEC_BUILD_DIR")
    if kept:
        build_into(folder, Path(kept))
        return
    with tempfile.TemporaryDirectory() as build:
        build_into(folder, Path(build))


def build_into(folder: Path, build: Path) -> None:
    options = ["-DCMAKE_BUILD_TYPE=Release", "-DZNSPEC_TESTS=OFF", "-DZNSPEC_PYTHON=ON"]
    configure = ["cmake", "-G", "Ninja", "-S", str(ROOT), "-B", str(build), *options]
    subprocess.run([*configure, f"-DPython_EXECUTABLE={sys.executable}"], check=True)
    subprocess.run(["cmake", "--build", str(build), "--target", "_core"], check=True)
    subprocess.run(["cmake", "--install", str(build), "--component", "python", "--prefix", str(folder)], check=True)


# Run with the new package before it is packed.
TRY = """
import znspec
assert znspec.run(znspec.Device(), filter="zone-append").conformant
print("znspec", znspec.__version__, "works")
"""


def try_out(folder: Path) -> None:
    """Shows that the package works. It writes no bytecode into it."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", TRY], check=True, cwd=folder, env=environment)


def record_line(name: str, data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(data)}\n"


def pack(folder: Path, wheel: Path) -> None:
    info = f"znspec-{version()}.dist-info"
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    files[f"{info}/METADATA"] = metadata().encode()
    files[f"{info}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: znspec\nRoot-Is-Purelib: false\nTag: {tag()}\n".encode()
    files[f"{info}/entry_points.txt"] = ENTRY_POINTS.encode()
    record = "".join(record_line(name, data) for name, data in sorted(files.items()))
    files[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\n").encode()
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(name, data)


def build_wheel(wheel_directory: str, config_settings: Any = None, metadata_directory: Any = None) -> str:
    name = f"znspec-{version()}-{tag()}.whl"
    with tempfile.TemporaryDirectory() as folder:
        install_into(Path(folder))
        try_out(Path(folder))
        pack(Path(folder), Path(wheel_directory) / name)
    return name


def build_sdist(sdist_directory: str, config_settings: Any = None) -> str:
    raise NotImplementedError("the source is the whole repository: build the wheel from a checkout")
