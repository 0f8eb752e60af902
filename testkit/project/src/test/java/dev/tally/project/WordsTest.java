package dev.tally.project;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Comments, messages and documents use the words of the field; CONTRIBUTING.md has the glossary. */
class WordsTest {
    /** What must not be written, and what to write instead. */
    private static final Map<String, String> FORBIDDEN = Map.ofEntries(
            Map.entry("\\bstands?\\b(?! for)(?! alone)", "is"),
            Map.entry("\\bwho(m|so)?ever\\b", "name the subject"),
            Map.entry("(?<=(\\. |\\* |\"|/\\*\\* ))Who\\b(?! Wrote)", "name the subject"),
            Map.entry("\\bfor ever\\b", "without end, or until what"),
            Map.entry("\\bthe door\\b", "handshake, connection, request"),
            Map.entry("\\bis none\\b", "there is no ..."),
            Map.entry("\\bhas no word\\b", "is not reported"),
            Map.entry("\\bsuch that\\b", "so that"),
            Map.entry("\\bbehind\\b(?! (a|the|an|your|nginx) ?(proxy|reverse|nginx)?)", "after"),
            Map.entry("\\bwithout a word\\b", "silently"),
            Map.entry("(?<=(/\\*\\* |\\* |\\. ))The same[,:.]", "say what is the same"));

    private static final Pattern COMMENT_OR_STRING =
            Pattern.compile("\"(?:\\\\.|[^\"\\\\\\n])*\"|//[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);

    @Test
    void sourcesAvoidTheWordsThatMustBeDecoded() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            String text = Files.readString(source);
            Matcher spoken = COMMENT_OR_STRING.matcher(text);
            while (spoken.find()) {
                look(source, text, spoken.start(), spoken.group(), found);
            }
        }
        assertEquals("", String.join("\n", found));
    }

    @Test
    void documentsAvoidThemToo() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path document : documents()) {
            String text = Files.readString(document);
            look(document, text, 0, text, found);
        }
        assertEquals("", String.join("\n", found));
    }

    private static void look(Path file, String text, int offset, String spoken, List<String> found) {
        FORBIDDEN.forEach((words, instead) -> {
            Matcher match = Pattern.compile(words).matcher(spoken);
            while (match.find()) {
                long line = 1
                        + text.substring(0, offset + match.start())
                                .chars()
                                .filter(c -> c == '\n')
                                .count();
                found.add(Checkout.ROOT.relativize(file) + ":" + line + ": \"" + match.group() + "\"; write instead: "
                        + instead);
            }
        });
    }

    private static List<Path> sources() throws IOException {
        return files(Checkout.ROOT, "/src/", ".java").stream()
                .filter(source -> !source.endsWith("WordsTest.java"))
                .toList();
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(files(Checkout.ROOT.resolve("docs"), "/docs/", ".md"));
        documents.add(Checkout.ROOT.resolve("README.md"));
        documents.add(Checkout.ROOT.resolve("CONTRIBUTING.md"));
        documents.add(Checkout.ROOT.resolve("CHANGELOG.md"));
        return documents;
    }

    private static List<Path> files(Path root, String within, String ending) throws IOException {
        return Checkout.files(root).stream()
                .filter(file ->
                        file.toString().contains(within) && file.toString().endsWith(ending))
                .toList();
    }
}
