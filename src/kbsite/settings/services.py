"""Comments and analytics of other services: what a page tells their scripts, and the hosts that
they need. Nothing where none is configured. No I/O.

The hosts are those that the services themselves name for a content security policy, or that
their scripts were seen to ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol
from urllib.parse import urlsplit

import msgspec

from kbsite.settings.config_sections import AnalyticsConfig, CommentsConfig

_WALINE = "https://unpkg.com/@waline/client@v3/dist/waline"
_TWIKOO = "https://cdn.jsdelivr.net/npm/twikoo@1.7/dist/twikoo"
#: The scripts and stylesheets of services, where a site names no others.
_SCRIPTS = {
    "giscus": "https://giscus.app/client.js",
    "waline": f"{_WALINE}.js",
    # The one that brings no style of its own into the page, which no policy would let in.
    "twikoo": f"{_TWIKOO}.nocss.js",
    "cloudflare": "https://static.cloudflareinsights.com/beacon.min.js",
    "google": "https://www.googletagmanager.com/gtag/js",
    "baidu": "https://hm.baidu.com/hm.js",
}
_STYLES = {"waline": f"{_WALINE}.css", "twikoo": f"{_TWIKOO}.css"}
_SERVERS = {"plausible": "https://plausible.io", "umami": "https://cloud.umami.is"}
_SERVER_SCRIPTS = {"plausible": "/js/script.js", "umami": "/script.js"}
#: The hosts that a service's script talks to beside its server, at its makers'.
_ASKED = {
    "umami": ("https://api-gateway.umami.dev",),
    "cloudflare": ("https://cloudflareinsights.com",),
    "google": (
        "https://www.google-analytics.com",
        "https://*.google-analytics.com",
        "https://*.analytics.google.com",
        "https://www.googletagmanager.com",
    ),
    "baidu": ("https://hm.baidu.com",),
}
#: By what the scripts of services are known in what their makers give out to be pasted, and there
#: the id of a site.
_NAMED = {
    "analytics": {
        "baidu": r"hm\.baidu\.com/hm\.js(?:\?(\w+))?",
        "google": r"googletagmanager\.com/gtag/js(?:\?id=([\w-]+))?",
        "cloudflare": r"static\.cloudflareinsights\.com",
        "plausible": r"plausible\.io/js/",
        "umami": r"cloud\.umami\.is",
    },
    "comments": {"giscus": r"giscus\.app", "waline": r"@waline/", "twikoo": r"/twikoo[@/.]"},
}
_NEEDED_OPTIONS = {"giscus": ("repo", "repo-id", "category", "category-id")}


class SiteServices(Protocol):
    """What of a configuration is meant for others."""

    @property
    def comments(self) -> CommentsConfig: ...
    @property
    def analytics(self) -> AnalyticsConfig: ...


class Service(msgspec.Struct, frozen=True):
    """A service as the theme's module for it is told: `settings` are (name, value) of `data-`
    attributes."""

    name: str
    script: str
    style: str = ""
    settings: tuple[tuple[str, str], ...] = ()


class Hosts(msgspec.Struct, frozen=True):
    """What is added to directives of the policy, each host with a space before it."""

    script: str = ""
    style: str = ""
    connect: str = ""


def comments_service(config: CommentsConfig) -> Service | None:
    """None where a site has no comments, or lacks what their service needs."""
    if not config.service or any(_missing_of_comments(config)):
        return None
    name = config.service
    settings = dict(sorted(config.options.items()))
    if name != "giscus":
        settings["server"] = config.server
    return Service(
        name,
        config.script or _SCRIPTS[name],
        config.style or _STYLES.get(name, ""),
        tuple((key, value) for key, value in settings.items() if _is_name(key)),
    )


def analytics_service(config: AnalyticsConfig) -> Service | None:
    """None where nobody counts."""
    if not config.service or any(_missing_of_analytics(config)):
        return None
    name = config.service
    server = (config.server or _SERVERS.get(name, "")).rstrip("/")
    script = server + _SERVER_SCRIPTS[name] if name in _SERVER_SCRIPTS else _SCRIPTS[name]
    return Service(name, script, settings=(("id", config.id),))


def hosts_of(services: tuple[Service | None, ...]) -> Hosts:
    """What the policy of every page has to let in for `services`."""
    script: dict[str, None] = {}
    style: dict[str, None] = {}
    connect: dict[str, None] = {}
    for service in services:
        if service is None:
            continue
        origin = _origin(service.script)
        script.setdefault(origin)
        if service.style:
            style.setdefault(_origin(service.style))
        if service.name == "giscus":
            # Its script brings a stylesheet and asks what it shows.
            style.setdefault(origin)
        if service.name in ("giscus", *_SERVERS):
            connect.setdefault(origin)
        for key, value in service.settings:
            if key == "server":
                connect.setdefault(_origin(value))
        # What runs elsewhere than at its makers' asks its own server alone.
        if origin == _SERVERS.get(service.name, origin):
            connect.update(dict.fromkeys(_ASKED.get(service.name, ())))
    return Hosts(*("".join(f" {host}" for host in found) for found in (script, style, connect)))


def missing_in(config: SiteServices) -> Iterator[tuple[str, str]]:
    """Top-level keys of which something cannot work, and why."""
    for said in _missing_of_comments(config.comments):
        yield "comments", said
    for said in _missing_of_analytics(config.analytics):
        yield "analytics", said


def _missing_of_comments(config: CommentsConfig) -> Iterator[str]:
    """What the service of comments cannot do without, in words."""
    if config.service in ("waline", "twikoo") and not config.server:
        yield f"{config.service} needs `comments.server`"
    for name in _NEEDED_OPTIONS.get(config.service, ()):
        if not config.options.get(name):
            yield f"{config.service} needs `{name}` in `comments.options`"
    for name in config.options:
        if not _is_name(name):
            yield f"`comments.options`: {name!r} is no name of letters, digits and hyphens"


def _missing_of_analytics(config: AnalyticsConfig) -> Iterator[str]:
    """What the service that counts cannot do without."""
    if config.service and not config.id:
        yield f"{config.service} needs `analytics.id`"


def named_in(text: str) -> str:
    """The key of kbsite.yaml, with its value, that does what a script or its address does, "" where
    there is none."""
    for key, services in _NAMED.items():
        for name, pattern in services.items():
            if found := re.search(pattern, text):
                site = found[1] if found.re.groups and found[1] else "…"
                return f"{key}: {{service: {name}{f', id: {site}' * (key == 'analytics')}}}"
    return ""


def _is_name(name: str) -> bool:
    return name.replace("-", "").isalnum() and name.isascii() and name == name.lower()


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
