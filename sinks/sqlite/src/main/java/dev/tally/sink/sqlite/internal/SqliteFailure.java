package dev.tally.sink.sqlite.internal;

import dev.tally.sink.SinkException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteException;

/** What SQLite's errors mean to who has to mend them (<a href="https://sqlite.org/rescode.html">result codes</a>). */
final class SqliteFailure {
    private SqliteFailure() {}

    static SinkException of(Path file, SQLException failure) {
        return new SinkException("database " + file + ": " + meaning(failure), failure);
    }

    private static String meaning(SQLException failure) {
        int code = failure instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xff : 0;
        return switch (code) {
            case 5, 6 ->
                "locked by another program for more than " + Database.BUSY_SECONDS + " s; end that program, or wait";
            case 8 -> "read-only; make the file and its directory writable for this user";
            case 10 -> "reading or writing failed (" + failure.getMessage() + "); check the disk";
            case 11 -> "damaged (" + failure.getMessage() + "); restore it from a backup";
            case 13 -> "the disk is full; free some space";
            case 14 -> "cannot be opened; check that this user may read and write it, and its directory";
            case 26 -> "not an SQLite database; name another file";
            default -> String.valueOf(failure.getMessage());
        };
    }
}
