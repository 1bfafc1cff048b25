// @ts-check
// Comments of another service: nothing of it is loaded before a reader comes to their place.

/** @param {string} src @param {Record<string, string>} [attributes] @param {string} [type] */
function load(src, attributes = {}, type = "") {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = src;
    script.async = true;
    if (type) script.type = type;
    for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    (attributes["data-repo"] ? place : document.head)?.append(script);
  });
}

/** @param {string} href */
function style(href) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  document.head.append(link);
}

/** What the site's configuration tells the service, by its own names.
 * @param {HTMLElement} element */
function settings(element) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const { name, value } of element.attributes) {
    if (name.startsWith("data-set-")) found[name.slice("data-set-".length)] = value;
  }
  return found;
}

/** `input-position` → `inputPosition`, `true` → true.
 * @param {Record<string, string>} given */
function options(given) {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()),
      value === "true" ? true : value === "false" ? false : value,
    ]),
  );
}

/** Whether the page is dark now. */
const isDark = () =>
  (document.documentElement.dataset.theme ??
    (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

/** @param {HTMLElement} element */
async function giscus(element) {
  const given = { mapping: "pathname", strict: "1", "reactions-enabled": "1", "input-position": "top", ...settings(element) };
  const theme = given["theme"] ?? (isDark() ? "dark" : "light");
  /** @type {Record<string, string>} */
  const all = { lang: element.dataset.language ?? "zh-CN", ...given, theme };
  await load(
    element.dataset.script ?? "",
    Object.fromEntries(Object.entries(all).map(([name, value]) => [`data-${name}`, value])),
  );
  if (given["theme"]) return;
  new MutationObserver(() => {
    const frame = /** @type {HTMLIFrameElement | null} */ (document.querySelector("iframe.giscus-frame"));
    const message = { giscus: { setConfig: { theme: isDark() ? "dark" : "light" } } };
    frame?.contentWindow?.postMessage(message, new URL(frame.src).origin);
  }).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
}

/** @param {HTMLElement} element */
async function waline(element) {
  const { server, ...given } = settings(element);
  const module = await import(element.dataset.script ?? "");
  module.init({
    el: element,
    serverURL: server,
    lang: element.dataset.language,
    dark: 'html[data-theme="dark"]',
    ...options(given),
  });
}

/** @param {HTMLElement} element */
async function twikoo(element) {
  const { server, ...given } = settings(element);
  await load(element.dataset.script ?? "");
  /** @type {any} */ (window).twikoo.init({
    el: element,
    envId: server,
    lang: element.dataset.language,
    ...options(given),
  });
}

// The last of this id: it stands below the text, which may hold HTML that says it is the place.
const place = /** @type {HTMLElement | undefined} */ ([...document.querySelectorAll("#KB-comments-place")].at(-1));
if (place) {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      place.textContent = "";
      if (place.dataset.style) style(place.dataset.style);
      const service = { giscus, waline, twikoo }[place.dataset.service ?? ""];
      service?.(place).catch(() => place.closest(".comments")?.remove());
    },
    { rootMargin: "400px" },
  );
  observer.observe(place);
}
