package dev.tally.foxglove;

/**
 * The definition of a channel, as it is advertised to clients: topic, encoding and schema.
 *
 * @param topic the name that viewers show, for example {@code /mouse/position}; each topic has one channel at most
 * @param encoding how messages are encoded, for example {@code json}, {@code protobuf}, {@code cdr}
 * @param schemaName the name of the messages' type
 * @param schema the type's definition as text, base64 where its encoding is binary; {@code ""} if it has none
 * @param schemaEncoding how the definition is written, for example {@code jsonschema}; {@code ""} if it has none
 */
public record ChannelDefinition(
        String topic, String encoding, String schemaName, String schema, String schemaEncoding) {

    /**
     * Checks the definition.
     *
     * @throws IllegalArgumentException if topic or encoding is empty
     */
    public ChannelDefinition {
        if (topic.isEmpty()) {
            throw new IllegalArgumentException("topic is empty; viewers list channels by topic");
        }
        if (encoding.isEmpty()) {
            throw new IllegalArgumentException("encoding of " + topic + " is empty; viewers need it to read messages");
        }
    }

    /**
     * Defines a channel whose messages are JSON objects in UTF-8.
     *
     * @param topic the name that viewers show
     * @param schemaName the name of the messages' type
     * @param jsonSchema the text of the JSON schema that describes the messages
     * @return the definition
     */
    public static ChannelDefinition json(String topic, String schemaName, String jsonSchema) {
        return new ChannelDefinition(topic, "json", schemaName, jsonSchema, "jsonschema");
    }
}
