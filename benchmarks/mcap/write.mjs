// Writes an MCAP file with the official writer, as often as asked, and prints the seconds of each round that counts.
// Arguments: file, messages, bytes of each, rounds to warm up, rounds that count.
import { McapWriter } from "@mcap/core";
import { open, rm } from "node:fs/promises";

const [file, ...numbers] = process.argv.slice(2);
const [messages, payloadBytes, warmUp, rounds] = numbers.map(Number);
const text = new TextEncoder();
const data = text.encode('{"x":1234,"y":-5678} '.repeat(payloadBytes / 21 + 1).slice(0, payloadBytes));

async function write() {
  const handle = await open(file, "w");
  let position = 0n;
  const writable = {
    position: () => position,
    write: async (bytes) => {
      await handle.write(bytes);
      position += BigInt(bytes.byteLength);
    },
  };
  const writer = new McapWriter({ writable });
  await writer.start({ profile: "", library: "bench" });
  const schemaId = await writer.registerSchema({
    name: "MousePosition",
    encoding: "jsonschema",
    data: text.encode('{"type":"object"}'),
  });
  const channelId = await writer.registerChannel({
    schemaId,
    topic: "/mouse/position",
    messageEncoding: "json",
    metadata: new Map(),
  });
  for (let i = 0; i < messages; i++) {
    const time = 1700000000000000000n + BigInt(i) * 1000n;
    await writer.addMessage({ channelId, sequence: i, logTime: time, publishTime: time, data });
  }
  await writer.end();
  await handle.close();
}

for (let round = 0; round < warmUp + rounds; round++) {
  await rm(file, { force: true }); // emptying the file of the round before takes time as well
  const start = performance.now();
  await write();
  if (round >= warmUp) {
    console.log((performance.now() - start) / 1000);
  }
}
await rm(file, { force: true });
