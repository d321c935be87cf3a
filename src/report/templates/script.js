"use strict";
(() => {
  const stories = Array.from(document.querySelectorAll("details.story"));
  const search = document.getElementById("search");
  const found = document.getElementById("found");

  // Accents and case do not count.
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  const words = new Map();
  const wordsOf = (story) => {
    if (!words.has(story)) {
      const parts = story.querySelectorAll("h3, .terms, .headlines");
      words.set(story, folded(Array.from(parts, (part) => part.textContent).join(" ")));
    }
    return words.get(story);
  };

  const filter = () => {
    const wanted = folded(search.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const story of stories) {
      story.hidden = !wanted.every((word) => wordsOf(story).includes(word));
      shown += story.hidden ? 0 : 1;
    }
    found.textContent = wanted.length ? `${shown} of ${stories.length} stories on this page` : "";
  };

  // A link leads into closed stories too.
  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) {
      at.hidden = false;
      if (at.tagName === "DETAILS") at.open = true;
    }
    target.scrollIntoView();
  };

  if (search) {
    search.addEventListener("input", filter);
    const openAll = (open) => () => stories.forEach((story) => {
      if (!story.hidden) story.open = open;
    });
    document.getElementById("open-all").addEventListener("click", openAll(true));
    document.getElementById("close-all").addEventListener("click", openAll(false));
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !event.target.closest("input, textarea")) {
        event.preventDefault();
        search.focus();
      }
    });
  }
  addEventListener("hashchange", reveal);
  reveal();
})();
