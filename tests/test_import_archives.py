"""What is read of a folder and of an archive: nothing leads out of it, nothing is unpacked that is
too much, and every file has one fate (`importers/archive.py`)."""

from __future__ import annotations

import io
import os
import struct
import sys
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import write_files, zipped
from growth import RATIO, cpu_seconds, growth
from kbsite.importers.archive import Archive, Limits, open_source
from kbsite.importers.entries import Found, Gathered
from kbsite.importers.entry_names import safe_path
from kbsite.importers.model import UnreadableError
from kbsite.importers.targets import file_name
from kbsite.importers.zip_directory import MAX_DIRECTORY
from kbsite.refusals import RefusalError
from kbsite.scanning.file_names import named_files


def renamed(data: bytes, old: bytes, new: bytes, *, utf8: bool) -> bytes:
    """An archive with the raw name of a member changed, and what its flag says of it."""
    assert len(old) == len(new) and data.count(old) == 2
    data = data.replace(old, new)
    changed = bytearray(data)
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(mark)
        while at >= 0:
            before = struct.unpack_from("<H", data, at + flags)[0] & ~0x800
            struct.pack_into("<H", changed, at + flags, before | (0x800 if utf8 else 0))
            at = data.find(mark, at + 1)
    return bytes(changed)


def at(folder: Path, data: bytes, name: str = "a.zip") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def fates(archive: Archive) -> dict[str, str]:
    return {fate.path: f"{fate.fate}: {fate.why}" for fate in archive.refused}


def paths(archive: Archive) -> list[str]:
    return [entry.path for entry in archive.entries]


NAMES = st.one_of(
    st.text(max_size=12),
    st.lists(
        st.sampled_from(
            ["..", ".", "", "a", "A", "é", "e\u0301", "C:", "/", "\\", "con", "x" * 300]
        ),
        max_size=5,
    ).map("/".join),
)


@given(NAMES)
def test_no_name_escapes(name: str) -> None:
    """Whatever a file is called: its path stays below the source, in a form that text has."""
    named = safe_path(name)
    named.path.encode()
    if named.refused:
        return
    parts = named.path.split("/")
    assert ".." not in parts and "." not in parts and "" not in parts
    assert not named.path.startswith("/") and "\\" not in named.path and "\0" not in named.path


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\n"])
def test_a_name_that_a_build_would_refuse_is_mended(mark: str) -> None:
    assert safe_path(f"a/{mark}rtl.md")[:2] == (
        "a/\ufffdrtl.md",
        "its name held control characters",
    )
    title = f"{file_name(f'甲{mark}乙')}.md"
    assert not list(named_files([(f"甲{mark}.md", 0)], "", [])) and mark not in title
    assert list(named_files([(title, 0)], "", []))


@given(st.lists(st.tuples(NAMES, st.binary(max_size=3)), max_size=8))
@settings(max_examples=50)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_every_file_of_an_archive_has_one_fate(
    tmp_path_factory: pytest.TempPathFactory, files: list[tuple[str, bytes]]
) -> None:
    files = [(name, data) for name, data in files if name and "\0" not in name]
    files = [(name, data) for name, data in files if not name.endswith(("/", "\\"))]
    files = [(name, data) for name, data in files if len(name.encode(errors="replace")) < 65000]
    try:
        data = zipped(files)
    except UnicodeEncodeError:
        return
    folder = tmp_path_factory.mktemp("archive")
    with open_source(at(folder, data)) as archive:
        told = [*paths(archive), *fates(archive)]
        assert len(told) == len(set(told)) == len(files)
        assert len({path.casefold() for path in paths(archive)}) == len(paths(archive))
        for entry in archive.entries:
            archive.open(entry).close()


def test_what_leads_out_is_refused_by_name(tmp_path: Path) -> None:
    """Archives that lie too deep in others are, too."""
    deep = zipped({"甲.md": b""})
    for _ in range(3):
        deep = zipped({"Export-1.zip": deep})
    with open_source(at(tmp_path, deep)) as archive:
        assert paths(archive) == []
        assert fates(archive) == {
            "Export-1.zip": "failed: an archive within 3 others, which is not opened",
            "Export-1.zip (2)": "merged: an archive of 1 file, 0 of which were read",
            "Export-1.zip (3)": "merged: an archive of 1 file, 0 of which were read",
        }
    data = zipped(
        {
            "c:d.md": b"",
            "../out.md": b"",
            "/etc/x.md": b"",
            "C:\\x.md": b"",
            "a\\..\\..\\b.md": b"",
            "ok\\c.md": b"",
        }
    )
    with open_source(at(tmp_path, data)) as archive:
        assert paths(archive) == ["c:d.md", "ok/c.md"]
        assert fates(archive) == {
            "../out.md": "failed: its name leads out of the archive (`..`)",
            "/etc/x.md": "failed: its name is an absolute path",
            "C:\\x.md": "failed: its name is an absolute path",
            "a\\..\\..\\b.md": "failed: its name leads out of the archive (`..`)",
        }


