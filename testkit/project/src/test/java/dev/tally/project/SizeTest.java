package dev.tally.project;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A class that has grown past one idea is noticed by its length. */
class SizeTest {
    private static final int MOST_LINES = 300;

    @Test
    void noClassOfMainCodeHasMoreThan300Lines() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : Checkout.files(Checkout.ROOT)) {
            long lines = isMainSource(file) ? linesAfterImports(Files.readString(file)) : 0;
            if (lines > MOST_LINES) {
                tooLong.add(Checkout.ROOT.relativize(file) + " has " + lines + " lines");
            }
        }
        assertEquals("", String.join("\n", tooLong));
    }

    private static long linesAfterImports(String source) {
        return source.substring(source.lastIndexOf("\nimport ") + 1)
                .lines()
                .skip(1)
                .count();
    }

    private static boolean isMainSource(Path file) {
        String path = Checkout.ROOT.relativize(file).toString();
        return path.contains("src/main/java") && path.endsWith(".java");
    }
}
