// Requests to the server that this page came from.

const KEY = "tally-key";

/** Thrown if the server wants a key, or another one. */
export class KeyNeeded extends Error {}

export const rememberKey = (key) => localStorage.setItem(KEY, key);
export const hasKey = () => Boolean(localStorage.getItem(KEY));

function headers() {
  return hasKey() ? { Authorization: `Bearer ${localStorage.getItem(KEY)}` } : {};
}

/** Sends a GET request; throws if the answer is not a success. */
export async function request(url, options = {}) {
  const response = await fetch(url, { ...options, cache: "no-cache", headers: headers() });
  if (response.status === 401 || response.status === 403) {
    throw new KeyNeeded();
  }
  if (response.status === 429 || response.status === 503) {
    throw new Error("The server is busy; trying again soon.");
  }
  if (!response.ok) {
    throw new Error(`The server answered ${response.status}.`);
  }
  return response;
}

const json = async (url, options) => (await request(url, options)).json();

/** Returns the address of a route with a query; parameters without a value are left out. */
export function url(path, parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined);
  return `/api/v1/${path}?${new URLSearchParams(given)}`;
}

export const totals = ({ zone, client }, options) => json(url("totals", { zone, client }), options);
export const clients = ({ from, to, zone }, options) => json(url("clients", { from, to, zone }), options);

export const activityUrl = ({ from, to, bucket, zone }, client, format) => url("activity", { from, to, bucket, zone, client, format, limit: 10000 });

/** Returns all rows of a range, and the moment before which a row of five minutes has the counts of a quarter hour. */
export async function activity(range, client, options) {
  const rows = [];
  let page = {};
  do {
    page = await json(url("activity", { ...range, client, after: page.next, limit: 10000 }), options);
    rows.push(...page.rows);
  } while (page.next !== undefined);
  return { rows, keptFrom: page.kept_from };
}

/**
 * Listens to the server's events until the page goes, and connects again when the connection ends. This is no EventSource,
 * because that cannot send a key.
 */
export async function listen(changed, connected) {
  let pause = 1000;
  for (;;) {
    try {
      const response = await request("/api/v1/events");
      connected(true);
      pause = 1000;
      await readEvents(response.body, changed);
    } catch {
      pause = Math.min(pause * 2, 30_000);
    }
    connected(false);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

async function readEvents(body, changed) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    text += value;
    const blocks = text.split("\n\n");
    text = blocks.pop();
    if (blocks.some((block) => block.startsWith("event:"))) {
      changed();
    }
  }
}
