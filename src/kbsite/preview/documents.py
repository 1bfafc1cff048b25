"""What the server adds to pages, and how it names what it sends. No I/O."""

from __future__ import annotations

import mimetypes
from html import escape

from kbsite.diagnostics import Diagnostic, format_diagnostic

#: Types that the system's own table may not know, or know otherwise.
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
_TITLES = {
    "zh-CN": ("网站还在生成", "这一页现在无法生成"),
    "en": ("The site is being built", "This page cannot be made now"),
}
_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
</head>
<body class="substitute-page">
<main>
<h1>{title}</h1>
{text}</main>
</body>
</html>
"""
_HEAD_END = b"</head>"


def media_type(path: str) -> str:
    """The type of a file by its name."""
    suffix = "." + path.rpartition(".")[2].lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"


def with_script(page: bytes, own: str, digest: str) -> bytes:
    """A page with the script of the preview, which is below `own` and is told the digest of the
    page without it."""
    source = f"{own}/preview/preview.js"
    added = f'<script type="module" src="{source}" data-digest="{digest}"></script>\n'.encode()
    before, end, after = page.partition(_HEAD_END)
    return before + added + end + after


def substitute(language: str, fault: Diagnostic | None) -> bytes:
    """A page in place of one that was never made: because of a fault, or because the site is still
    being built."""
    building, broken = _TITLES[language]
    title, text = building, ""
    if fault:
        title, text = broken, f"<pre>{escape(format_diagnostic(fault))}</pre>\n"
    return _PAGE.format(language=language, title=escape(title), text=text).encode()
