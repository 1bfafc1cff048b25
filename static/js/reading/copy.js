// @ts-check
// Code goes to the clipboard as it was written.

/**
 * @param {HTMLElement} pre
 * @returns {Promise<boolean>} whether it is there
 */
export async function copyText(pre) {
  const text = (pre.textContent ?? "").replace(/\n$/, "");
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without HTTPS there is no clipboard but that of what is selected.
    getSelection()?.selectAllChildren(pre);
    return document.execCommand("copy");
  }
}
