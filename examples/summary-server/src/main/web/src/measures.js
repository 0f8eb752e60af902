// What can be shown: how each measure is made from the counts of the API, and how it is written.
import { duration, length, number } from "./format.js";

const MILLIMETRES_PER_INCH = 25.4;
const clicks = (row) => row.lc + row.mc + row.rc + row.oc;
const metres = (row, dpi) => ((row.distance1000 / 1000) * (MILLIMETRES_PER_INCH / dpi)) / 1000;

export const MEASURES = {
  keys: { name: "Keys", value: (row) => row.kp, text: number, unit: "keys" },
  clicks: { name: "Clicks", value: clicks, text: number, unit: "clicks" },
  scroll: { name: "Scroll steps", value: (row) => row.scroll, text: number, unit: "steps" },
  distance: { name: "Distance", value: metres, text: length, unit: "", axis: (value) => `${number(value)} m` },
  active: { name: "Active time", value: (row) => row.active_ms, text: duration, unit: "", axis: (value) => duration(value) },
};
