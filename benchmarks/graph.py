"""The graph of many notes: bytes of its files, CPU time of what makes them, how long it takes in
Chromium (without a window) until it is drawn, and frames while it is moved:
`python benchmarks/graph.py [--notes 1000 5000] [--screenshots FOLDER]`.

The notes are made up and short: folders of different sizes, in them groups in which most links
stay. A *frame* is the time from one frame to the next while the picture is dragged; *drawn* is what
drawing one takes with all its pixels, which on a loaded machine says more.
"""

from __future__ import annotations

import argparse
import gzip
import random
import shutil
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY / "src"), str(REPOSITORY / "tests")]

from browsing import served  # noqa: E402
from kbsite.engine import BuildOptions, Engine  # noqa: E402

TOPICS = (
    *("扩散模型", "注意力", "计算几何", "动态规划", "图论", "编译器", "分布式", "数据库"),
    *("概率论", "优化", "操作系统", "网络"),
)
THINGS = ("缓存", "参数", "样本", "损失", "区间", "协程", "事务", "索引", "噪声", "特征", "状态")
ACTIONS = ("更新", "归一化", "分解", "遍历", "压缩", "采样", "估计", "投影", "对齐", "重排")

#: Remembers when a canvas is drawn on for the first time.
FIRST = """(() => {
  const begin = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (...how) {
    const context = begin.apply(this, how);
    const { fill } = context;
    context.fill = function (...what) {
      window.drawn ??= performance.now();
      return fill.apply(this, what);
    };
    return context;
  };
})()"""

#: Milliseconds between frames: drags the picture along a circle, or turns the wheel.
FRAMES = """async ([how, count]) => {
  const stage = document.querySelector(".graph-stage");
  const { left, top, width, height } = stage.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  stage.setPointerCapture = () => {};
  const press = (type, right, down) => stage.dispatchEvent(new PointerEvent(type, {
    bubbles: true, pointerId: 1, pointerType: "mouse", button: 0, clientX: right, clientY: down,
  }));
  const frames = [];
  let last;
  if (how === "drag") press("pointerdown", x, y);
  for (let i = 0; i < count; i += 1) {
    if (how === "drag") press("pointermove", x + 60 * Math.sin(i / 8), y + 40 * Math.cos(i / 8));
    else stage.dispatchEvent(new WheelEvent("wheel", {
      deltaY: i % 60 < 30 ? -60 : 60, clientX: x, clientY: y, cancelable: true,
    }));
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    if (last) frames.push(now - last);
    last = now;
  }
  if (how === "drag") press("pointerup", x, y);
  return frames;
}"""

#: Milliseconds that one frame takes, pixels included: reading one waits for all.
DRAWN = """async (count) => {
  const stage = document.querySelector(".graph-stage");
  const context = stage.querySelector("canvas").getContext("2d");
  const times = [];
  for (let i = 0; i < count; i += 1) {
    stage.dispatchEvent(new KeyboardEvent("keydown", { key: i % 2 ? "ArrowLeft" : "ArrowRight" }));
    await new Promise((done) => {
      requestAnimationFrame((begin) => {
        const before = performance.now();
        context.getImageData(0, 0, 1, 1);
        done(times.push(performance.now() - Math.min(before, begin)));
      });
    });
  }
  return times;
}"""


