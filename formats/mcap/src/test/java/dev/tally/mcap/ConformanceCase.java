package dev.tally.mcap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** One case of the official suite: the records, the features of the variant, and the file. */
record ConformanceCase(String name, List<Map<String, JsonNode>> records, Set<String> features, Path file) {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, McapFeature> FEATURES = Map.of(
            "ch", McapFeature.CHUNKS,
            "mx", McapFeature.MESSAGE_INDEX,
            "st", McapFeature.STATISTICS,
            "rsh", McapFeature.REPEATED_SCHEMAS,
            "rch", McapFeature.REPEATED_CHANNELS,
            "sum", McapFeature.SUMMARY_OFFSETS,
            "chx", McapFeature.CHUNK_INDEX,
            "mdx", McapFeature.METADATA_INDEX,
            "ax", McapFeature.ATTACHMENT_INDEX);

    static List<ConformanceCase> in(Path directory) throws IOException {
        List<ConformanceCase> cases = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path json :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                cases.add(read(json));
            }
        }
        return cases;
    }

    private static ConformanceCase read(Path json) throws IOException {
        JsonNode root = JSON.readTree(json.toFile());
        List<Map<String, JsonNode>> records = new ArrayList<>();
        for (JsonNode record : root.get("records")) {
            Map<String, JsonNode> fields = new TreeMap<>();
            fields.put("type", record.get("type"));
            record.get("fields").forEach(field -> fields.put(field.get(0).textValue(), field.get(1)));
            records.add(fields);
        }
        Set<String> features = new TreeSet<>();
        root.get("meta").get("variant").get("features").forEach(feature -> features.add(feature.textValue()));
        String base = json.getFileName().toString().replace(".json", "");
        return new ConformanceCase(base, records, features, json.resolveSibling(base + ".mcap"));
    }

    boolean padded() {
        return features.contains("pad");
    }

    /** The features that the variant lacks. */
    McapFeature[] without() {
        Set<McapFeature> left = EnumSet.noneOf(McapFeature.class);
        FEATURES.forEach((name, feature) -> {
            if (!features.contains(name)) {
                left.add(feature);
            }
        });
        return left.toArray(McapFeature[]::new);
    }

    /** Puts the records of the data section. */
    void write(McapWriter writer) throws IOException {
        for (Map<String, JsonNode> record : records) {
            switch (record.get("type").textValue()) {
                case "Schema" ->
                    writer.add(new McapRecord.Schema(
                            integer(record, "id"), text(record, "name"), text(record, "encoding"), bytes(record)));
                case "Channel" ->
                    writer.add(new McapRecord.Channel(
                            integer(record, "id"),
                            integer(record, "schema_id"),
                            text(record, "topic"),
                            text(record, "message_encoding"),
                            strings(record)));
                case "Message" ->
                    writer.add(new McapRecord.Message(
                            integer(record, "channel_id"),
                            integer(record, "sequence"),
                            number(record, "log_time"),
                            number(record, "publish_time"),
                            bytes(record)));
                case "Attachment" ->
                    writer.add(new McapRecord.Attachment(
                            number(record, "log_time"),
                            number(record, "create_time"),
                            text(record, "name"),
                            text(record, "media_type"),
                            bytes(record)));
                case "Metadata" -> writer.add(new McapRecord.Metadata(text(record, "name"), strings(record)));
                case "DataEnd" -> {
                    return;
                }
                default -> {}
            }
        }
    }

    private static String text(Map<String, JsonNode> record, String field) {
        return record.get(field).textValue();
    }

    private static long number(Map<String, JsonNode> record, String field) {
        return Long.parseUnsignedLong(text(record, field));
    }

    private static int integer(Map<String, JsonNode> record, String field) {
        return (int) number(record, field);
    }

    private static ByteBuffer bytes(Map<String, JsonNode> record) {
        ByteBuffer data = ByteBuffer.allocate(record.get("data").size());
        record.get("data").forEach(b -> data.put((byte) Integer.parseInt(b.textValue())));
        return data.flip();
    }

    private static Map<String, String> strings(Map<String, JsonNode> record) {
        Map<String, String> map = new LinkedHashMap<>();
        record.get("metadata")
                .properties()
                .forEach(e -> map.put(e.getKey(), e.getValue().textValue()));
        return map;
    }

    /** The form in which the suite lists a record. */
    static Map<String, JsonNode> listed(McapRecord record) {
        Map<String, Object> fields = new TreeMap<>();
        fields.put("type", record.getClass().getSimpleName());
        switch (record) {
            case McapRecord.Header r -> {
                fields.put("profile", r.profile());
                fields.put("library", r.library());
            }
            case McapRecord.Footer r -> {
                fields.put("summary_start", decimal(r.summaryStart()));
                fields.put("summary_offset_start", decimal(r.summaryOffsetStart()));
                fields.put("summary_crc", decimal(r.summaryCrc()));
            }
            case McapRecord.Schema r -> {
                fields.put("id", decimal(r.id()));
                fields.put("name", r.name());
                fields.put("encoding", r.encoding());
                fields.put("data", decimals(r.data()));
            }
            case McapRecord.Channel r -> {
                fields.put("id", decimal(r.id()));
                fields.put("schema_id", decimal(r.schemaId()));
                fields.put("topic", r.topic());
                fields.put("message_encoding", r.messageEncoding());
                fields.put("metadata", r.metadata());
            }
            case McapRecord.Message r -> {
                fields.put("channel_id", decimal(r.channelId()));
                fields.put("sequence", decimal(r.sequence()));
                fields.put("log_time", decimal(r.logTimeNanos()));
                fields.put("publish_time", decimal(r.publishTimeNanos()));
                fields.put("data", decimals(r.data()));
            }
            case McapRecord.ChunkIndex r -> {
                fields.put("message_start_time", decimal(r.startTimeNanos()));
                fields.put("message_end_time", decimal(r.endTimeNanos()));
                fields.put("chunk_start_offset", decimal(r.chunkOffset()));
                fields.put("chunk_length", decimal(r.chunkLength()));
                fields.put("message_index_offsets", decimals(r.messageIndexOffsets()));
                fields.put("message_index_length", decimal(r.messageIndexLength()));
                fields.put("compression", r.compression());
                fields.put("compressed_size", decimal(r.compressedSize()));
                fields.put("uncompressed_size", decimal(r.uncompressedSize()));
            }
            case McapRecord.Attachment r -> {
                fields.put("log_time", decimal(r.logTimeNanos()));
                fields.put("create_time", decimal(r.createTimeNanos()));
                fields.put("name", r.name());
                fields.put("media_type", r.mediaType());
                fields.put("data", decimals(r.data()));
            }
            case McapRecord.AttachmentIndex r -> {
                fields.put("offset", decimal(r.offset()));
                fields.put("length", decimal(r.length()));
                fields.put("log_time", decimal(r.logTimeNanos()));
                fields.put("create_time", decimal(r.createTimeNanos()));
                fields.put("data_size", decimal(r.dataSize()));
                fields.put("name", r.name());
                fields.put("media_type", r.mediaType());
            }
            case McapRecord.Statistics r -> {
                fields.put("message_count", decimal(r.messageCount()));
                fields.put("schema_count", decimal(r.schemaCount()));
                fields.put("channel_count", decimal(r.channelCount()));
                fields.put("attachment_count", decimal(r.attachmentCount()));
                fields.put("metadata_count", decimal(r.metadataCount()));
                fields.put("chunk_count", decimal(r.chunkCount()));
                fields.put("message_start_time", decimal(r.startTimeNanos()));
                fields.put("message_end_time", decimal(r.endTimeNanos()));
                fields.put("channel_message_counts", decimals(r.channelMessageCounts()));
            }
            case McapRecord.Metadata r -> {
                fields.put("name", r.name());
                fields.put("metadata", r.metadata());
            }
            case McapRecord.MetadataIndex r -> {
                fields.put("offset", decimal(r.offset()));
                fields.put("length", decimal(r.length()));
                fields.put("name", r.name());
            }
            case McapRecord.SummaryOffset r -> {
                fields.put("group_opcode", decimal(r.groupOpcode()));
                fields.put("group_start", decimal(r.groupStart()));
                fields.put("group_length", decimal(r.groupLength()));
            }
            case McapRecord.DataEnd r -> fields.put("data_section_crc", decimal(r.dataSectionCrc()));
            case McapRecord.Chunk r -> throw new AssertionError("not listed: " + r);
            case McapRecord.MessageIndex r -> throw new AssertionError("not listed: " + r);
            case McapRecord.Unknown r -> throw new AssertionError("not listed: " + r);
        }
        Map<String, JsonNode> nodes = new TreeMap<>();
        fields.forEach((name, value) -> nodes.put(name, JSON.valueToTree(value)));
        return nodes;
    }

    private static String decimal(long value) {
        return Long.toUnsignedString(value);
    }

    private static List<String> decimals(ByteBuffer data) {
        List<String> list = new ArrayList<>();
        while (data.hasRemaining()) {
            list.add(decimal(data.get() & 0xFF));
        }
        return list;
    }

    private static Map<String, String> decimals(Map<Integer, Long> map) {
        Map<String, String> text = new TreeMap<>();
        map.forEach((key, value) -> text.put(decimal(key), decimal(value)));
        return text;
    }

    @Override
    public String toString() {
        return name;
    }
}
