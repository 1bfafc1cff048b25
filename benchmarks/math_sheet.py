r"""Photographs a sheet of formulas in Han text, kbsite's beside KaTeX's, in three browsers.

    npm install --ignore-scripts --prefix FOLDER katex
    python benchmarks/math_sheet.py OUTPUT --katex FOLDER [--chromium-107 PATH]

The sheet goes through a real build: conversion, font and style sheet are what a reader gets.
`OUTPUT` receives `N-chromium-1x.png`, `-chromium-2x`, `-firefox` and `-webkit` for each page
of the sheet, and the pages themselves below `site/sheet/`. A browser that is not installed is
left out with a word. Needed: node, Chromium and Playwright, Debian's `firefox-esr`, and for
WebKit `gir1.2-webkit2-4.1`, `python3-gi` and `xvfb`. `--chromium-107` names a Chromium without
MathML (npm's `@sparticuz/chromium@107`, unpacked): it photographs the note itself, in which
the TeX has to be what is seen.
"""

from __future__ import annotations

import argparse
import html
import http.server
import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

#: Sentences with their formulas; each is a row of the sheet.
SHEET = [
    r"扩散模型的前向过程 $x_t=\sqrt{\bar\alpha_t}\,x_0+\sqrt{1-\bar\alpha_t}\,\epsilon$，"
    r"其中 $\epsilon\sim\mathcal{N}(0,\mathbf{I})$。",
    r"$$q(x_t\mid x_{t-1})=\mathcal{N}\bigl(x_t;\sqrt{1-\beta_t}\,x_{t-1},\beta_t\mathbf{I}\bigr)$$",
    r"$$\mathcal{L}_{\text{simple}}=\mathbb{E}_{t,x_0,\epsilon}\left[\left\|\epsilon-"
    r"\epsilon_\theta\left(\sqrt{\bar\alpha_t}\,x_0+\sqrt{1-\bar\alpha_t}\,\epsilon,t\right)"
    r"\right\|^2\right]$$",
    r"复杂度从 $O(n^2)$ 降到 $O(\sqrt n)$ 与 $O(n\log n)$，而 $\sqrt{2}$、$\sqrt{x^2+y^2}$、"
    r"$\sqrt[3]{p}$、$\sqrt{\frac{a}{b}}$ 都在一行之内。",
    r"$$\sqrt{1+\sqrt{1+\sqrt{1+\sqrt{1+x}}}}\qquad\sqrt{\frac{a+b}{c}}\qquad\sqrt[n]{\frac{1}{x}}$$",
    r"$$x=\frac{-b\pm\sqrt{b^2-4ac}}{2a},\qquad\sqrt{\sum_{i=1}^n x_i^2}$$",
    r"导数 $f'(x)$、$f''(x)$、$f'''$，$y'_i$ 与 ${f'}^2$，$x^{\prime}$ 和 $A'B'$，$\theta'\gets\theta$。",
    r"$$\frac{\partial^2 u}{\partial t^2}=c^2\nabla^2 u,\qquad\frac{\mathrm{d}y}{\mathrm{d}x}"
    r"=\frac{1}{1+\frac{1}{1+\frac{1}{x}}}$$",
    r"$$\int_0^\infty e^{-x^2}\,\mathrm{d}x=\frac{\sqrt{\pi}}{2},\qquad\iint_D f\,\mathrm{d}A,"
    r"\qquad\oint_C \vec F\cdot\mathrm{d}\vec r$$",
    r"行内积分 $\int_a^b f(x)\,dx$、$\oint_C f$、$\iint_D g$、$\iiint_V h$ 也要好看。",
    r"$$\sum_{i=1}^{n}i=\frac{n(n+1)}{2},\quad\prod_{k=1}^{K}p_k,\quad\bigcup_{i\in I}A_i,"
    r"\quad\bigoplus_{j}V_j,\quad\coprod_i X_i$$",
    r"行内求和 $\sum_{i=1}^n a_i$、$\prod_i p_i$、$\lim_{n\to\infty}a_n$、$\max_{x\in X}f(x)$。",
    r"$$\lim_{x\to 0}\frac{\sin x}{x}=1,\qquad\operatorname*{arg\,max}_{\theta}\;\log p_\theta(x)$$",
    r"$$A=\begin{pmatrix}a_{11}&\cdots&a_{1n}\\\vdots&\ddots&\vdots\\a_{m1}&\cdots&a_{mn}\end{pmatrix},"
    r"\quad\det B=\begin{vmatrix}a&b\\c&d\end{vmatrix}$$",
    r"$$\begin{bmatrix}1&0\\0&1\end{bmatrix}\begin{Bmatrix}x\\y\end{Bmatrix}="
    r"\begin{Vmatrix}x\\y\end{Vmatrix}$$",
    r"$$f(x)=\begin{cases}x^2,&x\ge 0\\-x,&\text{否则}\end{cases}$$",
    r"$$\begin{aligned}\nabla\cdot\mathbf{E}&=\frac{\rho}{\varepsilon_0}\\"
    r"\nabla\times\mathbf{B}&=\mu_0\mathbf{J}+\mu_0\varepsilon_0"
    r"\frac{\partial\mathbf{E}}{\partial t}\end{aligned}$$",
    r"$$\begin{align}a&=b+c\tag{1}\\&=d+e+f\tag{2}\end{align}$$",
    r"$$E=mc^2\tag{3.1}$$",
    r"$$p(x)=\int p(x\mid z)p(z)\,\mathrm{d}z\ge\mathbb{E}_{q}\left[\log\frac{p(x,z)}{q(z\mid x)}"
    r"\right]=\mathrm{ELBO}\tag{长}$$",
    r"线段 $\overline{AB}$、$\overline{x+y}$、$\overline{z}$、$\bar z$、$\underline{x+y}$、"
    r"$\overline{\overline{A}\cup B}$。",
    r"$$\overline{A\cup B}=\overline{A}\cap\overline{B},\quad\underline{\int}f\le"
    r"\overline{\frac{a}{b}}$$",
    r"窄的 $\hat x$、$\tilde x$、$\vec v$、$\dot q$、$\ddot q$、$\check c$、$\breve b$、$\acute a$、"
    r"$\grave a$、$\mathring a$、$\hat{\boldsymbol\epsilon}_\theta$。",
    r"宽的 $\widehat{x}$、$\widehat{xy}$、$\widehat{ABC}$、$\widehat{x+y+z}$、"
    r"$\widetilde{x}$、$\widetilde{ABC}$。",
    r"$$\overrightarrow{AB}+\overleftarrow{CD}=\overleftrightarrow{EF},\quad"
    r"\overparen{AB},\quad\overrightarrow{x}$$",
    r"$$\overbrace{a+b+\cdots+z}^{26\text{ 个}}=\underbrace{x+y}_{n}$$",
    r"$$A\xrightarrow{f}B\xrightarrow[\text{下}]{\text{前向加噪过程}}C\xleftarrow{g\circ h}D$$",
    r"$$A\xRightarrow{\text{推出}}B\xLeftrightarrow{ab}C\xmapsto{\phi}D\xhookrightarrow{\iota}E"
    r"\xrightleftharpoons{k}F$$",
    r"$$a\xlongequal{\text{定义}}b\to c\longrightarrow d\Rightarrow e\implies f\iff g$$",
    r"颜色 $\color{red}x+y$、$\textcolor{blue}{\alpha^2}$，$\color{green}{\checkmark}$。",
    r"$$\boxed{E=mc^2}\qquad\boxed{\frac{a}{b}}\qquad\cancel{x+1}\;\bcancel{y}\;\xcancel{ab}$$",
    r"$$\text{准确率}=\frac{\text{预测正确的样本数}}{\text{样本总数}}\times 100\%$$",
    r"记 $\text{loss}=\text{均方误差}$，其中 $x_{\text{最大}}$ 与 $y^{\text{新}}$，$n\text{ 为偶数}$。",
    r"$$\left(\frac{a}{b}\right)\left[\frac{\frac{a}{b}}{c}\right]\left\{\frac{x}{y}\right\}"
    r"\left\langle\psi\middle|\frac{\phi}{2}\right\rangle\left\lfloor\frac{n}{2}\right\rfloor"
    r"\left\lceil\frac{n}{2}\right\rceil$$",
    r"$$\bigl(\Bigl(\biggl(\Biggl(x\Biggr)\biggr)\Bigr)\bigr)\quad"
    r"\bigl[\Bigl[\biggl[\Biggl[x\Biggr]\biggr]\Bigr]\bigr]\quad"
    r"\bigl\{\Bigl\{\biggl\{\Biggl\{x\Biggr\}\biggr\}\Bigr\}\bigr\}$$",
    r"$$\left.\frac{\partial f}{\partial x}\right|_{x=0}\quad\left\|\frac{x}{y}\right\|_2\quad"
    r"\left|\sum_i x_i\right|\quad\Big|\,\Bigm|$$",
    r"$$\left(\sum_{k=1}^n a_kb_k\right)^{\!2}\le\left(\sum_{k=1}^n a_k^2\right)"
    r"\left(\sum_{k=1}^n b_k^2\right)$$",
    r"$$\operatorname{softmax}(z)_i=\frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}},\quad"
    r"\operatorname{Attention}(Q,K,V)=\operatorname{softmax}\!\left(\frac{QK^\top}{\sqrt{d_k}}\right)V$$",
    r"$$\binom{n}{k}=\frac{n!}{k!(n-k)!},\qquad\dbinom{n}{k},\quad\tfrac12+\dfrac12$$",
    r"行内分数 $\frac12$、$\frac{a+b}{c}$、$\tfrac{1}{n}$、$\binom{n}{k}$、$a/b$。",
    r"上下标 $x_i^2$、$x_{i_j}^{2^n}$、$a^{b^{c^d}}$、$T^{i}{}_{j}$、${}^{14}_{6}\mathrm{C}$、$2^{-k}$、"
    r"$W_{Q}^{(l)}$、$x^*$。",
    r"集合 $\mathbb{R}^n$、$\mathbb{Z}/p\mathbb{Z}$、$x\in A\subseteq B$、$\emptyset$、$\forall\epsilon>0$、"
    r"$\exists\delta$、$A\setminus B$。",
    r"字体 $\mathcal{ABLN}$、$\mathfrak{g}$、$\mathscr{L}$、$\mathbf{x}$、$\boldsymbol{\mu}$、"
    r"$\mathsf{T}$、$\mathtt{code}$、$\mathrm{ReLU}$、$\mathit{diff}$。",
    r"希腊 $\alpha\beta\gamma\delta\epsilon\varepsilon\zeta\eta\theta\lambda\mu\nu\xi\pi\rho\sigma\tau"
    r"\phi\varphi\chi\psi\omega$，$\Gamma\Delta\Theta\Lambda\Sigma\Phi\Psi\Omega$。",
    r"关系 $a\le b$、$a\ne b$、$a\approx b$、$a\equiv b\pmod n$、$a\propto b$、$a\ll b$、$a\mid b$、$a\nmid b$、"
    r"$f\colon A\to B$、$a\coloneqq b$。",
    r"运算 $a+b-c\pm d\times e\div f\cdot g\otimes h\oplus i\odot j\circ k\ast l$，$-1$、$a=-b$。",
    r"$$\begin{array}{c|cc}&A&B\\\hline x&1&2\\y&3&4\end{array}$$",
    r"$$\left(\begin{array}{cc|c}1&2&3\\4&5&6\end{array}\right)$$",
    r"$$\mathrm{KL}(p\,\|\,q)=\int p(x)\log\frac{p(x)}{q(x)}\,\mathrm{d}x\ge 0$$",
    r"$$\mathrm{d}x=f(x,t)\,\mathrm{d}t+g(t)\,\mathrm{d}w,\quad"
    r"\nabla_x\log p_t(x)=-\frac{\epsilon_\theta(x_t,t)}{\sqrt{1-\bar\alpha_t}}$$",
    r"$$\hat{x}_0=\frac{x_t-\sqrt{1-\bar\alpha_t}\,\epsilon_\theta(x_t,t)}{\sqrt{\bar\alpha_t}},"
    r"\quad\tilde\mu_t=\frac{\sqrt{\bar\alpha_{t-1}}\beta_t}{1-\bar\alpha_t}x_0$$",
    r"$$\sum_{\substack{i=1\\i\ne j}}^{n}x_i,\qquad\underset{x}{\min}\;\overset{\text{def}}{=}"
    r"\;\stackrel{!}{=}$$",
    r"$$\mathbf{v}=\begin{pmatrix}x\\y\\z\end{pmatrix},\quad\lVert\mathbf{v}\rVert_2="
    r"\sqrt{x^2+y^2+z^2},\quad\hat{\mathbf v}=\frac{\mathbf v}{\lVert\mathbf v\rVert}$$",
    r"$$\Gamma(z)=\int_0^\infty t^{z-1}e^{-t}\,dt,\quad\zeta(s)=\sum_{n=1}^\infty\frac{1}{n^s}="
    r"\prod_{p}\frac{1}{1-p^{-s}}$$",
    r"$$\hat f(\xi)=\int_{-\infty}^{\infty}f(x)e^{-2\pi ix\xi}\,dx,\quad"
    r"\oiint_{\partial V}\mathbf{E}\cdot d\mathbf{S}$$",
    r"$$T(n)=\begin{cases}\Theta(1)&n\le 1\\2T\!\left(\left\lfloor n/2\right\rfloor\right)+\Theta(n)"
    r"&n>1\end{cases}$$",
    r"状态转移 $dp[i][j]=\max(dp[i-1][j],\,dp[i-1][j-w_i]+v_i)$，时间 $O(nW)$，取模 $10^9+7$。",
    r"$$\begin{gathered}a=b\\c=d+e\end{gathered}\qquad\left\{\begin{aligned}x+y&=1\\x-y&=0"
    r"\end{aligned}\right.$$",
    r"$$P(A\mid B)=\frac{P(B\mid A)P(A)}{P(B)},\quad\operatorname{Var}(X)=\mathbb{E}[X^2]-"
    r"(\mathbb{E}[X])^2$$",
    r"$$\sqrt{\overline{AB}},\quad\sqrt{x},\ \sqrt{y},\ \sqrt{d_k},\ \sqrt{b^2},\ \sqrt{\hat y},"
    r"\ \sqrt[3]{2},\ \sqrt[n+1]{x_i^2}$$",
    r"$$x\mapsto\phi(x),\quad f\colon X\hookrightarrow Y,\quad A\rightleftharpoons B,"
    r"\quad a\leftarrow b,\quad\uparrow\downarrow\nearrow$$",
    r"$$\underbrace{\frac{1}{\sqrt{2\pi}\sigma}}_{\text{归一化}}\exp\Bigl(-\frac{(x-\mu)^2}"
    r"{2\sigma^2}\Bigr)$$",
    r"$$\left[\begin{matrix}\cos\theta&-\sin\theta\\\sin\theta&\cos\theta\end{matrix}\right]^{-1},"
    r"\quad\mathbf{R}^\top\mathbf{R}=\mathbf{I}$$",
    r"$$\sum_{i=0}^{n}\sum_{j=0}^{m}\int_{0}^{1}\!\!\int_{0}^{1}K_{ij}(s,t)\,ds\,dt,\quad"
    r"\bigwedge_{i}p_i\Rightarrow\bigvee_j q_j$$",
]
ROWS_A_PAGE = 8
_FORMULA = re.compile(
    r'<math alttext="([^"]*)"([^>]*)>.*?</math>|<code class="tex">\$+(.*?)\$+</code>', re.DOTALL
)
_KATEX = """
const katex = require(process.argv[1]);
const read = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const draw = ([tex, displayMode]) =>
  katex.renderToString(tex, {displayMode, throwOnError: false, output: 'html'});
console.log(JSON.stringify(read.map(draw)));
"""
_WEBKIT = """
import sys, gi
gi.require_version('Gtk', '3.0'); gi.require_version('WebKit2', '4.1')
from gi.repository import GLib, Gtk, WebKit2
url, path, width, height, zoom = *sys.argv[1:3], *map(int, sys.argv[3:])
window, view = Gtk.OffscreenWindow(), WebKit2.WebView()
window.set_default_size(width * zoom, height * zoom); window.add(view); view.set_zoom_level(zoom)
def shoot():
    window.get_pixbuf().savev(path, 'png', [], []); Gtk.main_quit()
def loaded(view, event):
    if event == WebKit2.LoadEvent.FINISHED: GLib.timeout_add(1500, shoot)
view.connect('load-changed', loaded); view.load_uri(url); window.show_all(); Gtk.main()
"""
_STYLE = """
body.prose { max-width: none; padding: 0 1rem; }
.pair { display: grid; grid-template-columns: 1.6rem 1fr 1fr; gap: 1rem;
  border-bottom: 1px solid var(--line); align-items: center; }
.pair > :first-child { color: var(--faint); font-size: .7rem; }
.pair p, .pair .math { margin: .35rem 0; }
"""
# Firefox takes its pictures at one device pixel a CSS pixel.
_ZOOM = "body { zoom: 2; }"
WIDTH = 1360


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--katex", type=Path, required=True, help="a folder with node_modules")
    parser.add_argument("--chromium-107", type=Path, dest="old", help="a Chromium without MathML")
    parser.add_argument("--pages", help="only these pages of the sheet: 1,3")
    options = parser.parse_args(arguments)
    output: Path = options.output
    output.mkdir(parents=True, exist_ok=True)
    site = build_site(output)
    katex = options.katex / "node_modules/katex/dist"
    shutil.copytree(katex, site / "katex", dirs_exist_ok=True)
    chosen = {int(page) for page in options.pages.split(",")} if options.pages else None
    pages = [
        (number, name)
        for number, name in write_pages(site, katex)
        if chosen is None or number in chosen
    ]
    with served(site) as address:
        urls = [(f"{output}/{number}", f"{address}sheet/{name}") for number, name in pages]
        shoot_chromium(urls)
        shoot_firefox(urls)
        shoot_webkit(urls)
        if options.old:
            shoot_without_mathml(f"{address}note/", options.old, output / "without-mathml.png")


