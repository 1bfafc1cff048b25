// @ts-check
// The options of the list, of which one is active while the focus stays in the field.

export class Options {
  #input;
  #list;
  /** @type {HTMLElement[]} */
  #options = [];
  #at = -1;

  /** Whether the reader chose the active option, rather than that it came first. */
  isChosen = false;

  /**
   * @param {HTMLElement} input role combobox
   * @param {HTMLElement} list of role listbox
   */
  constructor(input, list) {
    this.#input = input;
    this.#list = list;
  }

  get active() {
    return this.#options[this.#at];
  }

  /**
   * Takes note of what stands in the list now.
   * @param {Element} [group] whose first option is to be active, else the first of all
   */
  renew(group) {
    this.#options = [...this.#list.querySelectorAll("[role=option]")].map(
      (option) => /** @type {HTMLElement} */ (option),
    );
    this.#options.forEach((option, i) => (option.id = `${this.#list.id}-${i}`));
    const isShown = this.#options.length > 0;
    this.#list.hidden = !isShown;
    this.#input.setAttribute("aria-expanded", String(isShown));
    const at = this.#options.findIndex((option) => group?.contains(option));
    this.isChosen = at > 0;
    this.#at = -1;
    this.#activate(Math.max(at, isShown ? 0 : -1));
  }

  /**
   * Goes `steps` on; from the last to the first.
   * @param {number} steps
   */
  move(steps) {
    const count = this.#options.length;
    if (!count) return;
    this.isChosen = true;
    this.#activate((this.#at + steps + count) % count);
    this.active?.scrollIntoView({ block: "nearest" });
  }

  /** @param {"first" | "last"} end */
  moveTo(end) {
    this.#activate(end === "first" ? 0 : this.#options.length - 1);
    this.active?.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} at */
  #activate(at) {
    this.active?.setAttribute("aria-selected", "false");
    this.#at = at;
    const option = this.active;
    if (!option) {
      this.#input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    this.#input.setAttribute("aria-activedescendant", option.id);
  }
}
