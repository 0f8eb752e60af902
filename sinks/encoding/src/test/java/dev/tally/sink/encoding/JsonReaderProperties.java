package dev.tally.sink.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The reader accepts exactly the texts that Jackson accepts with its strict defaults, and gives the same values. */
class JsonReaderProperties {
    private static final int DEPTH = 32; // Jackson's default is 1000
    private static final ObjectMapper JACKSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @Property
    void whatJacksonWritesIsReadAsTheSameValue(@ForAll("documents") JsonNode document) throws Exception {
        assertEquals(plain(document), plain(JsonReader.read(document.toString())));
        assertEquals(plain(document), plain(JsonReader.read(document.toPrettyString())));
    }

    @Property(tries = 5_000)
    void aMutatedDocumentIsAcceptedExactlyIfJacksonAcceptsIt(@ForAll("mutations") String text) {
        assertSameAsJackson(text);
    }

    @Property(tries = 5_000)
    void anyTextOfTheGrammarsCharactersIsAcceptedExactlyIfJacksonAcceptsIt(@ForAll("almostJson") String text) {
        assertSameAsJackson(text);
    }

    @Property(tries = 5_000)
    void aNumberIsAcceptedExactlyIfJacksonAcceptsIt(@ForAll("almostNumbers") String text) {
        assertSameAsJackson(text);
        assertSameAsJackson("[" + text + "]");
    }

    @Property(tries = 2_000)
    void anEscapeIsAcceptedExactlyIfJacksonAcceptsIt(@ForAll("almostEscapes") String text) {
        assertSameAsJackson('"' + text + '"');
    }

    @Example
    void numbersAtTheBordersOfTheirTypesAreExact() throws Exception {
        for (String number : List.of(
                "9223372036854775807",
                "-9223372036854775808",
                "9223372036854775808",
                "-9223372036854775809",
                "999999999999999999",
                "-0",
                "-0.0",
                "1e400",
                "4.9E-324",
                "1" + "0".repeat(999),
                "1" + "0".repeat(1000),
                "-1" + "0".repeat(1000),
                "-1." + "0".repeat(999),
                "1." + "0".repeat(1000),
                "1.0e-" + "0".repeat(998),
                "1.0e-" + "0".repeat(999))) {
            assertSameAsJackson(number);
        }
        assertEquals(Long.MAX_VALUE, JsonReader.read("9223372036854775807"));
    }

    @Example
    void digitsOfOtherScriptsAreNoHexadecimalDigits() {
        for (String digits : List.of("００４１", "٠٠٤١", "ａａａａ", "004１")) {
            assertThrows(JsonReader.SyntaxException.class, () -> JsonReader.read("\"\\u" + digits + "\""));
        }
    }

    @Example
    void nestingIsAcceptedToTheLimitAndNotBeyond() {
        for (int depth : new int[] {DEPTH - 1, DEPTH, DEPTH + 1, 100_000}) {
            assertSameAsJackson("[".repeat(depth) + "]".repeat(depth));
            assertSameAsJackson("{\"a\":".repeat(depth) + "1" + "}".repeat(depth));
        }
    }

    @Example
    void whatTheWriterWritesIsRead() throws Exception {
        String text = new JsonWriter()
                .beginObject()
                .field("a \"b\" \\ \n \u0000 ü 💻", Long.MIN_VALUE)
                .field("d", 0.1)
                .endObject()
                .toString();

        assertEquals(Map.of("a \"b\" \\ \n \u0000 ü 💻", Long.MIN_VALUE, "d", 0.1), JsonReader.read(text));
    }

    private static void assertSameAsJackson(String text) {
        assertEquals(jackson(text), ours(text), () -> "Jackson (expected) reads " + text + " in another way");
    }

    private static Optional<Object> ours(String text) {
        try {
            return Optional.of(plain(JsonReader.read(text)));
        } catch (JsonReader.SyntaxException e) {
            assertTrue(e.getMessage().contains("at character"), e.getMessage());
            return Optional.empty();
        }
    }

