package dev.tally.sink.encoding;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes the JSON schema of an object: its members in order, all of them required. */
final class JsonSchema {
    private final JsonWriter json;
    private final List<String> names = new ArrayList<>();

    private JsonSchema(JsonWriter json) {
        this.json = json;
    }

    /** The schema's text. */
    static String of(String title, Consumer<JsonSchema> members) {
        JsonWriter json = new JsonWriter().beginObject().field("title", title);
        new JsonSchema(json).body(members);
        return json.endObject().toString();
    }

    JsonSchema integer(String name, String description) {
        return member(name, "integer", description);
    }

    JsonSchema number(String name, String description) {
        return member(name, "number", description);
    }

    JsonSchema bool(String name, String description) {
        return member(name, "boolean", description);
    }

    JsonSchema string(String name, String description) {
        return member(name, "string", description);
    }

    /** A member that is an object itself. */
    JsonSchema object(String name, String description, Consumer<JsonSchema> members) {
        names.add(name);
        json.name(name).beginObject().field("description", description);
        new JsonSchema(json).body(members);
        json.endObject();
        return this;
    }

    private JsonSchema member(String name, String type, String description) {
        names.add(name);
        json.name(name)
                .beginObject()
                .field("type", type)
                .field("description", description)
                .endObject();
        return this;
    }

    private void body(Consumer<JsonSchema> members) {
        json.field("type", "object").name("properties").beginObject();
        members.accept(this);
        json.endObject().name("required").beginArray();
        names.forEach(json::value);
        json.endArray();
    }
}
