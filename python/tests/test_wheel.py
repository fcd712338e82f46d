"""`pip install ./python` in a fresh virtual environment, with no network."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

import znspec

SOURCE = Path(__file__).resolve().parent.parent
SESSION = """
import pathlib, znspec
with znspec.open_target("ref:") as target:
    assert target.submit(znspec.write(slba=0)).ok
    lists = sorted(pathlib.Path(znspec.__file__).parent.glob("devices/*.deviations"))
    assert len(lists) >= 2, lists
    for known in lists:  # with the traces that they name
        znspec.run(target, filter="zone-append", deviations=known)
print(znspec.__version__, znspec.__file__)
"""


def test_pip_installs_it_with_no_network(tmp_path: Path) -> None:
    builder = venv.EnvBuilder(with_pip=True)
    builder.create(tmp_path / "venv")
    python = str(tmp_path / "venv" / "bin" / "python")
    before = files_of(SOURCE)
    # The build tree is kept between runs: what is tested is the way, not the compiler.
    build = SOURCE.parent / "build" / "wheel-test"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"PIP_NO_INDEX": "1", "ZNSPEC_BUILD_DIR": str(build)}
    environment["CXXFLAGS"] = "-Werror"  # as the preset `test` has it: ccache knows the objects
    wheel = [python, "-m", "pip", "wheel", "--no-deps", "-w", str(tmp_path), str(SOURCE)]
    told = subprocess.run([*wheel, "-v"], check=True, env=environment, capture_output=True, text=True)
    assert f"znspec {znspec.__version__} works" in told.stdout + told.stderr
    assert files_of(SOURCE) == before  # pip's bytecode of the backend, too
    (file,) = tmp_path.glob("znspec-*.whl")
    subprocess.run([python, "-m", "pip", "install", str(file)], check=True, env=environment)
    said = subprocess.run([python, "-c", SESSION], check=True, env=environment, cwd=tmp_path, capture_output=True, text=True)
    suite = [python, "-m", "znspec", "run", "ref:", "--filter", "zone-append"]
    subprocess.run(suite, check=True, env=environment, cwd=tmp_path)
    version, where = said.stdout.split()
    assert version == znspec.__version__
    assert where.startswith(str(tmp_path / "venv"))


def files_of(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*")}


def test_bytecode_of_the_backend_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "cmake_backend.py").write_text((SOURCE / "tools" / "cmake_backend.py").read_text())
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, "-c", "import cmake_backend"], check=True, cwd=tmp_path, env=environment)
    assert files_of(tmp_path) == {tmp_path / "cmake_backend.py"}


def test_build_is_not_in_the_source_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    sys.path.insert(0, str(SOURCE / "tools"))
    import cmake_backend

    seen: list[Path] = []
    monkeypatch.delenv("ZNSPEC_BUILD_DIR", raising=False)
    monkeypatch.setattr(cmake_backend, "build_into", lambda _folder, build: seen.append(build))
    cmake_backend.install_into(Path("anywhere"))
    monkeypatch.setenv("ZNSPEC_BUILD_DIR", "/kept")
    cmake_backend.install_into(Path("anywhere"))
    assert SOURCE.parent not in seen[0].parents and not seen[0].exists()
    assert seen[1] == Path("/kept")


def test_wheel_has_types_and_entry_point() -> None:
    sys.path.insert(0, str(SOURCE / "tools"))
    import cmake_backend

    assert cmake_backend.version() == znspec.__version__
    assert "znspec.pytest_plugin" in cmake_backend.ENTRY_POINTS
    assert (Path(znspec.__file__).parent / "py.typed").exists()
