package dev.tally.sink.encoding;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The type of a JSON object: its members in order, each with its name, type, description and value. The schema and the
 * objects are written from the same list, so each object has the members that the schema requires.
 *
 * <p>Members are added before the first use; after that any thread may use it.
 *
 * @param <T> what the objects are written from
 */
final class JsonObjectType<T> {
    private final List<Member<T>> members = new ArrayList<>();

    /** Adds a whole number. */
    JsonObjectType<T> integer(String name, String description, ToLongFunction<T> value) {
        return scalar(name, "integer", description, (json, source) -> json.value(value.applyAsLong(source)));
    }

    /** Adds a number. NaN and the infinities, which JSON does not have, are written as 0: a live view must go on. */
    JsonObjectType<T> number(String name, String description, ToDoubleFunction<T> value) {
        return scalar(name, "number", description, (json, source) -> {
            double number = value.applyAsDouble(source);
            json.value(Double.isFinite(number) ? number : 0);
        });
    }

    /** Adds a truth value. */
    JsonObjectType<T> bool(String name, String description, Predicate<T> value) {
        return scalar(name, "boolean", description, (json, source) -> json.value(value.test(source)));
    }

    /** Adds a string. */
    JsonObjectType<T> string(String name, String description, Function<T, String> value) {
        return scalar(name, "string", description, (json, source) -> json.value(value.apply(source)));
    }

    /** Adds an object. */
    <U> JsonObjectType<T> object(String name, String description, JsonObjectType<U> type, Function<T, U> value) {
        return add(
                name,
                json -> type.describe(json.beginObject().field("description", description))
                        .endObject(),
                (json, source) -> type.write(json, value.apply(source)));
    }

    private JsonObjectType<T> scalar(String name, String type, String description, ValueWriter<T> value) {
        return add(
                name,
                json -> json.beginObject()
                        .field("type", type)
                        .field("description", description)
                        .endObject(),
                value);
    }

    private JsonObjectType<T> add(String name, SchemaWriter schema, ValueWriter<T> value) {
        members.add(new Member<>(name, schema, value));
        return this;
    }

    /** Returns the JSON schema with this title. */
    String schema(String title) {
        return describe(new JsonWriter().beginObject().field("title", title))
                .endObject()
                .toString();
    }

    private JsonWriter describe(JsonWriter json) {
        json.field("type", "object").name("properties").beginObject();
        members.forEach(member -> member.schema().write(json.name(member.name())));
        json.endObject().name("required").beginArray();
        members.forEach(member -> json.value(member.name()));
        return json.endArray();
    }

    /** Writes an object. */
    void write(JsonWriter json, T source) {
        json.beginObject();
        for (Member<T> member : members) {
            member.value().write(json.name(member.name()), source);
        }
        json.endObject();
    }

    private record Member<T>(String name, SchemaWriter schema, ValueWriter<T> value) {}

    private interface SchemaWriter {
        void write(JsonWriter json);
    }

    private interface ValueWriter<T> {
        void write(JsonWriter json, T source);
    }
}
