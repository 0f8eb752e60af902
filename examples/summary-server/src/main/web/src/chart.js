// The bars over time: one for each bucket with counts, and nothing where nothing came.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { byId, setText } from "./dom.js";
import { moment } from "./format.js";
import { MEASURES } from "./measures.js";
import { bucketStarts } from "./zone.js";

const MINUTES = { "5m": 5, "1h": 60 };
const HEIGHT = 280;
const container = byId("chart");
const readout = byId("chart-readout");

let plot;
let shown = { starts: [], rows: [], values: [], range: null, measure: MEASURES.keys };
let selected = 0;

/** Says what the bars are: a rate for short buckets, a sum for days. */
export function title(measureName, bucket) {
  const { name } = MEASURES[measureName];
  return `${name} per ${bucket === "1d" ? "day" : "minute"}`;
}

/** Draws the rows of a range. */
export function draw(range, rows, measureName, dpi) {
  const measure = MEASURES[measureName];
  const byStart = new Map(rows.map((row) => [row.t, row]));
  const starts = [...new Set([...bucketStarts(range), ...byStart.keys()])].sort((a, b) => a - b);
  const scale = MINUTES[range.bucket] ?? 1;
  const values = starts.map((start) => (byStart.has(start) ? measure.value(byStart.get(start), dpi) / scale : null));
  const isNew = shown.range?.from !== range.from || shown.range?.to !== range.to;
  shown = { starts, rows: starts.map((start) => byStart.get(start)), values, range, measure };
  render();
  if (isNew || selected >= starts.length) {
    selected = Math.max(values.findLastIndex((value) => value !== null), 0);
  }
  container.setAttribute("aria-valuemax", String(Math.max(starts.length - 1, 0)));
  tell(selected);
}

/** Draws again with the colours of the theme. */
export function render() {
  plot?.destroy();
  const style = getComputedStyle(container);
  const colour = (name) => style.getPropertyValue(name).trim();
  plot = new uPlot(options(colour), series(), container);
}

/** Where reports were dropped, a count is a lower bound: such bars have a colour of their own. */
function series() {
  const isBound = (i) => (shown.rows[i]?.gaps ?? 0) > 0;
  return [
    shown.starts.map((start) => start / 1000),
    shown.values.map((value, i) => (isBound(i) ? null : value)),
    shown.values.map((value, i) => (isBound(i) ? value : null)),
  ];
}

function options(colour) {
  const { measure, range } = shown;
  const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: `12px ${getComputedStyle(container).fontFamily}` };
  const narrow = container.clientWidth < 500;
  const bars = (fill) => ({ fill, stroke: fill, width: 0, points: { show: false }, paths: uPlot.paths.bars({ size: [0.8, 40], radius: narrow ? 0 : 0.15, align: 1 }) });
  return {
    width: Math.max(container.clientWidth, 200),
    height: HEIGHT,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), range.zone),
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: {
      x: { range: () => [range.from / 1000, range.to / 1000] },
      y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    axes: [
      { ...axis, grid: { show: false }, space: narrow ? 60 : 80 },
      { ...axis, size: narrow ? 48 : 64, values: (_, ticks) => ticks.map(measure.axis ?? measure.text) },
    ],
    series: [{}, bars(colour("--accent")), bars(colour("--warn"))],
    hooks: { setCursor: [hovered] },
  };
}

function hovered({ cursor, posToVal }) {
  if (cursor.left === null || cursor.left < 0 || document.activeElement === container) {
    return;
  }
  const at = posToVal(cursor.left, "x") * 1000;
  const next = shown.starts.findIndex((start) => start > at);
  tell((next < 0 ? shown.starts.length : next) - 1);
}

function sentence(index) {
  const { starts, rows, values, range, measure } = shown;
  if (starts[index] === undefined) {
    return "no counts";
  }
  const when = moment(starts[index], range.bucket, range.zone);
  if (values[index] === null) {
    return `${when}: no counts`;
  }
  const per = range.bucket === "1d" ? "" : " a minute";
  const least = rows[index].gaps > 0 ? "at least " : "";
  return `${when}: ${least}${measure.text(values[index])}${measure.unit ? ` ${measure.unit}` : ""}${per}`;
}

function tell(index) {
  selected = Math.max(index, 0);
  const text = sentence(selected);
  setText(readout, text);
  container.setAttribute("aria-valuenow", String(selected));
  container.setAttribute("aria-valuetext", text);
}

function select(index) {
  tell(Math.min(Math.max(index, 0), shown.starts.length - 1));
  const left = plot.valToPos(shown.starts[selected] / 1000, "x");
  plot.setCursor({ left: left + 1, top: 0 }, false);
}

const withCounts = (value) => value !== null;
const MOVES = {
  ArrowLeft: () => selected - 1,
  ArrowDown: () => selected - 1,
  ArrowRight: () => selected + 1,
  ArrowUp: () => selected + 1,
  PageUp: () => selected - 12,
  PageDown: () => selected + 12,
  Home: () => shown.values.findIndex(withCounts),
  End: () => shown.values.findLastIndex(withCounts),
};

container.addEventListener("keydown", (event) => {
  if (Object.hasOwn(MOVES, event.key) && shown.starts.length > 0) {
    event.preventDefault();
    select(MOVES[event.key]());
  }
});

let width = container.clientWidth;
new ResizeObserver(() => {
  if (plot && container.clientWidth !== width) {
    width = container.clientWidth;
    render();
  }
}).observe(container);
