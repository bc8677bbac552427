package io.tidegate.relation;

import io.tidegate.cedar.Value;
import io.tidegate.config.Relation.Database;
import io.tidegate.config.Relation.From;
import io.tidegate.config.RelationFile;
import io.tidegate.secret.Purpose;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Relations that a query of PostgreSQL returns: one column, and one parameter, which is the caller's name and never a
/// part of the text. Sessions can only read. TLS with a name that is checked, but for a database on this machine.
///
/// Keeps the connections that were needed at once; who asks sees to it that these are few. What errors say is not
/// passed on, as it can hold what was asked for.
final class SqlSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(SqlSource.class);
    private static final String RESULT_MAX = "16M";
    private static final Set<Integer> NO_TEXTS =
            Set.of(Types.ARRAY, Types.BINARY, Types.STRUCT, Types.BLOB, Types.SQLXML, Types.REF_CURSOR);

    private final From.Sql from;
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    SqlSource(From.Sql from) {
        this.from = from;
    }

    @Override
    public Value.Many ask(String user) throws SourceFailed {
        Optional<Connection> kept = Optional.ofNullable(idle.pollLast());
        if (kept.isPresent()) {
            try {
                return asked(kept.get(), user);
            } catch (SQLException gone) {
                if (!isGone(gone) || Thread.currentThread().isInterrupted()) {
                    throw failed(gone);
                }
                // the server was started anew, for instance: once more, on a new connection
            }
        }
        try {
            return asked(connect(), user);
        } catch (SQLException failure) {
            throw failed(failure);
        }
    }

    private Value.Many asked(Connection connection, String user) throws SQLException, SourceFailed {
        boolean isGood = false;
        try (PreparedStatement query = connection.prepareStatement(from.query())) {
            query.setMaxRows(RelationFile.TEXTS_MAX + 1);
            query.setString(1, user);
            try (ResultSet rows = query.executeQuery()) {
                Value.Many texts = texts(rows);
                isGood = true;
                return texts;
            }
        } finally {
            if (isGood && !closed) {
                idle.addLast(connection);
                if (closed) {
                    close(); // it was closed just now, without this one
                }
            } else {
                end(connection);
            }
        }
    }

    private static Value.Many texts(ResultSet rows) throws SQLException, SourceFailed {
        ResultSetMetaData columns = rows.getMetaData();
        if (columns.getColumnCount() != 1 || NO_TEXTS.contains(columns.getColumnType(1))) {
            throw SourceFailed.ofSource("the query has to return one column of texts or numbers");
        }
        Texts texts = new Texts();
        while (rows.next()) {
            String text = rows.getString(1);
            if (text == null) {
                throw SourceFailed.ofUser("the query returns NULL among the texts");
            }
            texts.add(text);
        }
        return texts.all();
    }

    private Connection connect() throws SQLException, SourceFailed {
        Database there = from.database();
        Properties settings = new Properties();
        settings.setProperty("user", from.user());
        from.password()
                .ifPresent(password -> settings.setProperty("password", password.reveal(Purpose.RELATION_SOURCE)));
        settings.setProperty("ApplicationName", "tidegate");
        settings.setProperty("connectTimeout", seconds(from.asking().timeout()));
        settings.setProperty("socketTimeout", seconds(from.asking().timeout()));
        settings.setProperty("tcpKeepAlive", "true");
        settings.setProperty("gssEncMode", "disable");
        settings.setProperty("maxResultBuffer", RESULT_MAX);
        settings.setProperty("readOnly", "true");
        settings.setProperty("readOnlyMode", "always");
        trust(there, settings);
        Connection connection = DriverManager.getConnection(
                "jdbc:postgresql://" + there.host() + ":" + there.port() + "/" + there.name(), settings);
        boolean isGood = false;
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "SET statement_timeout = " + from.asking().timeout().toMillis());
            isGood = true;
            return connection;
        } finally {
            if (!isGood) {
                end(connection);
            }
        }
    }

    private static void trust(Database there, Properties settings) throws SourceFailed {
        if (there.authority().isPresent()) {
            settings.setProperty("sslmode", "verify-full");
            settings.setProperty("sslrootcert", there.authority().get().toString());
        } else if (isHere(there.host())) {
            settings.setProperty("sslmode", "prefer");
        } else {
            settings.setProperty("sslmode", "verify-full");
            settings.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
    }

    /// By what is written, not by what a name server says.
    private static boolean isHere(String host) throws SourceFailed {
        if (host.equals("localhost")) {
            return true;
        }
        if (!host.startsWith("[") && !host.matches("[0-9.]+")) {
            return false;
        }
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException _) {
            throw SourceFailed.ofSource("its address can't be used");
        }
    }

    /// The driver counts whole seconds; whoever asks ends it earlier.
    private static String seconds(Duration time) {
        return String.valueOf(time.plusMillis(999).toSeconds() + 1);
    }

    private static boolean isGone(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.startsWith("08") || state.startsWith("57P");
    }

    private static SourceFailed failed(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        String why =
                switch (state) {
                    case "57014" -> "the query took too long";
                    case "42883", "22P02" -> "the parameter is a text, and the query compares it with another type";
                    case "42501" -> "the database user has no right to read what the query reads";
                    case "42P01", "42703", "42601" -> "the query does not fit the database";
                    case "3D000" -> "there is no such database";
                    case "25006" -> "the query tries to change something";
                    default ->
                        state.startsWith("28")
                                ? "the database does not take the user and password"
                                : state.startsWith("08")
                                        ? "it can't be reached, or does not answer in time"
                                        : "it fails";
                };
        return SourceFailed.ofSource(why + " (SQLSTATE " + state + ")");
    }

    private static void end(Connection connection) {
        try {
            connection.abort(Runnable::run); // close() would wait for a server that hangs
        } catch (SQLException failure) {
            LOG.debug("a connection did not end well: SQLSTATE {}", failure.getSQLState());
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Connection next = idle.pollLast(); next != null; next = idle.pollLast()) {
            end(next);
        }
    }
}
