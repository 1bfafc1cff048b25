"""Keys that other generators have in their configuration → what does the same here. No I/O."""

from __future__ import annotations

from collections.abc import Mapping

# By the key of kbsite; without `-` and `_`, in lower case.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("sitename", "sitetitle", "pagetitle"),
    "banner": ("subtitle",),
    "description": ("sitedescription",),
    "author": ("siteauthor", "authors"),
    "language": ("lang", "locale", "languagecode", "defaultcontentlanguage"),
    "base_url": ("url", "root", "base", "siteurl", "hostname", "domain"),
    "content": ("docsdir", "srcdir", "sourcedir", "contentdir"),
    "output": ("sitedir", "outdir", "publicdir", "publishdir", "destination"),
    "ignore": (
        "exclude",
        "excludedocs",
        "srcexclude",
        "ignorefiles",
        "ignorepatterns",
        "skiprender",
    ),
    "nav": ("menu", "menus", "navbar"),
    "latest": ("perpage", "paginate", "pagination", "pagersize"),
    "palette": ("theme", "colorscheme", "colors", "skin"),
    "permalinks": ("permalink",),
    "extensions": ("plugins", "markdownextensions", "gems"),
    "math.macros": ("macros",),
    "math.delimiters": ("delimiters", "passthrough"),
    "comments": ("giscus", "waline", "twikoo", "gitalk", "utterances", "disqus", "disqusshortname"),
    "analytics": ("googleanalytics", "baiduanalytics", "umami", "plausible", "gtag"),
    "edit_url": ("editurl", "edituri", "editlink"),
    "icp": ("beian", "icpnumber"),
}
# What is no key here.
_OTHERWISE: Mapping[str, tuple[str, ...]] = {
    "The icon is a file: static/icon.svg.": ("favicon", "icon", "logo", "avatar"),
    "What stands in the footer is a file: templates/footer.html.": (
        *("footer", "copyright", "license", "cc", "social", "socials"),
    ),
    "What stands in the head is a file: templates/head.html.": ("head", "inject"),
    "Styles are a file: static/custom.css.": (
        "css",
        "customcss",
        "extracss",
        "styles",
        "stylesheets",
    ),
    "Scripts are files in static/, named in templates/head.html.": (
        *("js", "customjs", "extrajavascript", "scripts"),
    ),
    "A link to it is one of the header: nav: [代码: 'https://github.com/NAME/notes'].": (
        *("repo", "repourl", "github"),
    ),
    "Nothing has to be said: with `base_url` there are a feed and a sitemap.": (
        *("rss", "feed", "sitemap"),
    ),
    "Nothing has to be said: there are always a search and contents.": ("search", "toc"),
    "Nothing has to be said: addresses end with /, not with .html.": (
        *("cleanurls", "usedirectoryurls", "prettyurls"),
    ),
    "Drafts are published with `kbsite build --drafts`.": ("drafts", "showdrafts", "builddrafts"),
    "Nothing has to be said: formulas, code and diagrams are seen to while the site is built.": (
        *("katex", "mathjax", "highlight", "prismjs", "syntaxhighlighter", "mermaid"),
    ),
}
#: What the comments of others are told, which is `comments.options` here.
_OPTIONS = frozenset(
    ("repo", "repoid", "category", "categoryid", "mapping", "envid", "serverurl", "theme", "lang")
)
_HINTS: Mapping[str, str] = {
    **{key: f"Here it is `{own}`." for own, keys in _KEYS.items() for key in keys},
    **{key: hint for hint, keys in _OTHERWISE.items() for key in keys},
}


def hint_for_foreign(name: str) -> str:
    """What to write in place of a key of other generators, "" where it is none; `name` has its
    sections in front."""
    section, _, key = name.rpartition(".")
    key = key.replace("-", "").replace("_", "").lower()
    if section == "comments" and key in _OPTIONS:
        return "What a service is told stands below `comments.options`."
    return "" if section else _HINTS.get(key, "")