def test_links_encrypted_members_and_unknown_methods_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.md")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    data = bytearray(zipped([(link, b"/etc/passwd"), ("locked.md", b"x"), ("odd.md", b"y")]))
    for name, offset, value in ((b"locked.md", 8, 1), (b"odd.md", 10, 97)):
        header = data.rfind(b"PK\1\2", 0, data.rfind(name))
        struct.pack_into("<H", data, header + offset, value)
    with open_source(at(tmp_path, bytes(data))) as archive:
        assert paths(archive) == []
        assert fates(archive) == {
            "link.md": "failed: a link, which is not followed",
            "locked.md": "failed: is encrypted",
            "odd.md": "failed: is packed by method 97, which cannot be read",
        }


def test_bombs_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    limits = Limits(entries=4, size=900_000, total=1_500_000, small=1_000, ratio=50, free=1_500_000)
    noise = os.urandom(700_000)
    data = zipped(
        {
            "bomb": bytes(500_000),
            "one": noise,
            "large": bytes(950_000),
            "two": noise,
            "three": noise,
        }
    )
    with open_source(at(tmp_path, data), limits) as archive:
        assert paths(archive) == ["one", "two"]
        told = fates(archive)
    assert "unpack to 500,000" in told["bomb"]
    assert "950,000 bytes are too many" in told["large"]
    assert told["three"] == "failed: all files together are too large"


def test_files_that_share_bytes_are_refused(tmp_path: Path) -> None:
    """As in Fifield's bomb, in which one kernel is unpacked a thousand times."""
    data = bytearray(zipped({"a": os.urandom(100), "b": b"x"}))
    second = data.rfind(b"PK\1\2")
    struct.pack_into("<L", data, second + 42, 0)
    with open_source(at(tmp_path, bytes(data))) as archive:
        assert "shares its bytes" in str(fates(archive))


@pytest.mark.parametrize(
    ("raw", "utf8", "path", "said"),
    [
        ("笔记.md".encode("gbk"), False, "笔记.md", "its name was read as GBK"),
        ("笔记.md".encode(), False, "笔记.md", ""),
        (b"caf\x82.md", False, "café.md", "its name was read as CP437"),
        (b"\xff\xfe\xff.md", True, None, None),
    ],
)
def test_names_in_other_encodings(
    tmp_path: Path, raw: bytes, utf8: bool, path: str | None, said: str | None
) -> None:
    old = b"x" * (len(raw) - 3) + b".md"
    data = renamed(zipped({"a/b.md": b"1", old.decode(): b"2"}), old, raw, utf8=utf8)
    with open_source(at(tmp_path, data)) as archive:
        assert "a/b.md" in paths(archive) and len(archive.entries) == 2
        assert {archive.text(entry) for entry in archive.entries} == {"1", "2"}
        if path:
            assert path in paths(archive)
            assert archive.said.get(path, "") == said


@pytest.mark.parametrize(
    ("name", "meant", "encoding"),
    [
        ("σ¡ªΣ╣á/σ¢╛ 1.png", "学习/图 1.png", "CP437"),
        ("å\xad¦ä¹\xa0/å›¾.png", "学习/图.png", "CP1252"),
        ("a/cafÃ©.md", "a/café.md", "CP1252"),
        ("瀛︿範/a.md", "学习/a.md", "GBK"),
        ("联通/茅.md", None, ""),
        ("café/ÄÖÜ σ².md", None, ""),
        ("日本語/한국어/Привет.md", None, ""),
        ("CAFÉ’s/MENÜ–Design/Spaß….md", None, ""),
        ("IRMÃ’s/Å³/2 ×½.md", None, ""),
        ("café\xa0– menu/CAFÉ\xa0! THÉ™.md", None, ""),
        ("Ã…land/DÃ©but/KÃ–LN/ErdÅ‘s.md", "Åland/Début/KÖLN/Erdős.md", "CP1252"),
        ("鋼板工.md", None, ""),
    ],
)
def test_names_that_were_utf_8_and_read_as_another(
    tmp_path: Path, name: str, meant: str | None, encoding: str
) -> None:
    """In an archive, and as a program unpacked it."""
    write_files(tmp_path / "folder", {name: "1"})
    said = f"its name was UTF-8 that was read as {encoding}" if meant else ""
    for source in (at(tmp_path, zipped({name: b"1", "a.md": b""})), tmp_path / "folder"):
        with open_source(source) as archive:
            assert archive.said.get(meant or name, "") == said
            assert (meant or name) in paths(archive)


