package dev.tally.sink.mcap.internal;

import java.nio.file.attribute.BasicFileAttributes;

/** What a path names now, compared with the file that was opened from it. */
enum PathState {
    /** The open file. */
    OURS("unchanged"),
    /** Nothing. */
    REMOVED("removed"),
    /** A symbolic link. */
    LINK("replaced by a symbolic link"),
    /** A directory. */
    DIRECTORY("replaced by a directory"),
    /** Another file, or anything else. */
    OTHER_FILE("replaced by another file");

    private final String description;

    PathState(String description) {
        this.description = description;
    }

    /** Returns what happened to the path, to follow "was" in a sentence: "replaced by a directory". */
    String description() {
        return description;
    }

    /** Returns the state of a path that names what the attributes describe, which is not the open file. */
    static PathState replacedBy(BasicFileAttributes found) {
        if (found.isSymbolicLink()) {
            return LINK;
        }
        return found.isDirectory() ? DIRECTORY : OTHER_FILE;
    }
}