def build_site(output: Path) -> Path:
    """A site of one note, each row of the sheet a paragraph or a display formula."""
    with tempfile.TemporaryDirectory() as folder:
        note = "---\ntitle: 公式\n---\n\n" + "\n\n".join(SHEET) + "\n"
        content = Path(folder) / "content"
        content.mkdir()
        (content / "note.md").write_text(note, encoding="utf-8")
        site = output / "site"
        command = [sys.executable, "-m", "kbsite", "build", "--root", folder, "--output", str(site)]
        subprocess.run(command, check=True)
    return site


def write_pages(site: Path, katex: Path) -> Iterator[tuple[int, str]]:
    """(number, file name) of pages that hold some rows each, kbsite's left, KaTeX's right."""
    page = (site / "note/index.html").read_text(encoding="utf-8")
    links = "".join(re.findall(r'<link rel="stylesheet"[^>]*>', page))
    links += '<link rel="stylesheet" href="/katex/katex.min.css">'
    prose = page.partition('class="prose')[2].partition(">")[2]
    rows = re.findall(r'<p>.*?</p>|<div class="math".*?</div>', prose, re.DOTALL)[: len(SHEET)]
    others = with_katex(rows, katex)
    folder = site / "sheet"
    folder.mkdir(exist_ok=True)
    for start in range(0, len(rows), ROWS_A_PAGE):
        shown = "".join(
            f'<div class="pair"><div>{i + 1}</div><div>{rows[i]}</div><div>{others[i]}</div></div>'
            for i in range(start, min(start + ROWS_A_PAGE, len(rows)))
        )
        number = start // ROWS_A_PAGE + 1
        for name, zoom in ((f"{number}.html", ""), (f"{number}-large.html", _ZOOM)):
            text = (
                f'<!doctype html><html lang="zh-CN"><meta charset="utf-8">{links}'
                f'<style>{_STYLE}{zoom}</style><body class="prose">{shown}'
            )
            (folder / name).write_text(text, encoding="utf-8")
        yield number, f"{number}.html"


