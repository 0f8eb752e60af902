"use strict";
// Opens Studio in Chromium without a window, on a live server or a recording; imports a layout as a user does; waits until
// every panel of it shows its data. Prints what is seen, and what is wrong, as one JSON object.
//
//   node open.js --layout FILE (--live URL | --recording FILE) [--screenshot FILE] [--seconds N] [--linger N]
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const { setTimeout: sleep } = require("node:timers/promises");
const { parseArgs } = require("node:util");
const { chromium } = require("playwright-core");
const { look, faults } = require("./panels.js");

const { values } = parseArgs({
  options: {
    layout: { type: "string" },
    live: { type: "string" },
    recording: { type: "string" },
    screenshot: { type: "string" },
    seconds: { type: "string", default: "60" }, // how long to wait for the last panel to show something
    linger: { type: "string", default: "0" }, // how long to look on before that
  },
});

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

/** Serves this folder to this machine. */
async function serve() {
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost"); // which has no ".." left
    const file = path.join(__dirname, decodeURIComponent(pathname === "/" ? "/index.html" : pathname));
    fs.createReadStream(file)
      .on("open", () => response.setHeader("content-type", TYPES[path.extname(file)] ?? "application/octet-stream"))
      .on("error", () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** The sidebar's tab of this name: a second click on it closes the sidebar. */
const tab = (page, key) => page.locator(`[data-sidebar-key=${key}]`);

/** By the button in the sidebar; only the dialog that asks which file is answered by us. */
async function importLayout(page, name, text) {
  await page.evaluate(
    ([name, text]) => (window.showOpenFilePicker = async () => [{ getFile: async () => new File([text], name) }]),
    [name, text],
  );
  await tab(page, "layouts").click();
  await page.getByLabel("Import layout").click();
  await page.getByText(path.parse(name).name, { exact: true }).waitFor();
}

/** Opens the file and goes near its end, where everything has been recorded at least once. */
async function openRecording(page, file) {
  await page.locator("[data-puppeteer-file-upload]").setInputFiles(file);
  const slider = page.locator("[class$='-marker']").locator("xpath=..");
  const { width, height } = await slider.boundingBox();
  await slider.click({ position: { x: 0.9 * width, y: height / 2 } });
  await page.mouse.move(0, 0); // else it shows the values at the pointer
}

/** What the sidebar says of the data source, and whether it has no problem with it. */
async function sourceAndHealth(page) {
  await tab(page, "connection").click();
  const sidebar = await page.locator("body").innerText();
  const [, source] = /^CURRENT SOURCE\n([^]*?)\n[A-Z ]+$/m.exec(sidebar) ?? [];
  await page.getByRole("tab", { name: "Problems" }).click();
  return { source: source?.replaceAll("\n", ""), healthy: await page.getByText("No problems found").isVisible() };
}

async function watch(page, layout) {
  await sleep(values.linger * 1000);
  const deadline = Date.now() + values.seconds * 1000;
  for (;;) {
    const panels = await page.evaluate(look);
    const wrong = faults(layout, panels);
    if (wrong.length === 0 || Date.now() > deadline) {
      return { panels, wrong };
    }
    await sleep(250);
  }
}

async function main() {
  if (!fs.existsSync(CHROMIUM)) {
    throw new Error(`there is no ${CHROMIUM}: apt-get install chromium, or name another one in CHROMIUM`);
  }
  const text = fs.readFileSync(values.layout, "utf8");
  const server = await serve();
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: process.getuid() === 0 ? ["--no-sandbox"] : [], // root cannot have one
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    const errors = [];
    page.on("pageerror", (error) => errors.push(error.stack));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await page.route(({ hostname }) => hostname !== "127.0.0.1", (route) => {
      errors.push(`wants ${route.request().url()}`);
      return route.abort();
    });
    const source = values.live ? `?ds=foxglove-websocket&ds.url=${encodeURIComponent(values.live)}` : "";
    await page.goto(`http://127.0.0.1:${server.address().port}/${source}`);
    await importLayout(page, path.basename(values.layout), text);
    await tab(page, "layouts").click();
    if (values.recording) {
      await openRecording(page, values.recording);
    }
    const watched = await watch(page, JSON.parse(text));
    if (values.screenshot) {
      await page.screenshot({ path: values.screenshot });
    }
    console.log(JSON.stringify({ ...watched, errors, ...(await sourceAndHealth(page)) }, undefined, 1));
  } finally {
    await browser.close();
    server.close();
  }
}

main();
