package io.tidegate.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;

/// Which tables does the store have? Applies the numbered SQL files in order, each once; never goes back.
///
/// A store written by a newer Tidegate, or by other steps under the same number, is refused and left as it is.
final class SchemaSteps {
    /// In order; the number in the name is the place in this list. A step that was released is never edited.
    static final List<String> NAMES = List.of(
            "0001-api-keys.sql",
            "0002-api-key-rotation.sql",
            "0003-grants.sql",
            "0004-spent-assertions.sql",
            "0005-spent-assertions-clients.sql",
            "0006-budget-uses.sql",
            "0007-session-labels.sql",
            "0008-live-patterns.sql");

    private static final String TABLE =
            "CREATE TABLE IF NOT EXISTS schema_steps (number BIGINT PRIMARY KEY NOT NULL, digest TEXT NOT NULL)";

    private final List<String> scripts;

    SchemaSteps(List<String> scripts) {
        this.scripts = List.copyOf(scripts);
    }

    static SchemaSteps bundled() {
        return new SchemaSteps(NAMES.stream().map(SchemaSteps::read).toList());
    }

    /// Brings the schema up to date. Each step is a transaction of its own, so that a crash leaves whole steps.
    void apply(Connection connection) throws SQLException {
        Store.inTransaction(connection, "BEGIN IMMEDIATE", session -> session.execute(TABLE));
        int done = Store.inTransaction(connection, "BEGIN IMMEDIATE", this::verified);
        for (int number = done + 1; number <= scripts.size(); number++) {
            applyOne(connection, number);
        }
    }

    private void applyOne(Connection connection, int number) throws SQLException {
        String script = scripts.get(number - 1);
        Store.inTransaction(connection, "BEGIN IMMEDIATE", session -> {
            if (verified(session) >= number) {
                return 0; // another process was faster
            }
            runScript(connection, script);
            return session.execute(
                    "INSERT INTO schema_steps (number, digest) VALUES (?, ?)", (long) number, digest(script));
        });
    }

    private int verified(Session session) {
        List<String> applied =
                session.query("SELECT digest FROM schema_steps ORDER BY number", row -> row.text("digest"));
        if (applied.size() > scripts.size()) {
            throw new StoreException("the store was written by a newer Tidegate; start that one, or restore a backup");
        }
        for (int place = 0; place < applied.size(); place++) {
            if (!applied.get(place).equals(digest(scripts.get(place)))) {
                throw new StoreException("the store was written by another Tidegate (step " + (place + 1)
                        + " of its tables differs); start that one, or restore a backup");
            }
        }
        return applied.size();
    }

    private static void runScript(Connection connection, String script) {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(script);
        } catch (SQLException failure) {
            throw Failures.of(failure);
        }
    }

    private static String digest(String script) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this JDK has no SHA-256", missing);
        }
    }

    private static String read(String name) {
        try (InputStream resource = SchemaSteps.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("`" + name + "` is missing from the program");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new IllegalStateException("`" + name + "` cannot be read from the program", failure);
        }
    }
}
