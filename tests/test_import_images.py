"""`--download-images`: what is asked of the network, what never is, and what becomes of a note
(`importers/download.py`, `importers/remote_images.py`)."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from conftest import write_files
from growth import cpu_seconds
from kbsite.config import Config
from kbsite.importers.account import Account
from kbsite.importers.archive import open_source
from kbsite.importers.download import Downloader, DownloadLimits, suffix_of_image
from kbsite.importers.model import Line
from kbsite.importers.public_addresses import is_public_address
from kbsite.importers.remote_images import Fetch, Image, remote_images, url_key
from kbsite.importers.session import ImportOptions, Session

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


class Host(BaseHTTPRequestHandler):
    """One that answers in all the ways a host may."""

    answers: Mapping[str, tuple[int, str, bytes]] = {
        "/a.png": (200, "image/png", PNG),
        "/图 片.png": (200, "image/png", PNG),
        "/page": (200, "text/html", b"<html>"),
        "/lie.png": (200, "image/png", b"<html>"),
        "/large.png": (200, "image/png", PNG * 100),
        "/moved.png": (302, "/a.png", b""),
        "/inside.png": (302, "http://127.0.0.2:9/a.png", b""),
        "/file.png": (302, "file:///etc/passwd", b""),
        "/circle.png": (302, "/circle.png", b""),
        "/cut.png": (200, "image/png", PNG),
        "/cut-moved.png": (302, "/a.png", b"<html>"),
    }

    def do_GET(self) -> None:
        from urllib.parse import unquote

        status, kind, data = self.answers.get(unquote(self.path), (404, "", b""))
        self.send_response(status)
        self.send_header("Location" if status == 302 else "Content-Type", kind)
        self.send_header("Content-Length", str(len(data) + self.path.startswith("/cut")))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def test_images_are_fetched_within_limits(host: str) -> None:
    limits = DownloadLimits(size=1000, wait=2)
    fetch = Downloader(limits, lambda address: address == "127.0.0.1")
    assert fetch(f"{host}/a.png") == fetch(f"{host}/moved.png") == Image(PNG, ".png")
    # What such an answer says is not waited for.
    assert fetch(f"{host}/cut-moved.png") == Image(PNG, ".png")
    assert fetch(f"{host}/图 片.png") == Image(PNG, ".png")
    for path, why in {
        "/page": "is no image, but text/html",
        "/lie.png": "is no image",
        "/cut.png": "cannot be fetched: its host sent a part of it",
        "/large.png": "is over 1,000 bytes",
        "/none.png": "the host says 404 Not Found",
        "/inside.png": "its host is in a private network",
        "/circle.png": "the host says 302",
        "/file.png": "the host says 302",
    }.items():
        assert str(fetch(host + path)).startswith(why), path
    assert str(fetch("ftp://127.0.0.1/a.png")).startswith("cannot be fetched")
    assert "cannot be fetched" in str(fetch("http://[/"))


def test_this_machines_own_network_is_never_asked(host: str) -> None:
    fetch = Downloader(DownloadLimits(wait=2))
    for url in (host, "http://localhost:1", "http://[::1]:1", "http://169.254.169.254", "http://0"):
        assert fetch(f"{url}/a.png") == "its host is in a private network", url


@pytest.mark.parametrize(
    ("address", "is_asked"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::8.8.8.8", True),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("224.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::127.0.0.1", False),
        ("::ffff:0:10.0.0.1", False),
        ("64:ff9b::127.0.0.1", False),
        ("64:ff9b:1::7f00:1", False),
        ("2002:c0a8:101::1", False),
        ("2001:0:7f00:1::", False),
    ],
)
def test_an_address_within_another_counts(address: str, is_asked: bool) -> None:
    """A router may send packets on to the IPv4 address that an IPv6 address holds."""
    assert is_public_address(address) == is_asked


@pytest.mark.parametrize(
    "opening", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"]
)
@pytest.mark.parametrize("by_proxy", [False, True])
def test_a_host_that_sends_byte_by_byte_is_left_in_time(
    monkeypatch: pytest.MonkeyPatch, opening: bytes, by_proxy: bool
) -> None:
    def drip() -> None:
        connection, _ = server.accept()
        with connection, suppress(OSError):
            connection.sendall(opening)
            for _ in range(400):
                connection.sendall(b"x")
                time.sleep(0.02)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip)
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        if by_proxy:
            monkeypatch.setenv("http_proxy", address)
        begin = time.monotonic()
        fetch = Downloader(DownloadLimits(wait=5, whole=0.2), lambda address: True)
        said = fetch(f"{'http://name.example' if by_proxy else address}/a.png")
        assert said == "cannot be fetched: no answer in time"
        assert time.monotonic() - begin < 3
        thread.join()


def test_a_proxy_is_not_asked_for_them_either(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("http_proxy", host)
    fetch = Downloader(DownloadLimits(wait=2))
    assert fetch("http://10.0.0.1/a.png") == "its host is in a private network"
    # The proxy itself is asked, wherever it is: it knows no such path.
    assert "404" in str(fetch("http://name.example/a.png"))


@pytest.mark.parametrize(
    ("name", "is_asked"),
    [
        ("name.example.", True),
        ("图.example:80", True),
        ("a_b.example", True),
        ("8.8.8.8", True),
        ("router.local", False),
        ("localhost.", False),
        ("a.localhost.", False),
        ("127.1", False),
        ("10.0.0.0x1", False),
        ("0x7f000001", False),
        ("127%2E0.0.1", False),
        ("10.0.0.1%3A80", False),
        ("name.example%4010.0.0.1", False),
        ("１２７。0.0.1", False),
        ("[::1]", False),
    ],
)
def test_no_spelling_of_a_host_leads_a_proxy_into_a_private_network(
    monkeypatch: pytest.MonkeyPatch, host: str, name: str, is_asked: bool
) -> None:
    monkeypatch.setenv("http_proxy", host)
    said = Downloader(DownloadLimits(wait=2))(f"http://{name}/a.png")
    assert ("404" in str(said)) == is_asked
    assert is_asked or said == "its host is in a private network"


def test_a_name_with_many_addresses_that_do_not_answer_is_left_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits: list[float] = []

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        waits.append(timeout)
        time.sleep(timeout)
        raise TimeoutError

    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 80))] * 50
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(socket, "create_connection", connect)
    said = Downloader(DownloadLimits(wait=0.1, whole=0.15))("http://name.example/a.png")
    assert said == "cannot be fetched: no answer in time"
    assert sum(waits) < 0.2


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"HTTP/1.0 404 \x1b[2Jno\r\n\r\n", "the host says 404 \ufffd[2Jno"),
        (b"HTTP/1.0 200 OK\r\nContent-Type: a/\x1b[2j\r\n\r\n", "is no image, but a/\ufffd[2j"),
        (b"\x1b[2JHTTP\r\n", "cannot be fetched: \ufffd[2JHTTP"),
    ],
)
def test_no_word_of_a_host_commands_a_terminal(answer: bytes, said: str) -> None:
    def once() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(2**16)
            connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=once)
        thread.start()
        fetch = Downloader(DownloadLimits(wait=2), lambda address: True)
        assert fetch(f"http://127.0.0.1:{server.getsockname()[1]}/a.png") == said
        thread.join()


def test_a_host_that_does_not_answer_is_left_alone() -> None:
    fetch = Downloader(DownloadLimits(wait=1, failures=2), lambda address: True)
    said = [str(fetch("http://127.0.0.1:1/a.png")) for _ in range(3)]
    assert said[1].startswith("cannot be fetched") and said[2].startswith("its host did not")
    assert "more images" in str(Downloader(DownloadLimits(number=0))("http://name.example/"))


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (PNG, ".png"),
        (b"\xff\xd8\xff\xe0", ".jpg"),
        (b"RIFF1234WEBPVP8 ", ".webp"),
        (b"\0\0\0\x1cftypavif", ".avif"),
        (b'<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="x">', ".svg"),
        (b"<!----><!-- a -- b --->\n<!DOCTYPE svg>\n<svg>", ".svg"),
        (b'<?xml version="1.0">\n<svg>', ""),
        (b"<html><svg>", ""),
        (b"", ""),
    ],
)
def test_what_an_image_is_its_bytes_say(data: bytes, suffix: str) -> None:
    assert suffix_of_image(data) == suffix


@pytest.mark.parametrize("unit", [b"--><!--", b"--><!DOCTYPE>\n<!--", b"<!DOCTYPE >\n", b" "])
def test_a_host_keeps_nobody_with_what_is_no_image(unit: bytes) -> None:
    data = b"<?xml?><!--" + unit * 600
    assert cpu_seconds(lambda: suffix_of_image(data)) < 1


def test_where_a_note_shows_images_of_other_hosts() -> None:
    text = """\
