// Code groups as tabs: one block at a time, the same language in all of them and on the next page.
// Without this script the blocks stand one below another, each with its title. It blocks, so that
// no group is painted before it has its tabs.
{
  const KEY = "kb-code";
  const root = document.documentElement;
  const name = document.currentScript.dataset.label;
  /** What was chosen, the last first. @type {string[]} */
  let chosen = [];
  let count = 0;

  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    if (Array.isArray(kept)) chosen = kept.map(String);
  } catch {
    // Storage is refused, or holds something else: the first of each group it is.
  }

  const panelsOf = (group) => [...group.children].filter((child) => child.dataset.label !== undefined);
  /** `Java` in one group is `java` in another; one without a name is none in another. */
  const labelOf = (panel) => panel.dataset.label.toLowerCase();
  const tabsOf = (group) => [...group.querySelectorAll("[role=tab]")];

  /** Shows one of a group. The others are found by the browser's search, and open then. */
  function show(group, number) {
    const tabs = tabsOf(group);
    panelsOf(group).forEach((panel, i) => {
      const isShown = i === number;
      tabs[i].setAttribute("aria-selected", isShown);
      tabs[i].tabIndex = isShown ? 0 : -1;
      if (isShown) panel.removeAttribute("hidden");
      else panel.setAttribute("hidden", "until-found");
    });
    const [list] = group.children;
    const { offsetLeft, offsetWidth } = tabs[number];
    if (offsetLeft < list.scrollLeft) list.scrollLeft = offsetLeft;
    else list.scrollLeft = Math.max(list.scrollLeft, offsetLeft + offsetWidth - list.clientWidth);
  }

  /** Shows one that the reader chose, and what is called the same everywhere. */
  function choose(group, number) {
    const label = labelOf(panelsOf(group)[number]);
    const { top } = group.getBoundingClientRect();
    for (const other of document.querySelectorAll(".code-group[data-tabs]")) {
      const found = panelsOf(other).findIndex((panel) => label && labelOf(panel) === label);
      if (other !== group && found >= 0) show(other, found);
    }
    show(group, number);
    // What stands above may be longer now.
    scrollBy({ top: group.getBoundingClientRect().top - top, behavior: "instant" });
    if (!label) return;
    chosen = [label, ...chosen.filter((one) => one !== label)].slice(0, 8);
    try {
      localStorage.setItem(KEY, JSON.stringify(chosen));
    } catch {
      // It holds on this page.
    }
  }

  /** Whether what is within a hidden panel is shown now. */
  function open(element) {
    const panel = element?.closest(".code-group[data-tabs] > [hidden]");
    if (panel) show(panel.parentElement, panelsOf(panel.parentElement).indexOf(panel));
    return Boolean(panel);
  }

  function makeTabs(group) {
    const panels = panelsOf(group);
    // The preview of a site that is written on counts each `div`.
    const list = document.createElement("nav");
    list.className = "code-tabs";
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", name);
    for (const [i, panel] of panels.entries()) {
      const tab = document.createElement("button");
      tab.type = "button";
      tab.id = `KB-code-tab-${++count}`;
      tab.textContent = panel.dataset.label || i + 1;
      tab.setAttribute("role", "tab");
      panel.id ||= `KB-code-${count}`;
      tab.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      list.append(tab);
    }
    group.prepend(list);
    group.dataset.tabs = "";
    const labels = panels.map(labelOf);
    show(group, Math.max(0, labels.indexOf(chosen.find((label) => labels.includes(label)))));
  }

  /** Those that have arrived: something stands behind them. */
  function makeAll() {
    for (const group of document.querySelectorAll(".code-group:not([data-tabs])")) {
      // A preview of a link is to be read as it stands.
      if (group.closest("[inert]") || (document.readyState === "loading" && !group.nextSibling)) continue;
      makeTabs(group);
    }
  }

  /** What the address names may be hidden. */
  function goToTarget() {
    let id = location.hash.slice(1);
    try {
      id = decodeURIComponent(id);
    } catch {
      // It is spelt like that.
    }
    const target = id && document.getElementById(id);
    if (target && open(target)) target.scrollIntoView();
  }

  root.dataset.codeGroups = "";
  // Also when a page that is written on gets other groups.
  new MutationObserver(makeAll).observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => {
    makeAll();
    delete root.dataset.codeGroups;
    goToTarget();
  });
  addEventListener("hashchange", goToTarget);
  document.addEventListener("beforematch", ({ target }) => open(target));
  document.addEventListener("click", ({ target }) => {
    const tab = target.closest(".code-tabs > button");
    if (tab) choose(tab.closest(".code-group"), tabsOf(tab.parentElement).indexOf(tab));
  });
  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.(".code-tabs > button");
    if (!tab || event.altKey || event.ctrlKey || event.metaKey) return;
    const tabs = tabsOf(tab.parentElement);
    const at = tabs.indexOf(tab);
    const steps = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const next = (steps[event.key] + tabs.length) % tabs.length;
    choose(tab.closest(".code-group"), next);
    tabs[next].focus({ preventScroll: true });
  });
}