def write_notes(folder: Path, count: int, seed: int = 5) -> None:
    """`count` notes below `folder`, the same ones each time."""
    chance = random.Random(seed)
    weights = [chance.random() ** 1.5 + 0.1 for _ in TOPICS]
    places = []
    for _ in range(count):
        topic = chance.choices(range(len(TOPICS)), weights)[0]
        part = f"/{TOPICS[topic]}之{'甲乙丙丁'[chance.randrange(4)]}" if topic % 3 == 0 else ""
        places.append((f"{TOPICS[topic]}{part}", chance.randrange(max(2, count // 150))))
    members: dict[Any, list[int]] = {}
    for number, place in enumerate(places):
        for group in (place, place[0], None):
            members.setdefault(group, []).append(number)
    for number, (home, _) in enumerate(places):
        links = {
            chance.choice(members[chance.choices([places[number], home, None], [15, 4, 1])[0]])
            for _ in range(int(chance.expovariate(1 / 2.6)))
        }
        tags = sorted({home.split("/")[0], chance.choice(ACTIONS)})
        title = (
            f"{chance.choice(THINGS)}的{chance.choice(ACTIONS)}与{chance.choice(THINGS)} {number}"
        )
        text = "".join(f"见[[笔记{other}]]。\n" for other in sorted(links - {number}))
        file = folder / home / f"笔记{number}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        head = f"---\ntitle: {title}\ndate: 2024-05-01\ntags: [{', '.join(tags)}]\n---\n\n"
        file.write_text(head + text, encoding="utf-8")


def sizes(output: Path) -> list[str]:
    """Bytes of the files that are published."""
    folder = output / "assets/graph"
    whole = (folder / "all.json").read_bytes()
    others = [file.stat().st_size for file in folder.glob("*.json") if file.name != "all.json"]
    packed = len(gzip.compress(whole, 9))
    lines = [f"all.json {len(whole):,} bytes, {packed:,} with gzip"]
    if others:
        lines.append(
            f"{len(others):,} neighbourhoods: {statistics.median(others):,.0f} bytes each "
            f"(at most {max(others):,}), {sum(others):,} together"
        )
    return lines


def frames(page: Page, host: str, pictures: Path | None) -> list[str]:
    """How the page of the graph does in the browser."""
    page.add_init_script(FIRST)
    page.goto(f"{host}/notes/graph/")
    page.wait_for_function("window.drawn")
    lines = [f"drawn {page.evaluate('window.drawn'):.0f} ms after the page was asked for"]
    page.wait_for_timeout(500)
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
        count = page.locator(".graph-side .count").inner_text()
        page.screenshot(path=pictures / f"{count}.png")
    for how in ("drag", "zoom"):
        lines.append(
            f"{how}: {_quantiles(page.evaluate(FRAMES, [how, 180]))} ms from frame to frame"
        )
        page.locator("[data-zoom=all]").click()
        page.wait_for_timeout(500)
    lines.append(f"one frame with its pixels: {_quantiles(page.evaluate(DRAWN, 60))} ms")
    return lines


def _quantiles(times: list[float]) -> str:
    ordered = sorted(times)
    return (
        f"{ordered[len(ordered) // 2]:.1f} (19 of 20 below {ordered[int(len(ordered) * 0.95)]:.1f})"
    )


def main() -> None:
    """Parses the arguments; prints what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--notes", type=int, nargs="+", default=[1000, 5000])
    parser.add_argument("--screenshots", type=Path)
    arguments = parser.parse_args()
    for count in arguments.notes:
        with tempfile.TemporaryDirectory() as temporary:
            root = Path(temporary)
            write_notes(root / "site/content", count)
            report(root, arguments.screenshots)


def report(root: Path, pictures: Path | None) -> None:
    """Builds the site in `root` and prints what it costs."""
    output = root / "notes"
    options = BuildOptions(base_url="https://example.org/notes/", output=str(output), jobs=1)
    with closing(Engine(root / "site", options)) as engine:
        begin = time.process_time()
        result = engine.build()
        engine.publish(result, on_file=lambda _: None)
        whole = time.process_time() - begin
        begin = time.process_time()
        for planned in result.outputs:
            if planned.path.startswith("assets/graph/"):
                planned.produce()
        own = time.process_time() - begin
    print(f"\n{result.notes:,} notes: {whole:.1f} s CPU, of which the graph's files {own:.2f} s")
    print(*sizes(output), sep="\n")
    with sync_playwright() as playwright, served(root) as host:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        print(*frames(page, host, pictures), sep="\n")
        browser.close()


if __name__ == "__main__":
    main()
