// @ts-check
// What fingers, mouse, wheel and keys do with a picture.

/** Pixels that a press may move and still be a click; that an arrow key moves. */
const STILL = 5;
const STEP = 60;
/** How much nearer a key or a button goes. */
export const NEARER = 1.5;

/**
 * @typedef {object} Gestures
 * @property {(right: number, down: number) => void} pan
 * @property {(factor: number, x: number, y: number) => void} zoom
 * @property {() => void} whole all is to be seen
 * @property {(x: number, y: number, event: PointerEvent | KeyboardEvent) => void} press
 * @property {(x: number, y: number) => void} hover
 * @property {() => void} leave
 */

/**
 * @param {HTMLElement} stage @param {Gestures} on
 * @param {boolean} takesWheel whether the wheel zooms by itself; else only with Ctrl, as a pinch on a
 *   trackpad has it, so that the page can be scrolled past the picture
 */
export function listen(stage, on, takesWheel) {
  /** @type {Map<number, { x: number, y: number }>} */
  const pressed = new Map();
  let moved = 0;
  /** @param {PointerEvent | WheelEvent} event */
  const place = (event) => {
    const { left, top } = stage.getBoundingClientRect();
    return { x: event.clientX - left - stage.clientLeft, y: event.clientY - top - stage.clientTop };
  };

  stage.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    if (!pressed.size) moved = 0;
    pressed.set(event.pointerId, place(event));
    stage.setPointerCapture(event.pointerId);
  });
  stage.addEventListener("pointermove", (event) => {
    const now = place(event);
    const before = pressed.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") on.hover(now.x, now.y);
      return;
    }
    const others = [...pressed].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    pressed.set(event.pointerId, now);
    moved += Math.hypot(now.x - before.x, now.y - before.y);
    if (others.length) {
      const [other] = others;
      const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
      on.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
      on.zoom(distance(now, other) / (distance(before, other) || 1), middle.x, middle.y);
    } else if (moved > STILL) {
      on.pan(now.x - before.x, now.y - before.y);
    }
  });
  /** @param {PointerEvent} event */
  const release = (event) => {
    if (!pressed.delete(event.pointerId)) return;
    const { x, y } = place(event);
    if (event.type === "pointerup" && moved <= STILL && !pressed.size) on.press(x, y, event);
  };
  stage.addEventListener("pointerup", release);
  stage.addEventListener("pointercancel", release);
  stage.addEventListener("pointerleave", () => on.leave());
  stage.addEventListener(
    "wheel",
    (event) => {
      if (!takesWheel && !event.ctrlKey) return;
      event.preventDefault();
      const { x, y } = place(event);
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 18 : 1;
      const most = Math.max(-120, Math.min(120, event.deltaY * unit));
      on.zoom(Math.exp(-most * (event.ctrlKey ? 0.01 : 0.002)), x, y);
    },
    { passive: false },
  );
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [x, y] = [stage.clientWidth / 2, stage.clientHeight / 2];
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowLeft: () => on.pan(STEP, 0),
      ArrowRight: () => on.pan(-STEP, 0),
      ArrowUp: () => on.pan(0, STEP),
      ArrowDown: () => on.pan(0, -STEP),
      "+": () => on.zoom(NEARER, x, y),
      "=": () => on.zoom(NEARER, x, y),
      "-": () => on.zoom(1 / NEARER, x, y),
      0: () => on.whole(),
      Home: () => on.whole(),
    };
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
}

/** @param {{ x: number, y: number }} a @param {{ x: number, y: number }} b */
const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
