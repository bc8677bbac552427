package io.tidegate.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/// Where is state kept? In one SQLite file, in transactions that are on disk when `write` returns.
///
/// One writer at a time, few readers beside it. Waiting for a turn, for another process's lock, and SQLite's own work
/// each end at the deadline with `StoreException`. A disk that does not answer at all cannot be interrupted.
/// Safe for any number of threads.
public final class Store implements AutoCloseable {
    /// How long one call may wait for its turn, wait for a lock, and work: each.
    static final Duration DEADLINE = Duration.ofSeconds(5);

    private static final int READERS = 4; // a lookup takes tens of microseconds: more would only hold memory

    private final Turns writer;
    private final Turns readers;

    private Store(Turns writer, Turns readers) {
        this.writer = writer;
        this.readers = readers;
    }

    /// Loads SQLite's library, which takes as long as opening a store. Not needed, but can be done beside other things.
    ///
    /// @throws StoreException if it can't be loaded
    public static void prepare() {
        try (Connection _ = new SQLiteConfig().createConnection("jdbc:sqlite::memory:")) {
            return;
        } catch (SQLException failure) {
            throw Failures.of(failure);
        }
    }

    /// Opens the store in `file`, making it and its tables when missing. Throws `StoreException`, with what to do, when
    /// it cannot be opened, is damaged, or was written by a newer Tidegate.
    public static Store open(Path file) {
        return open(file, DEADLINE, SchemaSteps.bundled());
    }

    static Store open(Path file, Duration deadline, SchemaSteps steps) {
        StoreFile.prepare(file);
        List<Connection> connections = new ArrayList<>();
        try {
            Connection first = connect(file, deadline);
            connections.add(first);
            steps.apply(first);
            for (int reader = 0; reader < READERS; reader++) {
                connections.add(readOnly(connect(file, deadline)));
            }
            return new Store(
                    new Turns(connections.subList(0, 1), deadline),
                    new Turns(connections.subList(1, connections.size()), deadline));
        } catch (SQLException failure) {
            closeAll(connections);
            throw Failures.of(failure);
        } catch (StoreException failure) {
            closeAll(connections);
            throw failure;
        }
    }

    /// Runs `work` on one unchanging view of the store. What it tries to write is refused.
    public <T> T read(Function<Session, T> work) {
        return readers.with(connection -> inTransaction(connection, "BEGIN", work));
    }

    /// Runs `work` as one transaction: durable when this returns, undone when it throws.
    public <T> T write(Function<Session, T> work) {
        return writer.with(connection -> inTransaction(connection, "BEGIN IMMEDIATE", work));
    }

    /// Waits for running work, then closes the file. Closing twice does nothing more.
    @Override
    public void close() {
        writer.close();
        readers.close();
    }

    static <T> T inTransaction(Connection connection, String begin, Function<Session, T> work) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(begin);
            Undo undo = new Undo(statement);
            try (undo) {
                T result = work.apply(new Session(connection));
                statement.execute("COMMIT");
                undo.keep();
                return result;
            }
        }
    }

    private static Connection readOnly(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = 1");
        }
        return connection;
    }

    private static Connection connect(Path file, Duration deadline) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout(Math.toIntExact(deadline.toMillis()));
        config.enforceForeignKeys(true);
        config.enableLoadExtension(false);
        return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
    }

    private static void closeAll(List<Connection> connections) {
        for (Connection connection : connections) {
            try {
                connection.close();
            } catch (SQLException failure) {
                throw Failures.of(failure);
            }
        }
    }

    /// A few connections, each used by one thread at a time.
    private static final class Turns {
        private final BlockingQueue<Connection> free;
        private final int count;
        private final Duration deadline;
        private final AtomicBoolean closed = new AtomicBoolean();

        Turns(List<Connection> connections, Duration deadline) {
            free = new ArrayBlockingQueue<>(connections.size(), true, connections);
            count = connections.size();
            this.deadline = deadline;
        }

        <T> T with(Work<T> work) {
            if (closed.get()) {
                throw new StoreException("the store is closed");
            }
            Connection connection = take();
            try (Watch _ = new Watch(connection, deadline)) {
                return work.on(connection);
            } catch (SQLException failure) {
                throw Failures.of(failure);
            } finally {
                free.add(connection);
            }
        }

        private Connection take() {
            try {
                Connection connection = free.poll(deadline.toMillis(), TimeUnit.MILLISECONDS);
                if (connection == null) {
                    throw new StoreException("the store is busy for too long; its disk may be too slow");
                }
                return connection;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new StoreException("interrupted while waiting for the store", interrupted);
            }
        }

        void close() {
            if (!closed.compareAndSet(false, true)) {
                return;
            }
            List<Connection> taken = new ArrayList<>();
            for (int turn = 0; turn < count; turn++) {
                taken.add(take());
            }
            closeAll(taken);
        }
    }

    /// Undoes a transaction unless it was committed, whatever ended it.
    private static final class Undo implements AutoCloseable {
        private final Statement statement;
        private boolean kept;

        Undo(Statement statement) {
            this.statement = statement;
        }

        void keep() {
            kept = true;
        }

        // SQLite itself undoes a transaction on some errors (a full disk); then this fails too, and is told beside
        // them.
        @Override
        public void close() throws SQLException {
            if (!kept) {
                statement.execute("ROLLBACK");
            }
        }
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
