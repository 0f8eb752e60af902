// The hours of the week: how many keys are pressed in each, as the mean of some weeks.
import { byId, element, setText } from "./dom.js";
import { number } from "./format.js";
import { local } from "./zone.js";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const LEVELS = 5;
const HOUR = 3600_000;
const table = byId("heat");
const readout = byId("heat-readout");
const cells = [];

/** Builds the table once; drawing fills it. */
function build() {
  const hours = Array.from({ length: 24 }, (_, hour) =>
    element("th", { scope: "col", role: "columnheader" }, element("span", hour % 3 ? { class: "sr" } : {}, String(hour).padStart(2, "0"))),
  );
  table.append(element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, element("td", { role: "columnheader" }, element("span", { class: "sr" }, "Day")), ...hours)));
  const rows = DAYS.map((day, weekday) => {
    const header = element("th", { scope: "row", role: "rowheader" }, element("abbr", { title: day }, day.slice(0, 3)));
    cells.push(Array.from({ length: 24 }, (_, hour) => cell(weekday, hour)));
    return element("tr", { role: "row" }, header, ...cells[weekday]);
  });
  table.append(element("tbody", { role: "rowgroup" }, ...rows));
}

function cell(weekday, hour) {
  const first = weekday === 0 && hour === 0;
  const created = element("td", { role: "gridcell", tabindex: first ? "0" : "-1" }, element("span", { class: "sr" }, "no counts"));
  created.addEventListener("pointerenter", () => tell(weekday, hour));
  created.addEventListener("focus", () => tell(weekday, hour));
  created.addEventListener("keydown", (event) => move(event, weekday, hour));
  return created;
}

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -24], End: [0, 24] };

function move(event, weekday, hour) {
  const by = MOVES[event.key];
  if (by === undefined) {
    return;
  }
  event.preventDefault();
  const clamp = (value, most) => Math.min(Math.max(value, 0), most);
  const next = cells[clamp(weekday + by[0], 6)][clamp(hour + by[1], 23)];
  cells[weekday][hour].tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function tell(weekday, hour) {
  const from = String(hour).padStart(2, "0");
  const to = String((hour + 1) % 24).padStart(2, "0");
  setText(readout, `${DAYS[weekday]} ${from}–${to}: ${cells[weekday][hour].textContent}`);
}

/** Returns how often each hour of the week is in a range. */
function occurrences({ from, to, zone }) {
  const counts = DAYS.map(() => new Array(24).fill(0));
  for (let moment = from; moment < to; moment += HOUR) {
    const { weekday, hour } = local(moment, zone);
    counts[weekday][hour]++;
  }
  return counts;
}

/** Fills the table with rows of an hour each. */
export function draw(range, rows, firstCounts) {
  const sums = DAYS.map(() => new Array(24).fill(0));
  for (const row of rows) {
    const { weekday, hour } = local(row.t, range.zone);
    sums[weekday][hour] += row.kp;
  }
  const times = occurrences({ ...range, from: Math.max(range.from, firstCounts), to: Math.min(range.to, Date.now()) });
  const means = sums.map((day, weekday) => day.map((sum, hour) => sum / Math.max(times[weekday][hour], 1)));
  const most = Math.max(...means.flat());
  means.forEach((day, weekday) =>
    day.forEach((mean, hour) => {
      cells[weekday][hour].dataset.level = mean > 0 ? String(Math.ceil((mean / most) * LEVELS)) : "0";
      setText(cells[weekday][hour].firstChild, mean > 0 ? `${number(mean)} keys` : "no keys");
    }),
  );
}

build();