def with_katex(rows: Sequence[str], katex: Path) -> list[str]:
    """The rows with every formula drawn by KaTeX from the same TeX."""
    found = [
        (html.unescape(match[1] or match[3]), 'display="block"' in (match[2] or "") or not match[1])
        for row in rows
        for match in _FORMULA.finditer(row)
    ]
    command = ["node", "-e", _KATEX, str((katex / "katex.js").resolve())]
    done = subprocess.run(
        command, input=json.dumps(found).encode(), stdout=subprocess.PIPE, check=True
    )
    drawn = iter(json.loads(done.stdout))
    return [_FORMULA.sub(lambda _: next(drawn), row) for row in rows]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    handler = partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


def _found(what: str, *names: str) -> str | None:
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        print(f"{what}: not installed, left out", file=sys.stderr)
    return path


def shoot_chromium(urls: Sequence[tuple[str, str]]) -> None:
    """At one and at two device pixels a CSS pixel."""
    path = _found("Chromium", "chromium", "chromium-browser", "google-chrome")
    if path is None:
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for ratio in (1, 2):
            context = browser.new_context(
                viewport={"width": WIDTH, "height": 600}, device_scale_factor=ratio
            )
            page = context.new_page()
            for stem, url in urls:
                page.goto(url)
                page.evaluate("document.fonts.ready")
                page.screenshot(path=f"{stem}-chromium-{ratio}x.png", full_page=True)
        browser.close()


