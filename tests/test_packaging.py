"""What is shipped: the wheel and the source archive, and that they need nothing but what they declare."""

from __future__ import annotations

import ast
import importlib.metadata
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import hfpapers

ROOT = Path(__file__).resolve().parent.parent
NOBODYS_HOST = re.compile(r"pypi\.|pythonhosted|--(extra-)?index-url|--find-links|artifactory|simple/", re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w.~$}/:])/(?:work|root|home|tmp/v|Users|opt)/\w")
#: Slow to make, and the same for all: tests of this file run in one process.
pytestmark = [pytest.mark.xdist_group("packaging"), pytest.mark.timeout(300)]


@dataclass(frozen=True)
class Installed:
    """The wheel in an environment that holds it, what it declares, and nothing else."""

    folder: Path

    def run(self, *arguments: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
        options = [] if home is None else ["--home", str(home)]
        return self.execute(self.folder / "bin" / "hfpapers", *options, *arguments)

    def python(self, code: str) -> subprocess.CompletedProcess[str]:
        # -I: neither the current folder nor PYTHONPATH may help.
        return self.execute(self.folder / "bin" / "python", "-I", "-c", code)

    def execute(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=120, check=False
        )


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The source archive, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.tar.gz")), next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(archives: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel, installed outside the checkout with only the distributions that it declares.

    They are linked from the environment of the tests, file by file, and not fetched: what the wheel forgets to
    declare is not there, and no network is needed. That they can be fetched is what `make setup` shows.
    """
    _, wheel = archives
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, symlinks=True)
    packages = next(folder.glob("lib/python3*/site-packages"))
    for distribution in _declared_by(wheel):
        _link(distribution, packages)
    command = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "--disable-pip-version-check"]
    options = ["install", "--quiet", "--no-index", "--no-deps", str(wheel)]
    done = subprocess.run([*command, *options], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return Installed(folder)


def _declared_by(wheel: Path) -> Iterator[importlib.metadata.Distribution]:
    """Yield the distributions that a wheel needs, and those that they need, without extras that nobody asked for."""
    seen: set[tuple[str, str]] = set()
    wanted = [("", Requirement(text)) for text in _metadata(wheel).get_all("Requires-Dist", [])]
    while wanted:
        extra, requirement = wanted.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        distribution = importlib.metadata.distribution(requirement.name)
        for wanted_extra in ("", *requirement.extras):
            if (key := (canonicalize_name(requirement.name), wanted_extra)) not in seen:
                seen.add(key)
                wanted += [(wanted_extra, Requirement(text)) for text in distribution.requires or ()]
        yield distribution


def _link(distribution: importlib.metadata.Distribution, packages: Path) -> None:
    for file in distribution.files or ():
        if ".." not in file.parts:
            target = packages / file
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                target.symlink_to(Path(str(file.locate())).resolve())


def _metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode("utf-8"))


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project


def _pins() -> dict[str, Requirement]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    exact = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(requirement.name): requirement for requirement in exact}


def test_wheel_holds_migrations_templates_schemas_and_the_mark_of_types(archives: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(archives[1]) as wheel:
        names = set(wheel.namelist())
    migrations = {f"hfpapers/{path.relative_to(ROOT)}" for path in ROOT.glob("migrations/**/*.py")}
    templates = {str(path.relative_to(ROOT)) for path in ROOT.glob("hfpapers/**/templates/*") if path.is_file()}
    schemas = {str(path.relative_to(ROOT)) for path in ROOT.glob("hfpapers/**/schemas/*.json")}
    assert migrations
    assert templates
    assert schemas
    assert migrations | templates | schemas | {"hfpapers/py.typed"} <= names


def test_wheel_holds_nothing_else(archives: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(archives[1]) as wheel:
        tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert tops == {"hfpapers", f"hfpapers-{hfpapers.__version__}.dist-info"}


def test_source_archive_holds_all_that_its_tests_need(archives: tuple[Path, Path]) -> None:
    with tarfile.open(archives[0]) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    tops = ("Makefile", "constraints.txt", "cli.py", "scrapy.cfg", "CHANGELOG.md", "LICENSE", ".ci/run", ".ci/setup")
    folders = ("tests", "migrations", "docs", "hfpapers")
    needed = {
        str(path.relative_to(ROOT))
        for folder in folders
        for path in ROOT.glob(f"{folder}/**/*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {*tops, *needed} - names == set()


def test_wheel_states_version_licence_and_address(archives: tuple[Path, Path]) -> None:
    metadata = _metadata(archives[1])
    assert metadata["Version"] == hfpapers.__version__
    assert metadata["License-Expression"] == "Apache-2.0"
    assert f"Homepage, {hfpapers.PROJECT_URL}" in metadata.get_all("Project-URL", [])


def test_installed_program_tells_its_version(installed: Installed) -> None:
    done = installed.run("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert hfpapers.__version__ in done.stdout


def test_installed_program_tells_its_commands(installed: Installed) -> None:
    done = installed.run("--help")
    assert done.returncode == 0
    for command in ("crawl", "export", "status", "gaps", "raw", "db", "replay"):
        assert re.search(rf"^\s+{command}\s", done.stdout, re.MULTILINE), command


def test_installed_program_makes_and_checks_a_database(installed: Installed, tmp_path: Path) -> None:
    upgraded = installed.run("db", "upgrade", home=tmp_path)
    assert (upgraded.returncode, "Traceback" in upgraded.stderr) == (0, False), upgraded.stderr
    assert (tmp_path / "hfpapers.db").is_file()
    checked = installed.run("db", "check", home=tmp_path)
    assert checked.returncode == 0, checked.stderr


def test_installed_program_tells_the_status_of_a_new_archive(installed: Installed, tmp_path: Path) -> None:
    assert installed.run("db", "upgrade", home=tmp_path).returncode == 0
    done = installed.run("status", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_export_of_a_day_never_asked_for_fails_and_names_the_command(installed: Installed, tmp_path: Path) -> None:
    assert installed.run("db", "upgrade", home=tmp_path).returncode == 0
    done = installed.run("export", "--date", "2024-04-04", home=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "hfpapers crawl --date 2024-04-04" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_module_can_be_imported_without_development_tools(installed: Installed) -> None:
    done = installed.python(
        "import importlib, pkgutil, hfpapers\n"
        "names = [m.name for m in pkgutil.walk_packages(hfpapers.__path__, 'hfpapers.')]\n"
        "for name in names: importlib.import_module(name)\n"
        "print(hfpapers.__file__, *names)"
    )
    assert done.returncode == 0, done.stderr
    where, *names = done.stdout.split()
    assert Path(where).is_relative_to(installed.folder)
    assert {"hfpapers.commands", "hfpapers.crawl", "hfpapers.store"} <= set(names)


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_help_imports_nothing_heavy(installed: Installed, option: str) -> None:
    heavy = {"scrapy", "twisted", "sqlalchemy", "alembic", "pydantic", "lxml", "bs4", "jinja2", "warcio", "pylatexenc"}
    done = installed.python(
        "import sys\n"
        f"sys.argv = ['hfpapers', '{option}']\n"
        "from hfpapers.commands import main\n"
        "try: main()\n"
        "except SystemExit as end: print(*sys.modules, file=sys.stderr); sys.exit(end.code)"
    )
    assert done.returncode == 0, done.stderr
    assert heavy & set(done.stderr.split()) == set()


def test_project_has_one_address() -> None:
    assert _project()["urls"]["Homepage"] == hfpapers.PROJECT_URL


def test_every_dependency_is_bounded_and_pinned() -> None:
    project = _project()
    pins = _pins()
    extras = project["optional-dependencies"]
    of_users = [*project["dependencies"], *(text for name in extras if name != "dev" for text in extras[name])]
    for text in of_users:
        operators = {specifier.operator for specifier in Requirement(text).specifier}
        assert operators == {">=", "<"}, text
    ours, *of_developers = extras["dev"]
    assert Requirement(ours) == Requirement(f"hfpapers[{','.join(name for name in extras if name != 'dev')}]")
    for text in [*of_users, *of_developers]:
        wanted = Requirement(text)
        pin = next(iter(pins[canonicalize_name(wanted.name)].specifier))
        assert pin.operator == "==", text
        assert wanted.specifier.contains(pin.version), text


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    files = [path for folder in ("hfpapers", "migrations") for path in (ROOT / folder).rglob("*.py")]
    imported = {name for path in files for name in _imports(path)} - {*sys.stdlib_module_names, "hfpapers"}
    owners = importlib.metadata.packages_distributions()
    needed = {canonicalize_name(owners[name][0]) for name in imported}
    project = _project()
    extras = [text for name, texts in project["optional-dependencies"].items() if name != "dev" for text in texts]
    declared = {canonicalize_name(Requirement(text).name) for text in [*project["dependencies"], *extras]}
    assert declared - {"psycopg"} == needed - {"psycopg"}, "psycopg is loaded by SQLAlchemy, by its name in a URL"


def test_what_only_an_extra_brings_is_imported_where_it_is_used() -> None:
    extras = [text for name, texts in _project()["optional-dependencies"].items() if name != "dev" for text in texts]
    modules = {Requirement(text).name.replace("-", "_") for text in extras}
    at_once = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "hfpapers").rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in _imported_by(node)
        if name in modules
    }
    assert at_once == set()


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        yield from _imported_by(node)


def _imported_by(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module.partition(".")[0]


def test_every_pin_can_be_installed_on_the_oldest_python_that_is_promised() -> None:
    oldest = f"{_project()['requires-python'].removeprefix('>=')}.0"
    refusing = []
    for requirement in _pins().values():
        try:
            distribution = importlib.metadata.distribution(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            continue  # Not for this Python or platform.
        needs = distribution.metadata.json.get("requires_python")
        pinned = requirement.specifier.contains(distribution.version)
        if pinned and isinstance(needs, str) and not SpecifierSet(needs).contains(oldest):
            refusing.append(f"{requirement} needs Python {needs}")
    assert refusing == []


@pytest.mark.parametrize("pattern", [NOBODYS_HOST, MACHINE_PATH], ids=["registry", "path"])
def test_no_file_names_a_package_registry_or_a_path_of_one_machine(pattern: re.Pattern[str]) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()[:80]}"
        for path in _text_files()
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
        if pattern.search(line)
    ]
    assert found == []


def _text_files() -> Iterator[Path]:
    """Yield what people read and machines are set up by; this file holds the patterns themselves."""
    suffixes = {"", ".toml", ".txt", ".md", ".cfg", ".yaml", ".yml", ".py", ".mako", ".j2", ".html", ".css"}
    tops = [path for path in ROOT.iterdir() if path.is_file() and not path.name.startswith(".coverage")]
    trees = [path for name in (".ci", "docs", "hfpapers", "migrations", "tests") for path in (ROOT / name).rglob("*")]
    for path in [*tops, *trees]:
        if path.is_file() and path.suffix in suffixes and "golden" not in path.parts and path != Path(__file__):
            yield path
