package io.tidegate.cli;

import io.tidegate.config.Configuration;
import io.tidegate.http.HttpServer;
import io.tidegate.http.LocalSocket;
import java.io.IOException;
import java.time.Duration;

/// Does the server listen on a Unix socket too, as configured? Where that is not safe, it does not serve at all.
final class LocalWay {
    private LocalWay() {}

    /// @throws IOException with what to do
    static void open(HttpServer server, Configuration configuration) throws IOException {
        if (configuration.local().isEmpty()) {
            return;
        }
        Configuration.Local where = configuration.local().get();
        try {
            server.listenLocally(new LocalSocket(where.path(), where.group()));
        } catch (IOException unsafe) {
            server.stop(Duration.ZERO);
            throw new IOException("can't use `listen-local`: " + unsafe.getMessage(), unsafe);
        }
    }
}