    /** Reads bytes: from characters, Jackson accepts hexadecimal digits of other scripts. Spaces keep it at UTF-8. */
    private static Optional<Object> jackson(String text) {
        try {
            JsonNode tree = JACKSON.readTree(("    " + text).getBytes(StandardCharsets.UTF_8));
            return tree.isMissingNode() ? Optional.empty() : Optional.of(plain(tree));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> members = new LinkedHashMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), plain(member.getValue())));
            return members;
        }
        if (node.isArray()) {
            return node.valueStream().map(JsonReaderProperties::plain).toList();
        }
        return switch (node.getNodeType()) {
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NULL -> Optional.empty();
            default -> node.isIntegralNumber() ? node.bigIntegerValue() : (Object) node.doubleValue();
        };
    }

    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> object) {
            Map<Object, Object> members = new LinkedHashMap<>();
            object.forEach((name, member) -> members.put(name, plain(member)));
            return members;
        }
        if (value instanceof List<?> array) {
            return array.stream().map(JsonReaderProperties::plain).toList();
        }
        if (value instanceof Long whole) {
            return BigInteger.valueOf(whole);
        }
        return value == JsonReader.NULL ? Optional.empty() : value;
    }

    @Provide
    Arbitrary<JsonNode> documents() {
        JsonNodeFactory json = JsonNodeFactory.instance;
        Arbitrary<JsonNode> leaf = Arbitraries.oneOf(
                Arbitraries.longs().map(json::numberNode),
                Arbitraries.bigIntegers()
                        .between(BigInteger.TEN.pow(40).negate(), BigInteger.TEN.pow(40))
                        .map(json::numberNode),
                Arbitraries.doubles().map(json::numberNode),
                unicode().map(json::textNode),
                Arbitraries.of(json.booleanNode(true), json.booleanNode(false), json.nullNode()));
        return Arbitraries.recursive(
                () -> leaf,
                inner -> Arbitraries.oneOf(
                        inner.list()
                                .ofMaxSize(4)
                                .map(elements -> json.arrayNode().addAll(elements)),
                        Arbitraries.maps(unicode(), inner)
                                .ofMaxSize(4)
                                .map(members -> json.objectNode().setAll(members))),
                0,
                3);
    }

    /** Text that UTF-8 can represent. */
    private static Arbitrary<String> unicode() {
        return Arbitraries.strings()
                .ofMaxLength(8)
                .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<String> mutations() {
        Arbitrary<String> insert = Arbitraries.oneOf(
                almostJson(),
                Arbitraries.of("", "\u00a0", "\ufeff", "\u0000", "\u001f", "\u007f", "//", "'", "NaN", "１"));
        return Combinators.combine(
                        documents(),
                        insert,
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.integers().between(0, 2))
                .as((document, inserted, where, removed) -> {
                    int[] points = document.toString().codePoints().toArray();
                    int at = (int) (where * points.length);
                    int from = Math.min(points.length, at + removed);
                    return new String(points, 0, at) + inserted + new String(points, from, points.length - from);
                });
    }

    @Provide
    Arbitrary<String> almostJson() {
        return Arbitraries.strings()
                .withChars("{}[]\",:0123456789-+.eEtrufalsn\\ \t\n\r")
                .ofMaxLength(12);
    }

    @Provide
    Arbitrary<String> almostNumbers() {
        return Arbitraries.strings().withChars("0019-+.eE٣１ ").ofMaxLength(24);
    }

    @Provide
    Arbitrary<String> almostEscapes() {
        Arbitrary<String> part = Arbitraries.oneOf(
                Arbitraries.of("\\u", "\\", "\\n", "\\/", "\\x", "\\'", "\\\"", "\\ud83d\\ude00", "\\ud800"),
                Arbitraries.strings().withChars("09afAFgG１ａ\u0130\u0661").ofMaxLength(5));
        return part.list().ofMaxSize(4).map(parts -> String.join("", parts));
    }
}
