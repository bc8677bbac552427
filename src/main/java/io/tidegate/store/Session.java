package io.tidegate.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Runs SQL inside one transaction. Values are always bound, never spliced. Not for use after the work has returned.
public final class Session {
    /// More rows than any question of ours needs; a longer result is an error, not a cut.
    static final int ROWS_MAX = 100_000;

    private final Connection connection;

    Session(Connection connection) {
        this.connection = connection;
    }

    /// All rows that `sql` yields, as `reader` reads them. At most 100,000, beyond which `StoreException`.
    public <T> List<T> query(String sql, Function<Row, T> reader, Object... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bindAll(statement, values);
            return rows(statement, reader);
        } catch (SQLException failure) {
            throw Failures.of(failure);
        }
    }

    /// The one row that `sql` yields, if any; `StoreException` when there are several.
    public <T> Optional<T> queryOne(String sql, Function<Row, T> reader, Object... values) {
        List<T> rows = query(sql, reader, values);
        if (rows.size() > 1) {
            throw new StoreException("a query gave several rows where one was expected");
        }
        return rows.stream().findFirst();
    }

    /// Runs `sql` and returns how many rows it changed.
    public int execute(String sql, Object... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bindAll(statement, values);
            return statement.executeUpdate();
        } catch (SQLException failure) {
            throw Failures.of(failure);
        }
    }

    private static <T> List<T> rows(PreparedStatement statement, Function<Row, T> reader) throws SQLException {
        try (ResultSet results = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            Row row = new Row(results);
            while (results.next()) {
                if (rows.size() == ROWS_MAX) {
                    throw new StoreException("a query gave more than " + ROWS_MAX + " rows");
                }
                rows.add(reader.apply(row));
            }
            return List.copyOf(rows);
        }
    }

    private static void bindAll(PreparedStatement statement, Object... values) throws SQLException {
        for (int place = 0; place < values.length; place++) {
            bind(statement, place + 1, values[place]);
        }
    }

    private static void bind(PreparedStatement statement, int place, Object value) throws SQLException {
        switch (value) {
            case String text -> statement.setString(place, text);
            case Long number -> statement.setLong(place, number);
            case byte[] bytes -> statement.setBytes(place, bytes);
            case Optional<?> optional when optional.isPresent() -> bind(statement, place, optional.get());
            case Optional<?> _ -> statement.setNull(place, Types.NULL);
            // Object is open, so this switch needs its end; a new kind of value is an error of ours.
            default -> throw new IllegalArgumentException("values are text, long numbers, bytes or optional ones");
        }
    }
}
