"""What a page says of itself to machines: JSON-LD in the words of schema.org. No I/O."""

from __future__ import annotations

from typing import Any

import msgspec

from kbsite.contexts import Page, SiteContext


def structured_data(page: Page, site: SiteContext) -> str:
    """The text of a `<script type="application/ld+json">`, which nothing in it can end; "" without
    the site's address, as all of it names pages by theirs, and for a page that is not indexed."""
    if not site.origin or page.noindex:
        return ""
    nodes = [_site(site), _page(page, site)] if page.url != "/" else [_site(site)]
    if page.crumbs:
        nodes.append(_crumbs(page, site))
    text = msgspec.json.encode({"@context": "https://schema.org", "@graph": nodes}).decode()
    # `</script>` and `<!--` end the element or hide its end (HTML, 4.12.1.3).
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _site(site: SiteContext) -> dict[str, Any]:
    home = f"{site.origin}{site.base_path}/"
    return {
        "@type": "WebSite",
        "@id": f"{home}#website",
        "url": home,
        "name": site.title,
        **({"description": site.description} if site.description else {}),
        "inLanguage": site.language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{home}search/?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    }


def _page(page: Page, site: SiteContext) -> dict[str, Any]:
    url = site.origin + page.href
    node: dict[str, Any] = {
        "@type": "CollectionPage" if page.template != "note.html" else "TechArticle",
        "@id": url,
        "url": url,
        "inLanguage": site.language,
        "isPartOf": {"@id": f"{site.origin}{site.base_path}/#website"},
    }
    if page.description:
        node["description"] = page.description
    note = page.note
    if not note or page.template != "note.html":
        return node | {"name": page.document_title}
    node["inLanguage"] = note.language or site.language
    node |= {"headline": page.title, "mainEntityOfPage": url}
    if note.date:
        node["datePublished"] = note.date
    if note.updated or note.date:
        node["dateModified"] = note.updated or note.date
    if site.author:
        node["author"] = {"@type": "Person", "name": site.author}
    if note.tags:
        node["keywords"] = [tag.title for tag in note.tags]
    if page.card:
        node["image"] = f"{site.origin}{site.base_path}/assets/cards/{page.card}.png"
    return node


def _crumbs(page: Page, site: SiteContext) -> dict[str, Any]:
    trail = [(crumb.title, crumb.href) for crumb in page.crumbs] + [(page.title, page.href)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": title, "item": site.origin + href}
            for number, (title, href) in enumerate(trail, 1)
        ],
    }
