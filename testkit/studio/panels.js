"use strict";
// What the panels of a layout show, and which of them do not show what they should.

/** What there is to see of each panel, by its id. Runs in the page. */
function look() {
  const seen = {};
  for (const root of document.querySelectorAll("[data-testid^='panel-mouseenter-container ']")) {
    const header = root.querySelector("header");
    const needle = root.querySelector("[style*='rotate(']");
    seen[root.dataset.testid.split(" ")[1]] = {
      // Panels of one topic have its path to be edited where others have their title.
      title: header?.querySelector("input, textarea")?.value ?? header?.innerText.trim() ?? "",
      text: [...root.children].map((child) => child.innerText).join("\n").replace(header?.innerText ?? "", "").trim(),
      needle: needle && getComputedStyle(needle).display !== "none" ? needle.style.transform : undefined,
      colored: [...root.querySelectorAll("canvas")].reduce((sum, canvas) => sum + coloredPixels(canvas), 0),
    };
  }
  return seen;

  /** Axes and labels are grey, whatever else is drawn has a colour. */
  function coloredPixels(canvas) {
    const copy = new OffscreenCanvas(canvas.width || 1, canvas.height || 1).getContext("2d");
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, copy.canvas.width, copy.canvas.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      const [r, g, b, alpha] = data.subarray(i, i + 4);
      count += alpha > 100 && Math.max(r, g, b) - Math.min(r, g, b) > 60 ? 1 : 0;
    }
    return count;
  }
}

/** What a panel of each type has to show: a message for whatever is wrong. */
const EXPECTATIONS = {
  Gauge: (_config, { needle }) => (needle ? [] : ["no needle"]),
  Indicator: ({ rules }, { text }) => (rules.some((rule) => rule.label === text) ? [] : [`'${text}', which is none of its rules`]),
  Plot: ({ paths, showPlotValuesInLegend }, { text, colored }) => [
    ...(colored > 20 ? [] : ["nothing is drawn"]),
    ...paths
      .filter(({ label }) => showPlotValuesInLegend && !hasNumber(text, label))
      .map(({ label }) => `no value for '${label}'`),
  ],
  RawMessages: (_config, { text }) => (/ @ \d+\.\d+ sec\n/.test(text) ? [] : [`no message, but '${text.slice(0, 80)}'`]),
};

function hasNumber(text, label) {
  const lines = text.split("\n");
  return /^-?\d/.test(lines[lines.indexOf(label) + 1] ?? "") && lines.includes(label);
}

/** What is wrong, as sentences; none when each panel of the layout is there under its title and shows its data. */
function faults(layout, seen) {
  return Object.entries(layout.configById).flatMap(([id, config]) => {
    const panel = seen[id];
    if (panel == undefined) {
      return [`${id}: not there`];
    }
    if (/Unknown panel type|unexpected error/.test(panel.text)) {
      return [`${id}: ${panel.text}`];
    }
    const title = config.topicPath ?? config.foxglovePanelTitle;
    const found = EXPECTATIONS[id.split("!")[0]](config, panel);
    if (panel.title !== title) {
      found.push(`its title is '${panel.title}', not '${title}'`);
    }
    return found.map((fault) => `${id}: ${fault}`);
  });
}

module.exports = { look, faults };