def test_two_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """A Notion export in two parts has some files twice; names may differ by case or accents."""
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped(
            [("a.md", b"1"), ("A.md", b"2"), ("a.md", b"1"), ("e\u0301.md", b"3"), ("é.md", b"4")]
        )
    with open_source(at(tmp_path, data)) as archive:
        assert {entry.path: archive.text(entry) for entry in archive.entries} == {
            "a.md": "1",
            "A-2.md": "2",
            "é.md": "3",
            "é-2.md": "4",
        }
        assert archive.said["A-2.md"] == "another file is named a.md"
        assert fates(archive) == {"a.md (2)": "skipped: the same file is there twice"}


def test_archives_within_an_archive_are_one_source(tmp_path: Path) -> None:
    parts = {
        f"ExportBlock-1-Part-{number}.zip": zipped({f"{number}.md": b"", "data.zip": zipped({})})
        for number in (1, 2)
    }
    with open_source(at(tmp_path, zipped(parts))) as archive:
        assert paths(archive) == ["1.md", "2.md", "data.zip"]
        told = fates(archive)
        assert told["ExportBlock-1-Part-1.zip"].startswith("merged: an archive of 2 files")
        assert told["data.zip (2)"] == "skipped: the same file is there twice"
    folder = tmp_path / "parts"
    folder.mkdir()
    for name, data in parts.items():
        (folder / name).write_bytes(data)
    with open_source(folder) as archive:
        assert paths(archive) == ["1.md", "2.md", "data.zip"]


