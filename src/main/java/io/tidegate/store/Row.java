package io.tidegate.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/// What stands in one row of a result? Valid only while it is being read; columns are named, not counted.
public final class Row {
    private final ResultSet results;

    Row(ResultSet results) {
        this.results = results;
    }

    /// The text in `column`; throws `StoreException` when there is none.
    public String text(String column) {
        return optionalText(column).orElseThrow(() -> empty(column));
    }

    /// The text in `column`, empty for SQL's `NULL`.
    public Optional<String> optionalText(String column) {
        try {
            return Optional.ofNullable(results.getString(column));
        } catch (SQLException failure) {
            throw unreadable(column, failure);
        }
    }

    /// The number in `column`; throws `StoreException` when there is none.
    public long number(String column) {
        return optionalNumber(column).orElseThrow(() -> empty(column));
    }

    /// The number in `column`, empty for SQL's `NULL`.
    public OptionalLong optionalNumber(String column) {
        try {
            long value = results.getLong(column);
            return results.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
        } catch (SQLException failure) {
            throw unreadable(column, failure);
        }
    }

    /// The bytes in `column`; throws `StoreException` when there are none.
    public byte[] bytes(String column) {
        try {
            byte[] value = results.getBytes(column);
            if (value == null) {
                throw empty(column);
            }
            return value;
        } catch (SQLException failure) {
            throw unreadable(column, failure);
        }
    }

    private static StoreException empty(String column) {
        return new StoreException("column `" + column + "` is empty where a value must stand");
    }

    private static StoreException unreadable(String column, SQLException failure) {
        return new StoreException("column `" + column + "` cannot be read", failure);
    }
}
