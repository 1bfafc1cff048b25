// @ts-check
// Counts readers where the site's configuration says so; not those who ask not to be followed, and
// not on the author's own machine.

/** @typedef {{ src: string, attributes?: Record<string, string> }} Script */

/** What each service wants to be loaded with.
 * @type {Record<string, (script: string, id: string) => Script>} */
const services = {
  plausible: (src, id) => ({ src, attributes: { "data-domain": id } }),
  umami: (src, id) => ({ src, attributes: { "data-website-id": id, "data-do-not-track": "true" } }),
  cloudflare: (src, id) => ({ src, attributes: { "data-cf-beacon": JSON.stringify({ token: id }) } }),
  google: (src, id) => {
    const page = /** @type {any} */ (window);
    page.dataLayer ??= [];
    /** @param {...unknown} _ */
    function tell(..._) {
      // Google's script reads what a function was called with, not a list.
      page.dataLayer.push(arguments);
    }
    tell("js", new Date());
    tell("config", id, { anonymize_ip: true, allow_google_signals: false });
    return { src: `${src}?id=${encodeURIComponent(id)}` };
  },
  baidu: (src, id) => ({ src: `${src}?${encodeURIComponent(id)}` }),
};

const own = document.getElementById("KB-analytics");
const asked = /** @type {any} */ (navigator);
const isPrivate = asked.globalPrivacyControl || asked.doNotTrack === "1";
const isLocal = /^(localhost|127\.|\[::1\])/.test(location.hostname);
const service = services[own?.dataset.service ?? ""];
if (own && service && !isPrivate && !isLocal) {
  const { src, attributes = {} } = service(own.dataset.script ?? "", own.dataset.id ?? "");
  const script = document.createElement("script");
  script.src = src;
  script.defer = true;
  for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
  document.head.append(script);
}