def shoot_firefox(urls: Sequence[tuple[str, str]]) -> None:
    path = _found("Firefox", "firefox-esr", "firefox")
    if path is None:
        return
    with tempfile.TemporaryDirectory() as profile:
        for stem, url in urls:
            command = [
                *(path, "--headless", "--profile", profile, f"--window-size={WIDTH * 2}"),
                *("--screenshot", f"{stem}-firefox.png", url.replace(".html", "-large.html")),
            ]
            subprocess.run(command, check=True, capture_output=True, timeout=90)


def shoot_webkit(urls: Sequence[tuple[str, str]]) -> None:
    xvfb = _found("Xvfb", "xvfb-run")
    # Debian's own Python: the one that has its gi module.
    python = _found("Debian's Python", "/usr/bin/python3")
    if xvfb is None or python is None:
        return
    for stem, url in urls:
        # The picture is as tall as the window.
        size = (str(WIDTH), "1100", "2")
        command = [xvfb, "-a", python, "-c", _WEBKIT, url, f"{stem}-webkit.png", *size]
        subprocess.run(command, check=True, capture_output=True, timeout=90)


def shoot_without_mathml(url: str, chromium: Path, picture: Path) -> None:
    command = [
        *(str(chromium), "--headless", "--no-sandbox", "--disable-gpu", "--single-process"),
        *("--no-zygote", "--hide-scrollbars", f"--window-size={WIDTH},3000"),
        *(f"--screenshot={picture}", url),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=90)


if __name__ == "__main__":
    main()
