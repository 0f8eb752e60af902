// Reads MCAP files with the official readers, streaming and indexed, every CRC checked, and prints one line of JSON for
// each: what both found. Files are named as arguments. Ends with status 1 at the first one that either refuses; with
// --refusals before the files, that the indexed reader refuses one is printed instead, as its "refused".
import { McapIndexedReader, McapStreamReader } from "@mcap/core";
import { loadDecompressHandlers } from "@mcap/support";
import { createHash } from "node:crypto";
import { open, readFile } from "node:fs/promises";

const decompressHandlers = await loadDecompressHandlers();

function digest() {
  const hash = createHash("sha256");
  let count = 0;
  return {
    add(message) {
      count++;
      hash.update(`${message.channelId} ${message.sequence} ${message.logTime} ${message.publishTime} `);
      hash.update(message.data);
    },
    result: () => ({ messages: count, sha256: hash.digest("hex") }),
  };
}

async function streamed(file) {
  const reader = new McapStreamReader({ decompressHandlers, validateCrcs: true });
  const found = digest();
  const attachments = [];
  const metadata = {};
  reader.append(await readFile(file));
  for (let record; (record = reader.nextRecord()); ) {
    if (record.type === "Message") {
      found.add(record);
    } else if (record.type === "Attachment") {
      attachments.push(record.name);
    } else if (record.type === "Metadata") {
      metadata[record.name] = Object.fromEntries(record.metadata);
    }
  }
  if (!reader.done()) {
    throw new Error("the streaming reader wants more bytes");
  }
  return { ...found.result(), attachments, metadata };
}

async function indexed(file) {
  const handle = await open(file);
  try {
    const readable = {
      size: async () => BigInt((await handle.stat()).size),
      read: async (offset, size) => {
        const bytes = new Uint8Array(Number(size));
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, Number(offset));
        if (bytesRead !== bytes.length) {
          throw new Error(`only ${bytesRead} of ${size} bytes at ${offset}`);
        }
        return bytes;
      },
    };
    const reader = await McapIndexedReader.Initialize({ readable, decompressHandlers });
    const found = digest();
    for await (const message of reader.readMessages({ validateCrcs: true })) {
      found.add(message);
    }
    const attachments = [];
    for await (const attachment of reader.readAttachments({ validateCrcs: true })) {
      attachments.push(attachment.name);
    }
    const metadata = {};
    for await (const record of reader.readMetadata()) {
      metadata[record.name] = Object.fromEntries(record.metadata);
    }
    const topics = [...reader.channelsById.values()].map((channel) => channel.topic).sort();
    const counted = Number(reader.statistics?.messageCount ?? -1);
    return { ...found.result(), attachments, metadata, topics, counted };
  } finally {
    await handle.close();
  }
}

const refusals = process.argv[2] === "--refusals";

async function indexedOrRefused(file) {
  try {
    return await indexed(file);
  } catch (error) {
    if (!refusals) {
      throw error;
    }
    return { refused: error.message };
  }
}

for (const file of process.argv.slice(refusals ? 3 : 2)) {
  try {
    console.log(JSON.stringify({ file, streamed: await streamed(file), indexed: await indexedOrRefused(file) }));
  } catch (error) {
    console.error(`${file}: ${error.stack}`);
    process.exit(1);
  }
}
