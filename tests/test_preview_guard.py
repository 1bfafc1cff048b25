"""Nothing but outputs is ever served, and to nobody but the author: attacks through raw sockets on
a running preview."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http import HTTPStatus

import pytest

from conftest import write_files
from kbsite.preview import connections
from kbsite.preview.addresses import AddressError, listen
from kbsite.preview.guard import Guard, Request, path_of
from previewing import Preview, preview, wait_until

SECRET = "只有作者能看"
#: More than the system takes at once for who does not read.
FILM = bytes(16 << 20) + b"end"
SITE = {
    "kbsite.yaml": "title: 笔记\n",
    "content/甲.md": "---\ntitle: 甲\n---\n正文。\n\n![[film.mp4]]\n",
    "content/私.md": f"---\ntitle: 私\nprivate: true\n---\n{SECRET}\n",
    "content/附件.txt": SECRET,
    ".env": SECRET,
    "static/a.txt": "一个文件",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    root = write_files(tmp_path_factory.mktemp("guard") / "site", SITE)
    (root.parent / "outside.txt").write_text(SECRET, encoding="utf-8")
    (root / "content/film.mp4").write_bytes(FILM)
    with preview(root) as running:
        yield running


def raw(preview: Preview, request: bytes) -> bytes:
    """What comes back for the bytes of a request; {host} is the preview's own."""
    host, port = preview.host.split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request.replace(b"{host}", preview.host.encode()))
        found = b""
        while part := connection.recv(65536):
            found += part
    return found


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def get(target: str, *headers: str, method: str = "GET", host: str = "{host}") -> bytes:
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", *headers, "Connection: close"]
    return "\r\n".join((*lines, "", "")).encode()


def test_what_is_allowed_is_answered(served: Preview) -> None:
    assert status(raw(served, get("/"))) == 200
    assert status(raw(served, get("/", "Origin: http://{host}"))) == 200
    port = served.host.rpartition(":")[2]
    for name in ("localhost", "LOCALHOST", "127.0.0.1", "[::1]"):
        assert status(raw(served, get("/", host=f"{name}:{port}"))) == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "localhost.evil.example:{port}",
        "127.0.0.1.evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.1:{port}@evil.example",
        "evil.example#127.0.0.1:{port}",
        "0.0.0.0:{port}",
        "127.0.0.2:{port}",
        "2130706433:{port}",
        "127.1:{port}",
        "[::ffff:127.0.0.1]:{port}",
        "localhost:{port}, evil.example",
        "",
    ],
)
def test_a_foreign_host_is_refused(host: str, served: Preview) -> None:
    """DNS rebinding: a name of the attacker's that has come to mean this machine."""
    port = served.host.rpartition(":")[2]
    for path in ("/", "/_kbsite/events", "/_kbsite/page?url=/"):
        answer = raw(served, get(path, host=host.replace("{port}", port)))
        assert status(answer) in (400, 403)
        assert "正文".encode() not in answer


def test_no_host_or_two_hosts_are_refused(served: Preview) -> None:
    assert status(raw(served, b"GET / HTTP/1.0\r\n\r\n")) == 403
    assert status(raw(served, b"GET / HTTP/1.1\r\n\r\n")) == 400
    two = b"GET / HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\n\r\n"
    assert status(raw(served, two)) == 400


@pytest.mark.parametrize("origin", ["http://evil.example", "https://{host}", "null", "http://"])
def test_a_foreign_origin_is_refused(origin: str, served: Preview) -> None:
    for path in ("/", "/_kbsite/events", "/_kbsite/page?url=/", "/_kbsite/preview/preview.js"):
        assert status(raw(served, get(path, f"Origin: {origin}"))) == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_sites_may_link_here_and_nothing_else(site: str, served: Preview) -> None:
    """A picture, a script or a frame would tell them whether a page exists, or show it."""
    for mode, kind, expected in (
        ("navigate", "document", 200),
        ("navigate", "iframe", 403),
        ("no-cors", "script", 403),
        ("no-cors", "image", 403),
        ("cors", "empty", 403),
    ):
        headers = (
            f"Sec-Fetch-Site: {site}",
            f"Sec-Fetch-Mode: {mode}",
            f"Sec-Fetch-Dest: {kind}",
        )
        assert status(raw(served, get("/", *headers))) == expected
    assert status(raw(served, get("/", f"Sec-Fetch-Site: {site}"))) == 403


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"]
)
def test_other_methods_are_refused(method: str, served: Preview) -> None:
    for path in ("/", "/_kbsite/events"):
        answer = raw(served, get(path, "Content-Length: 0", method=method))
        assert status(answer) in (400, 405)


