// @ts-check
// The stream of the server's events: opened, opened again when it breaks, closed while the tab is
// hidden, since a browser grants one server six connections for all its tabs.

/** @typedef {import("./types.js").Hello} Hello */
/** @typedef {import("./types.js").Build} Build */

const FIRST_WAIT = 250;
const LONGEST_WAIT = 4000;
/** A tab that is hidden for less keeps its stream. */
const HIDDEN_FOR = 2000;

/**
 * @typedef {object} Listener
 * @property {(hello: Hello) => void} onHello whenever the stream opens
 * @property {(build: Build) => void} onBuild
 * @property {() => void} onBroken the site cannot be built as it is now
 * @property {(isLost: boolean) => void} onLost
 */

/**
 * @param {string} url
 * @param {Listener} listener
 */
export function connect(url, listener) {
  /** @type {EventSource | null} */
  let source = null;
  let wait = FIRST_WAIT;
  /** @type {number | undefined} */
  let timer;

  function open() {
    clearTimeout(timer);
    if (source || document.hidden) return;
    source = new EventSource(url);
    hear(source, "hello", (/** @type {Hello} */ hello) => {
      wait = FIRST_WAIT;
      listener.onLost(false);
      listener.onHello(hello);
    });
    hear(source, "build", listener.onBuild);
    hear(source, "broken", listener.onBroken);
    source.onerror = () => {
      close();
      listener.onLost(true);
      timer = setTimeout(open, wait);
      wait = Math.min(2 * wait, LONGEST_WAIT);
    };
  }

  function close() {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(close, HIDDEN_FOR);
    else open();
  });
  addEventListener("online", open);
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
}

/**
 * @template T
 * @param {EventSource} source
 * @param {string} name
 * @param {(data: T) => void} listener
 */
function hear(source, name, listener) {
  source.addEventListener(name, (event) => {
    listener(JSON.parse(/** @type {MessageEvent} */ (event).data));
  });
}
