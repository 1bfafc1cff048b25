"""How time and memory grow with an import: `python benchmarks/importing.py [PAGES …]`.

Makes an export of Notion of so many pages and as many images (1,250, 2,500 and 5,000), two zips in
one, imports it into an empty site and again, and prints seconds, peak memory, and what the account
says.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

_PICTURE = 20_000
_PAGES_IN_FOLDER = 50


def pages(number: int) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of an export: pages of some 2 KB in folders of fifty, each with a picture."""
    for at in range(number):
        top = at - at % _PAGES_IN_FOLDER
        folder = f"Export-1/笔记 {_id(top)}"
        name = f"笔记 {_id(at)}" if at == top else f"第{at}页 {_id(at)}"
        base = f"Export-1/{name}" if at == top else f"{folder}/{name}"
        near = max(at - 1, 0)
        link = f"https://www.notion.so/x-{_id(near)}"
        own = name.replace(" ", "%20")
        text = (
            f"# {name[:-33]}\n\nTags: 算法, 图论\nCreated: April {at % 28 + 1}, 2024 10:00 AM\n\n"
        )
        paragraph = f"第{at}段：设 $x_{{{at}}}$ 为[前一页]({link})的解，`code` 与**重点**。\n\n" * 8
        aside = f"<aside>\n💡 提示 $y_{{{at}}}$\n\n</aside>\n\n$$\nz = {at}\n$$\n\n"
        code = f"```python\nprint({at})\n```\n\n![图]({own}/图.png)\n"
        yield f"{base}.md", (text + paragraph + aside + code).encode()
        noise = hashlib.shake_128(str(at).encode()).digest(_PICTURE)
        yield f"{base}/图.png", b"\x89PNG\r\n\x1a\n" + noise


def _id(at: int) -> str:
    return hashlib.md5(str(at).encode(), usedforsecurity=False).hexdigest()


def write_export(path: Path, number: int) -> None:
    """The export as Notion packs it: parts within a zip."""
    with tempfile.TemporaryDirectory() as folder:
        parts = [Path(folder) / f"ExportBlock-1-Part-{part}.zip" for part in (1, 2)]
        files = list(pages(number))
        for part, half in zip(parts, (files[: number | 1], files[number | 1 :]), strict=True):
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, data in half:
                    archive.writestr(name, data)
        with zipfile.ZipFile(path, "w") as archive:
            for part in parts:
                archive.write(part, part.name)


def _run(site: Path, export: Path) -> tuple[float, float, float, str]:
    """Seconds on the clock and of CPU, MB at the peak, and the account."""
    command = (sys.executable, "-m", "kbsite", "import", "notion", export, "--root", site, "--json")
    with tempfile.TemporaryFile() as out:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=out)
        _, status, use = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        out.seek(0)
        account = json.load(out)
    code = os.waitstatus_to_exitcode(status)
    said = f"exit {code}, {account['summary']}, {account['notes']}"
    odd = {kind: total for kind, total in account["sums"].items() if total["unexplained"]}
    return seconds, use.ru_utime + use.ru_stime, use.ru_maxrss / 1024, f"{said}, unexplained {odd}"


def main() -> None:
    """Prints two lines for each number of pages."""
    for number in [int(argument) for argument in sys.argv[1:]] or [1_250, 2_500, 5_000]:
        with tempfile.TemporaryDirectory() as folder:
            export, site = Path(folder) / "Export.zip", Path(folder) / "site"
            site.mkdir()
            write_export(export, number)
            for what in ("first", "again"):
                seconds, cpu, peak, said = _run(site, export)
                size = export.stat().st_size / 1e6
                print(
                    f"{number:>6} pages, {size:,.0f} MB, {what}: {seconds:.1f} s, "
                    f"{cpu:.1f} s of CPU, {peak:.0f} MB; {said}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
