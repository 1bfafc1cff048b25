"""Every phrase of the interface, and how it writes days and numbers; a language that lacks one
does not type-check. No I/O."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from kbsite.languages.calendar import Calendar


class Strings(msgspec.Struct, frozen=True, kw_only=True):
    """`{n}` stands for a number, `{title}` for a title, `{query}` for what is searched."""

    home: str
    latest: str
    topics: str
    tags: str
    archive: str
    undated: str
    years: str
    contents: str
    backlinks: str
    created: str
    updated: str
    reading_time: str
    one_note: str
    notes_count: str
    edit: str
    previous: str
    next: str
    notes_in: str
    folders: str
    tagged: str
    all_notes: str
    #: The heading of the notes around a note.
    nearby: str
    #: Leads to the page that has those which are left out.
    all_of_them: str
    series: str
    #: A note's series, and which of its notes this is: `{n}` of `{count}`.
    in_series: str
    series_place: str
    #: The page of a folder, for a browser.
    folder_page: str
    #: What a page lists, for search engines: `{notes}` is how many, `{titles}` the first.
    list_description: str
    unpublished_note: str
    not_found: str
    not_found_hint: str
    moved: str
    skip_to_content: str
    main_navigation: str
    breadcrumbs: str
    neighbours: str
    theme: str
    to_top: str
    #: What the script adds to a text: a button at code, and what it says when that is done; a link
    #: at a heading; a picture in large.
    code_copy: str
    code_copied: str
    #: What tabs choose, which show the same code in several languages.
    code_group: str
    heading_link: str
    enlarged: str
    enlarged_close: str
    feed: str
    no_notes: str
    #: Above a note that the home page shows first.
    pinned: str
    search: str
    #: What can be searched, in the empty field.
    search_placeholder: str
    #: Above the list of all notes, where there is no script to search them.
    search_page: str
    search_close: str
    search_results: str
    search_tags: str
    #: Notes that hold not all of what was asked for.
    search_partial: str
    search_none: str
    search_none_hint: str
    search_loading: str
    search_slow: str
    search_failed: str
    search_retry: str
    search_more: str
    search_recent: str
    search_forget: str
    #: Beside the names of keys.
    search_choose: str
    search_open: str
    search_open_new: str
    #: Queries, and what each asks for.
    search_hints: tuple[tuple[str, str], ...]
    #: Removes what is marked in a note that was found.
    search_unmark: str
    footnotes: str
    back_to_text: str
    #: What stands where only words can for a formula in a line, a formula of its own, code.
    stand_ins: tuple[str, str, str]
    task_done: str
    task_open: str
    #: A day, a day of a known year, and a year; `{month}` is a name where `months` has some.
    day_form: str
    day_of_year_form: str
    year_form: str
    months: tuple[str, ...] = ()
    #: How tables write dates in a form of the author's.
    calendar: Calendar
    #: Stands between groups of three digits.
    digit_separator: str = ","
    # Relations: backlinks that are folded; notes that name a note without a link, in how many
    # places, what is shown of many; notes near it, and why.
    embedded: str
    more_backlinks: str
    mentions: str
    one_mention: str
    mentions_count: str
    first_mentions: str
    related: str
    related_by_tags: str
    related_by_links: str
    related_by_text: str
    reason_separator: str
    #: The title of a callout that is given none, by kind as written, lower case.
    callouts: Mapping[str, str]
    # Tables of notes, and the properties of one.
    properties: str
    #: A check that is set, and one that is not.
    checked: str
    unchecked: str
    #: Stands between the items of a list.
    list_separator: str
    #: Around a list in a list.
    list_brackets: tuple[str, str]
    #: Of `{count}` notes a table shows the first `{n}`.
    table_cut: str
    table_empty: str
    #: What rows are grouped under that lack the property.
    table_ungrouped: str
    #: The label of the field that narrows the rows, and how many are left: `{n}` of `{count}`.
    table_filter: str
    table_left: str
    #: What the button in the heading of a column does, for its title.
    table_sort: str
    #: Headings of columns that are given none, and what the last row says, by Obsidian's names.
    table_headings: Mapping[str, str]
    table_summaries: Mapping[str, str]

    # --- the graph ---
    graph: str
    #: What the picture is, and how it is used, for those who do not see it or have no mouse.
    graph_label: str
    graph_help: str
    #: Above the list that stands in its place without script.
    graph_page: str
    graph_panel_page: str
    graph_loading: str
    graph_failed: str
    graph_search: str
    all_tags: str
    all_series: str
    graph_folder: str
    graph_all_folders: str
    graph_other_folders: str
    graph_nearer: str
    graph_farther: str
    graph_whole: str
    graph_none: str
    graph_more: str
    #: Of a note in the list: opens those it is linked with.
    graph_one_link: str
    graph_links_count: str
    graph_links_to: str
    graph_linked_from: str
    #: What is around one note, how far, and where it is in the whole.
    graph_here: str
    graph_one_step: str
    graph_two_steps: str
    graph_in_whole: str

    # --- what a site takes from others ---
    comments: str
    comments_page: str

    def day(self, date: str) -> str:
        """`2026-05-09` as a reader of the language writes it."""
        return self._written(self.day_form, date)

    def day_of_year(self, date: str) -> str:
        """The same without the year, for lists that are headed by it."""
        return self._written(self.day_of_year_form, date)

    def year(self, year: str) -> str:
        """`2026` where it stands alone."""
        return self.year_form.replace("{year}", year)

    def number(self, n: int) -> str:
        """A count, its digits in groups."""
        return f"{n:,}".replace(",", self.digit_separator)

    def notes(self, n: int) -> str:
        """How many notes there are somewhere."""
        return self.one_note if n == 1 else self.notes_count.replace("{n}", self.number(n))

    def places(self, n: int) -> str:
        """In how many places something stands."""
        return self.one_mention if n == 1 else self.mentions_count.replace("{n}", self.number(n))

    def place(self, n: int, count: int) -> str:
        """Which of how many notes of a series."""
        numbered = self.series_place.replace("{n}", self.number(n))
        return numbered.replace("{count}", self.number(count))

    def _written(self, form: str, date: str) -> str:
        year, month, day = (int(part) for part in date[:10].split("-"))
        name = self.months[month - 1] if self.months else str(month)
        return form.replace("{year}", str(year)).replace("{month}", name).replace("{day}", str(day))
