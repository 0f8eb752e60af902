"use strict";
// The official client: subscribes to everything that is advertised, checks each message against its channel's schema, and
// prints what happens as one JSON object a line. Ends when its standard input does.
//
//   node foxglove-client.js URL [--protocol NAME] [--header 'NAME: VALUE'] [--ca FILE] [--listen TOPIC]
const fs = require("node:fs");
const { parseArgs } = require("node:util");
const { FoxgloveClient } = require("@foxglove/ws-protocol");
const Ajv = require("ajv").default;
const { WebSocket } = require("ws");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    protocol: { type: "string", default: FoxgloveClient.SUPPORTED_SUBPROTOCOL },
    header: { type: "string", multiple: true, default: [] },
    ca: { type: "string" },
    listen: { type: "string" },
  },
});

const say = (event, more) => console.log(JSON.stringify({ event, ...more }));
const headers = Object.fromEntries(values.header.map((line) => line.split(/:\s*/, 2)));
const ca = values.ca == undefined ? undefined : fs.readFileSync(values.ca);
const ws = new WebSocket(positionals[0], values.protocol.split(","), { headers, ca, perMessageDeflate: true });
const client = new FoxgloveClient({ ws });
const ajv = new Ajv({ strict: true, allErrors: true });
const subscriptions = new Map();

ws.on("unexpected-response", (_request, response) => {
  say("refused", { status: response.statusCode });
  process.exit(0);
});
client.on("open", () => say("open", { protocol: ws.protocol, extensions: ws.extensions }));
client.on("error", (error) => say("error", { message: String(error) }));
client.on("serverInfo", (info) => say("serverInfo", { info }));
client.on("status", (status) => say("status", { status }));
client.on("unadvertise", (channelIds) => say("unadvertise", { channelIds }));
client.on("close", (event) => {
  say("close", { code: event.code, reason: event.reason });
  process.exit(0);
});
client.on("advertise", (channels) => {
  say("advertise", { topics: channels.map((channel) => channel.topic) });
  for (const channel of channels) {
    if (values.listen != undefined && channel.topic !== values.listen) {
      continue;
    }
    const validate = ajv.compile(JSON.parse(channel.schema));
    subscriptions.set(client.subscribe(channel.id), { channel, validate });
  }
});
client.on("message", (message) => {
  const { channel, validate } = subscriptions.get(message.subscriptionId);
  const data = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(message.data));
  const faults = validate(data) ? [] : validate.errors.map((error) => `${error.instancePath} ${error.message}`);
  say("message", { topic: channel.topic, time: String(message.timestamp), data, faults });
});
process.stdin.on("end", () => client.close()).resume();