![a](https://h/1.png) [![b](http://h/2_(x).png "t")](https://h/page)
`![c](https://h/no.png)` ![[https://h/no.png]] [link](https://h/no.png)
<img alt="d" src='https://h/3.png?a=1&amp;b=2'> ![e](<https://h/4.png>) ![f](local.png)
```
![g](https://h/no.png)
```
![h [i]](https://h/5.png =300x) ![j](https://h/1.png)
"""
    lines = [Line(one, at) for at, one in enumerate(text.splitlines(), 1)]
    assert remote_images(lines) == [
        "https://h/1.png",
        "http://h/2_(x).png",
        "https://h/3.png?a=1&b=2",
        "https://h/4.png",
    ]


def test_an_address_is_known_again_when_its_signature_changes() -> None:
    signed = "https://h/a.png?id=1&X-Amz-Date=2&X-Amz-Signature={}&Expires=3"
    assert url_key(signed.format("a")) == url_key(signed.format("b")) == "https://h/a.png?id=1"
    assert url_key("https://h/equation?tex=a") != url_key("https://h/equation?tex=b")


def imported(site: Path, source: Path, fetch: Fetch | None, **options: Any) -> Account:
    (site / ".kbsite").mkdir(parents=True, exist_ok=True)
    session = Session(site, Config(), "markdown", ImportOptions(**options), fetch)
    with open_source(source) as archive:
        return session.run(archive, lambda count: None)[0]


def test_images_come_home_once(tmp_path: Path) -> None:
    """Beside the note that shows them first; those that failed are told, and stay as they are."""
    asked: list[str] = []

    def fetch(url: str) -> Image | str:
        asked.append(url)
        return Image(PNG, ".png") if "good" in url else "the host says 403 Forbidden"

    site, url = tmp_path / "site", "https://h/good%20one.jpg?X-Amz-Signature={}"
    text = "![一]({}) ![二](https://h/bad.png)\n"
    files = {"a/一.md": text.format(url.format(1)), "二.md": text.format(url.format(2))}
    source = write_files(tmp_path / "s", files)
    account = imported(site, source, None)
    assert account.downloads == () and not account.has_failed

    account = imported(site, source, fetch)
    assert asked == [url.format(1), "https://h/bad.png"]
    assert [(one.source, one.target, one.why) for one in account.downloads] == [
        ("a/一.md", "a/images/good-one-fa2d1ab9.png", ""),
        ("a/一.md", "", "the host says 403 Forbidden"),
        ("二.md", "", "the host says 403 Forbidden"),
    ]
    assert account.has_failed and account.sums["images"].unexplained == 0
    first, second = ((site / f"content/{name}").read_text(encoding="utf-8") for name in files)
    assert first == "![一](images/good-one-fa2d1ab9.png) ![二](https://h/bad.png)\n"
    assert second == "![一](a/images/good-one-fa2d1ab9.png) ![二](https://h/bad.png)\n"
    assert (site / "content/a/images/good-one-fa2d1ab9.png").read_bytes() == PNG

    again = imported(site, source, None)
    assert again.is_quiet and {one.state for one in again.files} == {"unchanged"}