@pytest.mark.parametrize(
    "target",
    [
        "/../outside.txt",
        "/../../../../../../etc/passwd",
        "/..%2foutside.txt",
        "/%2e%2e/outside.txt",
        "/%2e%2e%2foutside.txt",
        "/%252e%252e%252foutside.txt",
        "/..%5coutside.txt",
        "/..\\outside.txt",
        "/assets/../../outside.txt",
        "/.env",
        "/%2eenv",
        "/.kbsite/cache.db",
        "/kbsite.yaml",
        "/content/%E7%A7%81.md",
        "/content/附件.txt",
        "/附件.txt",
        "/static/a.txt",
        "/%E7%A7%81/",
        "/etc/passwd",
        "//etc/passwd",
        "/file:///etc/passwd",
        "/@fs/etc/passwd",
        "/@fs/etc/passwd?import&raw??",
        "/%00",
        "/%E7%94%B2/%00.html",
        "/%ff%fe",
        "/C:/Windows/win.ini",
        "/_kbsite/preview/../session.py",
        "/_kbsite/preview/%2e%2e/session.py",
        "/_kbsite/preview/..%2fsession.py",
        "/_kbsite/preview//etc/passwd",
        "/_kbsite/../kbsite.yaml",
        "/_kbsite/page?url=/../../.env",
        "/_kbsite/page?url=/%25%32%65%25%32%65/",
        "/assets/",
        "/assets",
        "/_kbsite/",
        "/_kbsite/preview/",
        "http://evil.example/",
        "http://{host}/",
        "https://evil.example/../.env",
        "*",
        "..",
        "",
        "evil.example:443",
    ],
)
def test_no_path_leads_to_what_is_no_output(target: str, served: Preview) -> None:
    """Nor is any folder listed."""
    answer = raw(served, get(target))
    assert SECRET.encode() not in answer
    assert b"root:" not in answer
    assert b"Traceback" not in answer
    if target.startswith("/_kbsite/page"):
        assert b'"path":""' in answer
    else:
        assert status(answer) in (400, 404)


def test_nonsense_is_refused(served: Preview) -> None:
    for request in (b"\r\n\r\n", b"\x16\x03\x01\x02\x00", b"GET /\r\n\r\n", b"G" * 100_000):
        assert status(raw(served, request + b"\r\n\r\n")) in (0, 400)


