package io.tidegate.store;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// What does a failure of the database mean for the operator? Drops SQLite's own text, which may quote content.
final class Failures {
    private Failures() {}

    static StoreException of(SQLException failure) {
        return new StoreException(explain(failure) + " (" + code(failure) + ")", withoutText(failure));
    }

    static boolean isConstraint(SQLException failure) {
        return code(failure).startsWith("SQLITE_CONSTRAINT");
    }

    private static String explain(SQLException failure) {
        String code = code(failure);
        if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED")) {
            return "the store is in use by another process for too long; try again, or find who holds it";
        }
        if (code.startsWith("SQLITE_FULL") || code.startsWith("SQLITE_IOERR")) {
            return "the store's disk is full or failing; free space or check the disk";
        }
        if (code.startsWith("SQLITE_READONLY") || code.startsWith("SQLITE_CANTOPEN")) {
            return "the store cannot be opened for writing; check the owner and mode of its file and folder";
        }
        if (code.startsWith("SQLITE_CORRUPT") || code.startsWith("SQLITE_NOTADB")) {
            return "the store's file is damaged or is no store; restore it from a backup";
        }
        if (code.startsWith("SQLITE_INTERRUPT")) {
            return "the store took too long to answer";
        }
        if (isConstraint(failure)) {
            return "the store already holds this, or refers to what it does not hold";
        }
        return "the store failed";
    }

    private static String code(SQLException failure) {
        if (failure instanceof SQLiteException sqlite) {
            SQLiteErrorCode result = sqlite.getResultCode();
            return result.name();
        }
        return "SQL error " + failure.getErrorCode();
    }

    private static SQLException withoutText(SQLException failure) {
        SQLException bare = new SQLException(code(failure));
        bare.setStackTrace(failure.getStackTrace());
        return bare;
    }
}
