package dev.tally.sink.sqlite.internal;

import dev.tally.sink.SinkException;
import dev.tally.sink.store.StoreFullException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteException;

/** Explains SQLite's errors and what to do about them (<a href="https://sqlite.org/rescode.html">result codes</a>). */
final class SqliteFailure {
    static final int ERROR = 1;
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int READONLY = 8;
    private static final int IOERR = 10;
    static final int CORRUPT = 11;
    static final int FULL = 13;
    private static final int CANTOPEN = 14;
    private static final int NOTADB = 26;

    private SqliteFailure() {}

    static SinkException of(Path file, SQLException failure) {
        String message = "database " + file + ": " + meaning(failure);
        return code(failure) == FULL ? new StoreFullException(message, failure) : new SinkException(message, failure);
    }

    /** Says whether the content of the file is damaged, which trying again does not cure. */
    static boolean isDamage(SQLException failure) {
        return code(failure) == CORRUPT;
    }

    /** Returns the primary result code, 0 if it has no code. */
    static int code(SQLException failure) {
        return failure instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xff : 0;
    }

    private static String meaning(SQLException failure) {
        return switch (code(failure)) {
            case BUSY, LOCKED ->
                "locked by another program for more than " + Connections.BUSY_SECONDS + " s; end that program, or wait";
            case READONLY -> "read-only; make the file and its directory writable for this user";
            case IOERR -> "reading or writing failed (" + failure.getMessage() + "); check the disk";
            case CORRUPT -> "damaged (" + failure.getMessage() + "); restore it from a backup";
            case FULL -> "the disk is full; free some space";
            case CANTOPEN -> "cannot be opened; check that this user may read and write it, and its directory";
            case NOTADB -> "not an SQLite database; name another file";
            default -> String.valueOf(failure.getMessage());
        };
    }
}
