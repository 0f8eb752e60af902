package dev.tally.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * NOTICE names the licences of all libraries that the programs bring along.
 *
 * <p>After a change of the libraries run this test with {@code -Dtally.notice.update=true}, which writes the list.
 */
class NoticeIT {
    private static final Path ROOT = Path.of("../..");
    private static final Path NOTICE = ROOT.resolve("NOTICE");

    /** A program may be passed on with libraries under these; of several licences one may be chosen. */
    private static final Set<String> FREE =
            Set.of("Apache-2.0", "MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "EPL-2.0");

    @Test
    void noticeNamesEveryLibraryAndItsLicence() throws IOException {
        List<String> lines = libraries().entrySet().stream()
                .map(library -> "  " + library.getKey() + ": " + String.join(" or ", library.getValue()))
                .toList();
        String text = Files.readString(NOTICE);
        String head = text.substring(0, text.indexOf("\n  ") + 1);
        String now = head + String.join("\n", lines) + "\n";
        if (Boolean.getBoolean("tally.notice.update")) {
            Files.writeString(NOTICE, now);
        }
        assertEquals(now, Files.readString(NOTICE), "if that is intended, run again with -Dtally.notice.update=true");
    }

    @Test
    void everyLibraryMayBePassedOn() throws IOException {
        libraries()
                .forEach((library, licences) -> assertTrue(
                        licences.stream().anyMatch(FREE::contains), () -> library + " is under " + licences));
    }

    private static Map<String, List<String>> libraries() throws IOException {
        Map<String, List<String>> libraries = new TreeMap<>();
        for (String app : List.of("activity-client", "summary-server")) {
            JsonNode parts = new ObjectMapper()
                    .readTree(ROOT.resolve("examples")
                            .resolve(app)
                            .resolve("target/parts.cdx.json")
                            .toFile());
            for (JsonNode part : parts.path("components")) {
                String group = part.path("group").textValue();
                if (!group.equals("dev.tally")) {
                    libraries.put(group + ":" + part.path("name").textValue(), licences(part));
                }
            }
        }
        return libraries;
    }

    private static List<String> licences(JsonNode part) {
        return StreamSupport.stream(part.path("licenses").spliterator(), false)
                .map(licence -> licence.path("license"))
                .map(licence -> licence.path("id").asText(licence.path("name").asText()))
                .sorted()
                .collect(Collectors.toList());
    }
}
