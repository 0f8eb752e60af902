package dev.tally.sink.mcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tally.testkit.fixtures.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The file that is being written is removed or replaced. */
class ReplacedFileTest {

    @TempDir
    Path directory;

    @TempDir
    Path elsewhere;

    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
    private final RecordingListener listener = new RecordingListener() {
        @Override
        public void warned(String what) {
            warnings.add(what);
        }
    };

    private enum Replacement {
        LINK("a symbolic link") {
            @Override
            void make(Path part, Path elsewhere) throws IOException {
                Path target = Files.writeString(elsewhere.resolve("target"), "mine");
                Files.createSymbolicLink(part, target);
            }
        },
        LINK_TO_THE_RECORDING("a symbolic link") {
            @Override
            void make(Path part, Path elsewhere) throws IOException {
                Files.createSymbolicLink(part, elsewhere.resolve("moved"));
            }
        },
        EMPTY_FILE("another file") {
            @Override
            void make(Path part, Path elsewhere) throws IOException {
                Files.createFile(part);
            }
        },
        OTHER_FILE("another file") {
            @Override
            void make(Path part, Path elsewhere) throws IOException {
                Files.copy(elsewhere.resolve("moved"), part);
            }
        },
        DIRECTORY("a directory") {
            @Override
            void make(Path part, Path elsewhere) throws IOException {
                Files.createDirectory(part);
            }
        };

        private final String name;

        Replacement(String name) {
            this.name = name;
        }

        abstract void make(Path part, Path elsewhere) throws IOException;
    }

    private McapSink open() throws IOException {
        return McapSink.into(directory)
                .writeEvery(Duration.ofMillis(20))
                .listener(listener)
                .start();
    }

    private McapSink openWithOneRecorded() throws IOException {
        McapSink sink = open();
        sink.publish(Samples.position(1));
        Eventually.isTrue("recorded", () -> sink.status().recorded() == 1);
        return sink;
    }

    private Path part() throws IOException {
        return Recordings.files(directory, "*.part").get(0);
    }

    private Object replace(Path part, Replacement replacement) throws IOException {
        Files.move(part, elsewhere.resolve("moved"));
        replacement.make(part, elsewhere);
        return identity(part);
    }

    private static Object identity(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    @ParameterizedTest
    @EnumSource
    void whatReplacesTheFileIsLeftAloneAndRecordingGoesOn(Replacement replacement) throws IOException {
        McapSink sink = openWithOneRecorded();
        Path part = part();
        Object foreign = replace(part, replacement);
        try (sink) {
            sink.publish(Samples.position(2));
            Eventually.isTrue("noticed", () -> sink.status().dropped() == 2);
            Eventually.isTrue(
                    "the reason is told",
                    () -> sink.status()
                            .detail()
                            .contains("replaced by " + replacement.name)); // the counts are there a moment before it
            sink.publish(Samples.position(3));
            Eventually.isTrue("recorded again", () -> sink.status().recorded() == 1);
        }
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0).startsWith(part + " was replaced by " + replacement.name), warnings.get(0));
        assertEquals(foreign, identity(part));
        assertEquals(1, Recordings.count(Recordings.files(directory, "*.mcap")));
        assertEquals(3, sink.status().published());
        assertEquals(1, sink.status().recorded());
        assertEquals(2, sink.status().dropped());
        assertEquals(0, sink.samples().orElseThrow().unaccounted());
        assertEquals(
                List.of(2L), List.copyOf(sink.samples().orElseThrow().lost().values()));
        assertEquals(1, sink.status().files());
    }

    @ParameterizedTest
    @EnumSource
    void whatReplacesTheFileBeforeTheEndGetsNoNameOfARecording(Replacement replacement) throws IOException {
        McapSink sink = openWithOneRecorded();
        Path part = part();
        Object foreign = replace(part, replacement);
        sink.close();
        assertEquals(foreign, identity(part));
        assertEquals(List.of(part), Recordings.files(directory, "*"));
        assertEquals(0, sink.status().recorded());
        assertEquals(1, sink.status().dropped());
        assertEquals(0, sink.status().files());
        assertEquals(1, warnings.size(), warnings.toString());
    }

    @Test
    void recordingGoesOnAfterItsFileWasRemoved() throws IOException {
        McapSink sink = openWithOneRecorded();
        try (sink) {
            Files.delete(part());
            sink.publish(Samples.position(2));
            Eventually.isTrue("noticed", () -> sink.status().dropped() == 2);
            assertEquals(0, sink.status().recorded());
            sink.publish(Samples.position(3));
            Eventually.isTrue("recorded again", () -> sink.status().recorded() == 1);
        }
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0).contains("was removed while it was written"), warnings.get(0));
        assertEquals(1, Recordings.count(Recordings.files(directory, "*.mcap")));
        assertEquals(1, sink.status().recorded());
        assertEquals(2, sink.status().dropped());
    }

    @Test
    void aFileRemovedBeforeTheEndIsNotCountedAsRecorded() throws IOException {
        McapSink sink = openWithOneRecorded();
        Files.delete(part());
        sink.close();
        assertEquals(0, sink.status().recorded());
        assertEquals(1, sink.status().dropped());
        assertEquals(0, sink.status().files());
        assertEquals(List.of(), Recordings.files(directory, "*"));
    }
}
