/* SPDX-License-Identifier: GPL-3.0-or-later */
(function () {
  "use strict";
  const svg = document.getElementById("pyinspect");
  const body = svg.querySelector("#frames");
  const query = svg.querySelector("#query");
  const found = svg.querySelector("#found");
  const status = svg.querySelector("#status");
  const bar = svg.querySelector("#bar");
  const ROW = 17, CHAR = 6.6;
  /* All of it but the last name, or the last two where that one says nothing. */
  const PATH = / \([^(]*?\/?((?:[^(\/]*\/)?__(?:init|main)__\.py[^(\/]*|[^(\/]*)$/;
  const THIN = 3; /* its border would be all that is seen */
  const TITLE = 22, FACTS = 16, TOOLS = 32, GAP = 18, LINES = 4;
  const drawn = +svg.dataset.top;
  let top = drawn;
  let height = +svg.getAttribute("height");
  const samples = +svg.dataset.samples || 1;
  const rows = +svg.dataset.rows;
  const frames = [...body.querySelectorAll("g")].map(function (g) {
    const [x, n, own, row] = g.dataset.f.split(",").map(Number);
    const [label, said] = g.querySelector("title").textContent.split("\n");
    return {g, x, n, own, row, label, said, rect: g.querySelector("rect"),
            text: g.querySelector("text"), short: label.replace(PATH, " ($1"),
            shown: false};
  });
  frames.forEach(f => f.g.frame = f);
  const title = svg.querySelector("#title");
  /* It may be broken after a blank or a slash. */
  const words = title ? title.textContent.match(/[^ \/]*[ \/]|[^ \/]+/g) || [] : [];
  const facts = [...svg.querySelectorAll("#facts text")].map(text => ({text, all: text.textContent}));
  let zoomed = frames[0];
  let icicle = svg.dataset.icicle === "1";
  let width = 1200;

  function percent(n) { return (100 * n / samples).toFixed(2) + " %"; }

  function describe(f) {
    status.textContent = f.label + ": " + f.said;
    if (status.getComputedTextLength() > width - 16)
      fit(status, f.short + ": " + f.said, width - 16);
    follow();
  }

  /* What is said of a frame stays in sight where the drawing is higher than the window. */
  function follow() {
    const seen = window.innerHeight - svg.getBoundingClientRect().top;
    const y = Math.max(top, Math.min(height, seen)) - +svg.dataset.height;
    bar.style.display = status.textContent === "" ? "none" : "";
    bar.setAttribute("transform", "translate(0 " + y + ")");
  }

  function fit(text, all, room) {
    text.textContent = all;
    for (let size = all.length; size > 8 && text.getComputedTextLength() > room; size -= 4)
      text.textContent = all.slice(0, size - 4) + "\u2026";
  }

  /* In as many lines as it takes, up to some. How many. */
  function wrapTitle() {
    const lines = [];
    if (!title) return 0;
    for (const word of words) {
      const longer = lines.length === 0 ? word : lines[lines.length - 1] + word;
      title.textContent = longer;
      if (lines.length > 0 && (lines.length === LINES || title.getComputedTextLength() <= width - 16))
        lines[lines.length - 1] = longer;
      else
        lines.push(word);
    }
    title.textContent = "";
    lines.forEach(function (line, i) {
      const span = document.createElementNS("http://www.w3.org/2000/svg", "tspan");
      span.setAttribute("x", 8);
      span.setAttribute("y", 19 + i * TITLE);
      title.appendChild(span);
      fit(span, line, width - 16);
    });
    return lines.length;
  }

  /* What is known of the recording goes on in the next row where this one has no more room. */
  function arrangeHeading() {
    let x = 8, y = TITLE * wrapTitle() + (facts.length > 0 ? FACTS : 0);
    for (const fact of facts) {
      fit(fact.text, fact.all, width - 16);
      const room = fact.text.getComputedTextLength();
      if (x > 8 && x + room > width - 8) {
        x = 8;
        y += FACTS;
      }
      fact.text.setAttribute("x", x);
      fact.text.setAttribute("y", y - 3);
      x += room + GAP;
    }
    height += TOOLS + y - top;
    top = TOOLS + y;
    svg.querySelector("#tools").setAttribute("transform", "translate(0 " + (top - drawn) + ")");
  }

  function arrange() {
    const narrow = width < 600;
    const left = narrow ? Math.round(width * 0.32) : 250;
    svg.querySelector("#search").setAttribute("width", left);
    query.placeholder = narrow ? "search [/]" : "search: a regular expression  [/]";
    const reset = svg.querySelector("#reset"), turn = svg.querySelector("#turn");
    reset.textContent = narrow ? "reset" : "reset [Esc]";
    reset.setAttribute("x", left + 20);
    turn.textContent = narrow ? "turn" : "upside down [i]";
    turn.setAttribute("x", left + (narrow ? 62 : 95));
    found.setAttribute("x", left + (narrow ? 100 : 200));
    bar.querySelector("rect").setAttribute("width", width);
    arrangeHeading();
  }

  function layout() {
    const page = (document.documentElement === svg ? svg : svg.parentNode).clientWidth;
    width = Math.max(320, page || 1200);
    svg.setAttribute("width", width);
    arrange();
    svg.setAttribute("height", height);
    svg.setAttribute("viewBox", "0 0 " + width + " " + height);
    const scale = width / (zoomed.n || 1);
    for (const f of frames) {
      const outer = f.row < zoomed.row && f.x <= zoomed.x && f.x + f.n >= zoomed.x + zoomed.n;
      const inside = f.row >= zoomed.row && f.x >= zoomed.x && f.x < zoomed.x + zoomed.n;
      const x = outer ? 0 : (f.x - zoomed.x) * scale;
      const w = outer ? width : f.n * scale;
      f.shown = (outer || inside) && w >= 0.1;
      f.g.style.display = f.shown ? "" : "none";
      if (!f.shown) continue;
      const y = top + (icicle ? f.row : rows - 1 - f.row) * ROW;
      f.rect.setAttribute("x", x.toFixed(2));
      f.rect.setAttribute("y", y);
      f.rect.setAttribute("width", w.toFixed(3));
      f.g.classList.toggle("outer", outer);
      f.rect.classList.toggle("thin", w < THIN);
      f.text.setAttribute("x", (x + 3).toFixed(2));
      f.text.setAttribute("y", y + 12);
      const room = Math.floor((w - 6) / CHAR);
      f.text.textContent = room < 3 ? "" :
        f.short.length <= room ? f.short : f.short.slice(0, room - 1) + "\u2026";
    }
    svg.querySelector("#reset").style.opacity =
      zoomed === frames[0] && query.value === "" ? 0.4 : 1;
    follow();
  }

  function zoom(f) {
    zoomed = f;
    layout();
    describe(f);
  }

  function reset() {
    query.value = "";
    search();
    zoom(frames[0]);
  }

  function search() {
    let expression = null;
    query.classList.remove("wrong");
    if (query.value !== "") {
      try {
        expression = new RegExp(query.value, "i");
      } catch (e) {
        query.classList.add("wrong");
      }
    }
    /* A match inside of another one is part of it. */
    let end = -1, sum = 0;
    const hits = [];
    for (const f of frames) {
      const hit = expression !== null && expression.test(f.label);
      f.g.classList.toggle("hit", hit);
      if (hit) hits.push(f);
    }
    hits.sort((a, b) => a.x - b.x || b.n - a.n);
    for (const f of hits)
      if (f.x >= end) {
        sum += f.n;
        end = f.x + f.n;
      }
    svg.classList.toggle("searching", expression !== null);
    found.textContent = query.classList.contains("wrong") ? "not a regular expression"
      : expression === null ? "" : "matched " + percent(sum) + " (" + sum + ")";
    svg.querySelector("#reset").style.opacity =
      zoomed === frames[0] && expression === null ? 0.4 : 1;
  }

  function turn() {
    icicle = !icicle;
    layout();
  }

  function neighbour(f, key) {
    const up = icicle ? "ArrowUp" : "ArrowDown";
    const down = icicle ? "ArrowDown" : "ArrowUp";
    const near = frames.filter(o => o.shown && o !== f);
    if (key === up)
      return near.find(o => o.row === f.row - 1 && o.x <= f.x && o.x + o.n >= f.x + f.n);
    if (key === down)
      return near.filter(o => o.row === f.row + 1 && o.x >= f.x && o.x < f.x + f.n)
        .sort((a, b) => b.n - a.n)[0];
    const row = near.filter(o => o.row === f.row);
    if (key === "ArrowRight")
      return row.filter(o => o.x > f.x).sort((a, b) => a.x - b.x)[0];
    return row.filter(o => o.x < f.x).sort((a, b) => b.x - a.x)[0];
  }

  body.addEventListener("click", function (e) {
    const g = e.target.closest("g[data-f]");
    if (g) zoom(g.frame);
  });
  body.addEventListener("mouseover", function (e) {
    const g = e.target.closest("g[data-f]");
    if (g) describe(g.frame);
  });
  body.addEventListener("focusin", function (e) {
    const g = e.target.closest("g[data-f]");
    if (g) describe(g.frame);
  });
  document.addEventListener("keydown", function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "Escape") {
      reset();
      query.blur();
    } else if (e.target === query) {
      return;
    } else if (e.key === "/") {
      query.focus();
    } else if (e.key === "i") {
      turn();
    } else if (e.key === "Enter" || e.key === " ") {
      const g = document.activeElement;
      if (g && g.frame) zoom(g.frame);
      else if (g && g.id === "reset") reset();
      else if (g && g.id === "turn") turn();
      else return;
    } else if (e.key.startsWith("Arrow")) {
      const now = document.activeElement && document.activeElement.frame;
      const next = now ? neighbour(now, e.key) : zoomed;
      if (next) {
        /* The TAB key comes back to where one was. */
        frames.forEach(f => f.g.setAttribute("tabindex", f === next ? 0 : -1));
        next.g.focus();
      }
    } else {
      return;
    }
    e.preventDefault();
  });
  query.addEventListener("input", search);
  svg.querySelector("#reset").addEventListener("click", reset);
  svg.querySelector("#turn").addEventListener("click", turn);
  window.addEventListener("resize", layout);
  window.addEventListener("scroll", follow);
  svg.dataset.height = height; /* as it was drawn */
  layout();
})();
