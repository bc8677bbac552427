package io.tidegate.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.sqlite.ProgressHandler;

/// Has SQLite worked for too long on one call? Stops it between steps of its machine once the deadline has passed.
final class Watch implements AutoCloseable {
    private static final int STEPS_BETWEEN_LOOKS = 100_000; // about a millisecond

    private final Connection connection;

    Watch(Connection connection, Duration deadline) throws SQLException {
        this.connection = connection;
        long begun = System.nanoTime();
        long most = deadline.toNanos();
        ProgressHandler.setHandler(connection, STEPS_BETWEEN_LOOKS, new ProgressHandler() {
            @Override
            protected int progress() {
                return System.nanoTime() - begun > most ? 1 : 0;
            }
        });
    }

    @Override
    public void close() throws SQLException {
        ProgressHandler.clearHandler(connection);
    }
}
