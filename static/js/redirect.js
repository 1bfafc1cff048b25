// Takes the fragment along to where a note has moved; all else is left to the page's refresh.
if (location.hash) {
  const target = document.currentScript.dataset.to + location.hash;
  // The rest of the page, with its refresh, is not read.
  window.stop();
  location.replace(target);
}
