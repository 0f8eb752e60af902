// Writes MCAP files with the official writer for Node. For each line "write FILE MESSAGES BYTES none" on standard input, prints the
// seconds that it took.
import { McapWriter } from "@mcap/core";
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";

const text = new TextEncoder();

async function write(file, messages, payloadBytes) {
  const data = text.encode('{"x":1234,"y":-5678} '.repeat(payloadBytes / 21 + 1).slice(0, payloadBytes));
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

for await (const line of createInterface({ input: process.stdin })) {
  const [, file, messages, bytes] = line.split(" ");
  const start = performance.now();
  await write(file, Number(messages), Number(bytes));
  console.log((performance.now() - start) / 1000);
}
