package dev.tally.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document whose figures are generated: what is between {@code <!-- figures NAME -->} and {@code <!-- end of figures -->} comes from the
 * result of that name, and the text around it is written by hand.
 */
final class FiguresDocument {
    /** The name of the block that lists where a peer is better. */
    static final String PEERS_AHEAD = "peers-ahead";

    private static final Pattern BLOCK =
            Pattern.compile("(?s)(<!-- figures (\\S+) -->\\n)(.*?)(<!-- end of figures -->)");

    private final Path file;
    private String text;

    FiguresDocument(Path file) throws IOException {
        this.file = file;
        this.text = Files.readString(file);
    }

    /** Returns the names of the blocks. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (Matcher block = BLOCK.matcher(text); block.find(); ) {
            names.add(block.group(2));
        }
        return names;
    }

    /** Says whether an image of this name is shown. */
    boolean shows(String image) {
        return text.contains("/" + image + ")");
    }

    /** Returns what is in the block of a name. */
    String figures(String name) throws IOException {
        for (Matcher block = BLOCK.matcher(text); block.find(); ) {
            if (block.group(2).equals(name)) {
                return block.group(3);
            }
        }
        throw new IOException(file + " has no figures called " + name + ", only " + names());
    }

    /** Replaces the block of a name; it fails if there is no such block. */
    void replace(String name, String figures) throws IOException {
        figures(name);
        text = BLOCK.matcher(text)
                .replaceAll(block -> block.group(2).equals(name)
                        ? Matcher.quoteReplacement(block.group(1) + figures + "\n" + block.group(4))
                        : Matcher.quoteReplacement(block.group()));
    }

    void write() throws IOException {
        Files.writeString(file, text);
    }
}
