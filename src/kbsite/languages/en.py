"""English. No I/O."""

from __future__ import annotations

from kbsite.languages.strings import Strings

ENGLISH = Strings(
    home="Home",
    latest="LATEST UPDATES",
    topics="Topics",
    tags="Tags",
    archive="Archive",
    undated="Undated",
    contents="Contents",
    backlinks="Notes that link here",
    created="Written",
    updated="Updated",
    reading_time="{n} min read",
    one_note="1 note",
    notes_count="{n} notes",
    previous="Previous",
    next="Next",
    notes_in="Notes",
    folders="Sections",
    tagged="Tagged {title}",
    unpublished_note="private note",
    not_found="No such page",
    not_found_hint="It may have been renamed, or never was. Home, tags and archive lead on.",
    moved="This page has moved",
    skip_to_content="Skip to content",
    main_navigation="Main navigation",
    breadcrumbs="Breadcrumbs",
    neighbours="Neighbouring notes",
    theme="Switch between dark and light",
    feed="Feed",
    no_notes="There are no notes here yet.",
    footnotes="Footnotes",
    back_to_text="Back to the text",
    task_done="Done",
    task_open="To do",
    day_form="{month} {day}, {year}",
    day_of_year_form="{month} {day}",
    year_form="{year}",
    months=(
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ),
    # A kind is its own title, as in Obsidian.
    callouts={"tldr": "TL;DR", "faq": "FAQ"},
)
