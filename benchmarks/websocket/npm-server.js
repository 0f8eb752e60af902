"use strict";
// The peer of FanOutServer: the npm package's server class. Prints its port; for each line "N" on standard input it sends N
// messages of the given size, holding back while a client has more than 1 MiB waiting.
//
//   node npm-server.js PAYLOAD_BYTES
const path = require("node:path");
const readline = require("node:readline");
const { setImmediate: nextTurn } = require("node:timers/promises");
const packages = path.join(__dirname, "../../testkit/npm/node_modules");
const { FoxgloveServer } = require(path.join(packages, "@foxglove/ws-protocol"));
const { WebSocketServer } = require(path.join(packages, "ws"));

const MOST_WAITING = 1024 * 1024;
const server = new FoxgloveServer({ name: "npm" });
const ws = new WebSocketServer({
  port: 0,
  host: "127.0.0.1",
  perMessageDeflate: false,
  handleProtocols: (protocols) => server.handleProtocols(protocols),
});
const channel = server.addChannel({ topic: "/t", encoding: "json", schemaName: "T", schema: "{}" });
const payload = new Uint8Array(Number(process.argv[2])).fill(0x20);

ws.on("connection", (connection, request) => server.handleConnection(connection, `${request.socket.remotePort}`));
ws.on("listening", () => console.log(ws.address().port));

async function send(count) {
  for (let i = 0; i < count; i++) {
    server.sendMessage(channel, BigInt(i), payload);
    if (i % 64 === 63) {
      do {
        await nextTurn();
      } while ([...ws.clients].some((client) => client.bufferedAmount > MOST_WAITING));
    }
  }
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    await send(Number(line));
  }
  process.exit(0);
})();