def test_who_holds_connections_keeps_nobody_out(
    served: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests that never end: without any byte, byte by byte, or with a body that never comes."""
    monkeypatch.setattr(connections, "MOST", 8)
    monkeypatch.setattr(connections, "PATIENCE", 1.0)
    host, port = served.host.split(":")
    address = (host, int(port))
    begun = b"GET / HTTP/1.1\r\nHost: " + served.host.encode() + b"\r\n"
    beginnings = (b"", b"G", begun, begun + b"Content-Length: 9\r\n\r\nx")
    held = []
    for beginning in 10 * beginnings:
        connection = socket.create_connection(address, timeout=10)
        connection.sendall(beginning)
        held.append(connection)
    assert status(raw(served, get("/"))) == 200
    ends = time.monotonic() + 10
    for connection in held:
        with suppress(ConnectionError):
            while time.monotonic() < ends:
                connection.sendall(b"x")
                if not connection.recv(65536):
                    break
        connection.close()
    assert time.monotonic() < ends
    assert status(raw(served, get("/"))) == 200


def test_who_reads_slowly_gets_all(served: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer is made long before a video is read, which a browser does as it is shown."""
    monkeypatch.setattr(connections, "PATIENCE", 0.1)
    host, port = served.host.split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(get("/film.mp4").replace(b"{host}", served.host.encode()))
        found = connection.recv(1)
        time.sleep(0.5)
        while part := connection.recv(1 << 20):
            found += part
    assert found.endswith(FILM)


def test_who_never_reads_keeps_nobody_out(served: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST", 4)
    host, port = served.host.split(":")
    with ExitStack() as held:
        for _ in range(8):
            connection = held.enter_context(socket.create_connection((host, int(port)), 10))
            connection.sendall(get("/film.mp4").replace(b"{host}", served.host.encode()))
            assert connection.recv(1)
        assert status(raw(served, get("/"))) == 200
        open_ones = served.session._server._server.server_state.connections
        wait_until(lambda: len(open_ones) <= 4, "others end")


def test_of_too_many_streams_the_first_ends(
    served: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kbsite.preview.channel._MOST", 3)
    streams = [served.events() for _ in range(5)]
    assert [stream.next() for stream in streams[:2]] == [("", {})] * 2
    wait_until(lambda: len(served.session.channel._listeners) == 3, "the others stay")
    for stream in streams:
        stream.close()


def test_answers_say_how_they_may_be_used(served: Preview) -> None:
    reply = served.get("/甲/")
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in reply.headers
    assert "server" not in reply.headers


# --- for others in the network ---


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    root = write_files(tmp_path_factory.mktemp("open") / "site", SITE)
    with preview(root, host="0.0.0.0") as running:
        yield running


def test_an_open_server_wants_its_token(opened: Preview) -> None:
    token = opened.session.address.guard.token
    assert len(token) > 20
    assert any("Others in this network" in line for line in opened.report.lines)
    assert any(f"?token={token}" in line for line in opened.report.lines)
    for wrong in ("/", "/?token=", f"/?token={token[:-1]}", "/?token=%ff", "/_kbsite/events"):
        assert opened.get(wrong).status == 403
    first = opened.get(f"/?token={token}")
    assert first.status == 200
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    name = cookie.partition(";")[0]
    assert opened.get("/甲/", Cookie=name).status == 200
    assert opened.get("/甲/", Cookie=f"a=b; {name}").status == 200
    assert opened.get("/甲/", Cookie=f"{name}x").status == 403
    assert "set-cookie" not in opened.get("/甲/", Cookie=name).headers


def test_an_open_server_still_wants_an_address_for_its_host(opened: Preview) -> None:
    port = opened.host.rpartition(":")[2]
    target = f"/?token={opened.session.address.guard.token}"
    assert status(raw(opened, get(target, host=f"192.168.1.7:{port}"))) == 200
    assert status(raw(opened, get(target, host=f"evil.example:{port}"))) == 403


# --- where it listens ---


def test_a_port_that_is_taken_is_passed_over() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        address = listen("127.0.0.1", number)
        with address.socket:
            assert number < address.guard.port < number + 20
            assert address.page("/甲/") == f"http://127.0.0.1:{address.guard.port}/甲/"
            assert not address.is_open


def test_an_address_of_another_machine_is_refused_in_words() -> None:
    """One of those for documentation, which no machine has."""
    with pytest.raises(AddressError, match=r"^cannot listen at 203\.0\.113\.5: [^()]*$"):
        listen("203.0.113.5", 0)


# --- without a server ---


def test_a_path_is_decoded_once() -> None:
    assert path_of(b"/%E7%94%B2/") == "/甲/"
    assert path_of(b"/%25E7/") == "/%E7/"
    assert path_of(b"/a%2Fb") == "/a/b"
    for odd in (b"/../a", b"/a/..", b"/%2e/", b"/%00", b"/%0a", b"/%5c", b"/%ff"):
        assert path_of(odd) is None


def test_the_guard_needs_no_server() -> None:
    guard = Guard(frozenset({"localhost"}), 8000)
    allowed = Request("GET", b"/", b"", [(b"host", b"localhost:8000")])
    assert guard.refusal(allowed) is None
    assert guard.refusal(allowed._replace(method="POST")) == HTTPStatus.METHOD_NOT_ALLOWED
    plain = Guard(frozenset({"localhost"}), 80)
    assert plain.refusal(allowed._replace(headers=[(b"host", b"localhost")])) is None
