package io.tidegate.example;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who are the customers? Thirty invented ones in an SQLite file, made when the file is not there yet. For one thread.
/// The e-mail addresses, phone and card numbers are ones that are set aside for examples.
final class CustomerDatabase implements AutoCloseable {
    static final List<String> FIELDS = List.of("name", "city", "email", "phone", "card", "iban", "note");
    static final List<String> CHANGEABLE = List.of("email", "phone", "city", "note");

    private final Connection connection;

    private CustomerDatabase(Connection connection) {
        this.connection = connection;
    }

    /// Opens `customers.db` in `folder`, and creates and fills it if it is new.
    static CustomerDatabase in(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("customers.db");
        boolean isNew = Files.notExists(file);
        try {
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            var database = new CustomerDatabase(connection);
            if (isNew) {
                database.fill();
            }
            return database;
        } catch (SQLException e) {
            throw new IOException("cannot open the customer database", e);
        }
    }

    /// Customers whose name, city or note contains `words`, by number, without payment data.
    List<Map<String, Object>> search(String words, int limit) {
        String sql = "select id, name, city, email, phone, note from customer"
                + " where instr(lower(name || ' ' || city || ' ' || note), lower(?)) > 0 order by id limit ?";
        return rows(sql, words, limit);
    }

    /// Everything about one customer.
    Optional<Map<String, Object>> get(long id) {
        return rows("select id, " + String.join(", ", FIELDS) + " from customer where id = ?", id).stream()
                .findFirst();
    }

    /// Changes those of the changeable fields that `changes` names.
    ///
    /// @return whether there is such a customer
    boolean update(long id, Map<String, Object> changes) {
        if (get(id).isEmpty()) {
            return false;
        }
        for (String field : CHANGEABLE) {
            if (changes.get(field) instanceof String value) {
                change("update customer set " + field + " = ? where id = ?", value, id);
            }
        }
        return true;
    }

    /// Deletes one customer; false if there was none.
    boolean delete(long id) {
        return change("delete from customer where id = ?", id) == 1;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    private void fill() throws SQLException, IOException {
        connection.setAutoCommit(false);
        change("create table customer (id integer primary key, " + String.join(" text not null, ", FIELDS)
                + " text not null)");
        String sql = "insert into customer (" + String.join(", ", FIELDS) + ") values (?, ?, ?, ?, ?, ?, ?)";
        for (String line : people().lines().skip(1).toList()) {
            change(sql, (Object[]) line.split("\\s*\\|\\s*", FIELDS.size()));
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static String people() throws IOException {
        try (InputStream in = CustomerDatabase.class.getResourceAsStream("customers.txt")) {
            if (in == null) {
                throw new IllegalStateException("the program comes without its sample customers");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<Map<String, Object>> rows(String sql, Object... values) {
        try (PreparedStatement statement = prepared(sql, values);
                ResultSet result = statement.executeQuery()) {
            var rows = new ArrayList<Map<String, Object>>();
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                var row = new LinkedHashMap<String, Object>();
                row.put("id", result.getLong(1));
                for (int i = 2; i <= columns; i++) {
                    row.put(result.getMetaData().getColumnName(i), result.getString(i));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    private int change(String sql, Object... values) {
        try (PreparedStatement statement = prepared(sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    private PreparedStatement prepared(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private static IllegalStateException broken(SQLException cause) {
        return new IllegalStateException("the customer database does not answer", cause);
    }
}