def test_archives_that_stay_open_are_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However they lie in one another: the others are files like any."""
    monkeypatch.setattr("kbsite.importers.entries._MAX_ARCHIVES", 5)
    outer = [
        (
            f"{at}.zip",
            zipped([(f"{at}-{n}.zip", zipped([(f"{at}-{n}.md", b"")])) for n in range(3)]),
        )
        for at in range(3)
    ]
    with open_source(at(tmp_path, zipped(outer))) as archive:
        found = paths(archive)
        merged = [fate for fate in archive.refused if fate.fate == "merged"]
        left = {path for path, said in archive.said.items() if said.startswith("not opened: ")}
    assert len(merged) == 5 and left == {path for path in found if path.endswith(".zip")}
    assert len([path for path in found if path.endswith(".zip")]) == 7
    assert len([path for path in found if path.endswith(".md")]) == 2


def test_names_spelt_in_two_ways_take_linear_time() -> None:
    def seconds(n: int) -> float:
        gathered = Gathered(2 * n)
        names = [f"{at}{name}" for at in range(n) for name in ("e\u0301\xe9", "\xe9e\u0301")]
        found = [Found(name, 1) for name in names]

        def run() -> None:
            for one in found:
                gathered.add(one, io.BytesIO)
            gathered.in_order()

        return cpu_seconds(run)

    assert growth(seconds, 1500) < RATIO


def test_what_is_damaged_says_so(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.md": os.urandom(2000), "b.md": b"fine"}))
    data[60] ^= 0xFF
    with open_source(at(tmp_path, bytes(data))) as archive:
        first, second = archive.entries
        with pytest.raises(UnreadableError, match="damaged"):
            archive.text(first)
        assert archive.text(second) == "fine"
    with pytest.raises(RefusalError, match="one file"), open_source(at(tmp_path, b"x", "a.md")):
        pass
    for broken in (b"", b"PK", bytes(1000), bytes(data[:-30])):
        with (
            pytest.raises(RefusalError, match="neither a folder nor a zip"),
            open_source(at(tmp_path, broken)),
        ):
            pass
    # Of parts that are not packed once more the last one has an end as well.
    parts = [(zipfile.ZipInfo(f"{n}.zip"), zipped({f"{n}.md": b"a"})) for n in (1, 2)]
    cut = zipped(parts)[:-60]
    with pytest.raises(RefusalError, match="its end is missing"), open_source(at(tmp_path, cut)):
        pass
    end = bytearray(zipped({"a": b""}))
    struct.pack_into("<L", end, len(end) - 10, MAX_DIRECTORY + 1)
    with pytest.raises(RefusalError, match="too large"), open_source(at(tmp_path, bytes(end))):
        pass


@given(st.integers(0, 400), st.integers(0, 255))
def test_no_damage_is_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, where: int, value: int
) -> None:
    data = bytearray(zipped({"a/笔记.md": b"text " * 9, "b.md": b"more"}))
    data[where % len(data)] = value
    path = tmp_path_factory.getbasetemp() / "damaged.zip"
    path.write_bytes(data)
    with suppress(RefusalError), open_source(path) as archive:
        for entry in archive.entries:
            with suppress(UnreadableError):
                archive.text(entry)


def test_what_kbsite_built_is_left_out_of_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    names = ("b/_site/.kbsite-manifest.json", "b/_site/c/d.md", "b/_site.md", "b/e.md")
    path.write_bytes(zipped(dict.fromkeys(names, b"x")))
    with open_source(path) as archive:
        assert paths(archive) == ["b/_site.md", "b/e.md"]
        assert fates(archive) == {"b/_site/": "skipped: a site that kbsite built"}


def test_what_kbsite_built_is_no_source(tmp_path: Path) -> None:
    """As a folder, an archive, an archive within another."""
    files = {".kbsite-manifest.json": b"x", "a/index.md": b"x"}
    sentence = "is a site that kbsite built: import the notes that it was made of"
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(files))
    with pytest.raises(RefusalError, match=sentence), open_source(path):
        pass
    write_files(tmp_path / "_site", {**files})
    with pytest.raises(RefusalError, match=sentence), open_source(tmp_path / "_site"):
        pass
    path.write_bytes(zipped({"Export-1.zip": zipped(files), "Export-2.zip": zipped({"b.md": b""})}))
    with open_source(path) as archive:
        assert paths(archive) == ["b.md"]
        assert fates(archive)["Export-1.zip"] == "skipped: a site that kbsite built"


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes need rights there")
def test_a_folder_is_read_without_its_links(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/笔记.md").write_text("x", encoding="utf-8")
    (tmp_path / ".DS_Store").touch()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/config").touch()
    (tmp_path / "_edgeone").mkdir()
    (tmp_path / "_edgeone/.kbsite-manifest.json").touch()
    (tmp_path / "_edgeone/笔记.md").touch()
    (tmp_path / "out").symlink_to("/etc")
    (tmp_path / "circle").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with open_source(tmp_path) as archive:
        assert paths(archive) == ["a/笔记.md"]
        assert fates(archive) == {
            ".DS_Store": "skipped: made by the operating system",
            ".git/": "skipped: no content",
            "_edgeone/": "skipped: a site that kbsite built",
            "circle": "failed: a link, which is not followed",
            "out": "failed: a link, which is not followed",
            "pipe": "failed: no file: a device, a socket or a pipe",
        }


@pytest.mark.parametrize(
    ("data", "text", "said"),
    [
        ("\ufeff一\r\n二\r三".encode(), "一\n二\n三", ""),
        ("一二".encode("gbk"), "一二", "read as GB18030"),
        ("一二".encode("utf-16"), "一二", "read as UTF-16"),
        ("ab".encode("utf-16-le"), "ab", "read as UTF-16"),
        ("一二".encode("utf-32"), "一二", "read as UTF-32"),
        ("\ufeff一".encode("utf-32-be"), "一", "read as UTF-32"),
        (b"a\0b", "a�b", ""),
        (b"\xff\xff\xff", "���", "bytes that are no UTF-8 were replaced by �"),
        (b"", "", ""),
    ],
)
def test_texts_in_other_encodings(tmp_path: Path, data: bytes, text: str, said: str) -> None:
    with open_source(at(tmp_path, zipped({"a.md": data}))) as archive:
        assert archive.text(archive.entries[0]) == text
        assert archive.said.get("a.md", "") == said


@pytest.mark.parametrize(
    ("text", "encoding", "is_doubtful"),
    [
        ("繁體中文的一段文字，說明這個演算法如何運作。", "big5", True),
        ("これは日本語の文章です。まず問題を定義する。", "shift_jis", True),
        ("繁體中文的一段文字，說明這個演算法如何運作。", "gb18030", False),
        ("简体中文的一段文字，说明这个算法如何运作。🙂", "gb18030", False),
    ],
)
def test_a_text_in_big5_or_shift_jis_is_told(
    tmp_path: Path, text: str, encoding: str, is_doubtful: bool
) -> None:
    with open_source(at(tmp_path, zipped({"a.md": text.encode(encoding)}))) as archive:
        archive.text(archive.entries[0])
        assert ("perhaps Big5" in archive.said["a.md"]) is is_doubtful


def test_a_text_that_is_too_long_is_no_text(tmp_path: Path) -> None:
    path = at(tmp_path, zipped({"a.md": b"12345"}))
    too_long = pytest.raises(UnreadableError, match="5 bytes")
    with open_source(path, Limits(text=4)) as archive, too_long:
        archive.text(archive.entries[0])


def test_zip_name_of_info_zip(tmp_path: Path) -> None:
    """An extra field holds the name in UTF-8, with a checksum of the other."""
    info = zipfile.ZipInfo("x.md")
    body = b"\1" + struct.pack("<I", zlib.crc32(b"x.md")) + "笔记.md".encode()
    info.extra = struct.pack("<HH", 0x7075, len(body)) + body
    with open_source(at(tmp_path, zipped([(info, b"")]))) as archive:
        assert paths(archive) == ["笔记.md"]
