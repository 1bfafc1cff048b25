"""The players of videos on other sites, by the addresses of their pages. No I/O."""

from __future__ import annotations

import re
from typing import NamedTuple

_YOUTUBE = re.compile(
    r"https?://(?:(?:www\.|m\.)?youtube\.com/(?:watch\?(?:[^#]*&)?v=|shorts/|live/|embed/)"
    r"|youtu\.be/)([\w-]{6,20})(?![\w-])",
    re.ASCII,
)
_BILIBILI = re.compile(
    r"https?://(?:www\.|m\.)?bilibili\.com/video/(?:(BV\w{10})|av(\d{1,16}))(?!\w)", re.ASCII
)
# Which part of a video of several.
_PART = re.compile(r"[?&]p=([1-9]\d{0,3})(?![^&#])", re.ASCII)


class Player(NamedTuple):
    """What a frame shows: the name of the site, and the address of the player there."""

    site: str
    address: str


def player_of(url: str) -> Player | None:
    """The player of the video that `url` leads to, None where it leads to none. Obsidian shows a
    picture of such an address of YouTube so ("Embed web pages")."""
    if found := _YOUTUBE.match(url):
        return Player("YouTube", f"https://www.youtube-nocookie.com/embed/{found[1]}")
    if found := _BILIBILI.match(url):
        video = f"bvid={found[1]}" if found[1] else f"aid={found[2]}"
        part = _PART.search(url, found.end())
        # It plays by itself where it is not told.
        options = (f"&p={part[1]}" if part else "") + "&autoplay=0"
        return Player("bilibili", f"https://player.bilibili.com/player.html?{video}{options}")
    return None
