"""Turns what was made into pictures of its pages, with the programs that an office has."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pikepdf

#: Each program, and the Debian package that has it.
TOOLS: Final[Mapping[str, str]] = {
    "pdftoppm": "poppler-utils",
    "pdftotext": "poppler-utils",
    "soffice": "libreoffice-writer",
    "chromium": "chromium",
}
_PATIENCE: Final = 600.0


def missing_tools() -> list[str]:
    """What is not installed, in a sentence each."""
    return [
        f"{tool} is not installed: it comes with the package {package} (Debian)"
        for tool, package in TOOLS.items()
        if shutil.which(tool) is None
    ]


def printed(word: Sequence[Path], web: Sequence[Path], folder: Path) -> dict[Path, Path]:
    """A PDF in `folder` of each Word file and each web page; one that failed has none."""
    with tempfile.TemporaryDirectory(prefix="look-profile-") as profiles, ThreadPoolExecutor(2) as pool:
        office = pool.submit(_by_office, word, folder, Path(profiles) / "office")
        browser = pool.submit(_by_browser, web, folder, Path(profiles) / "browser")
        return office.result() | browser.result()


def _by_office(files: Sequence[Path], folder: Path, profile: Path) -> dict[Path, Path]:
    if not files:
        return {}
    where = folder / "docx"
    where.mkdir(exist_ok=True)
    # One start for all of them: starting takes longer than converting.
    command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
    command += ["--convert-to", "pdf", "--outdir", str(where), *map(str, files)]
    _run(command)
    return _there((path, where / f"{path.stem}.pdf") for path in files)


def _by_browser(files: Sequence[Path], folder: Path, profile: Path) -> dict[Path, Path]:
    where = folder / "html"
    where.mkdir(exist_ok=True)
    pairs = [(path, where / f"{path.stem}.pdf") for path in files]
    for path, target in pairs:
        # The system may not let root have a sandbox, and these pages are the program's own.
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"]
        command += ["--no-pdf-header-footer", f"--print-to-pdf={target}", path.as_uri()]
        _run(command)
    return _there(pairs)


def _there(pairs: Iterable[tuple[Path, Path]]) -> dict[Path, Path]:
    return {path: target for path, target in pairs if target.is_file() and target.stat().st_size}


def _run(command: list[str]) -> None:
    # Whether it did what it should is seen by its files: both programs complain of much that does no harm.
    subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False)


def count_pages(path: Path) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def draw(files: Sequence[tuple[Path, Path]], dots: int) -> None:
    """A picture of each page of each PDF, `dots` to the inch: `target-1.png` and so on."""

    def one(file: tuple[Path, Path]) -> None:
        source, target = file
        _run(["pdftoppm", "-r", str(dots), "-png", str(source), str(target)])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, files))


def pictures_of(target: Path) -> list[Path]:
    """The pictures that `draw` made."""
    return sorted(
        one
        for one in target.parent.glob(f"{target.name}-*.png")
        if one.stem[len(target.name) + 1 :].isdigit()
    )
