package io.tidegate.relation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.Relation;
import io.tidegate.config.Relation.Asking;
import io.tidegate.config.Relation.Database;
import io.tidegate.config.Relation.From;
import io.tidegate.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Is a database that is none, or hangs, left in time, with its connection closed? A real one is asked in
/// `PostgresRelationsEndToEndTest`.
@Timeout(60)
final class SqlSourceTest {
    private static String trouble(String host, int port) throws RelationsBroken {
        try (Relations relations = Relations.open(
                List.of(new Relation(
                        "treats",
                        new From.Sql(
                                new Database(host, port, "care", Optional.empty()),
                                "reader",
                                Optional.of(Secret.of("low-water")),
                                "select patient from treats where clinician = ?",
                                new Asking(Duration.ofMillis(700), Duration.ofSeconds(60), Duration.ZERO)),
                        List.of())),
                new Times(InstantSource.system(), System::nanoTime))) {
            return String.valueOf(relations.troubles("alice").get("treats"));
        }
    }

    /// What drips keeps every timeout of a socket away.
    @Test
    void leavesOneThatDrips() throws Exception {
        AtomicInteger open = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var _ = threads.submit(() -> {
                while (!server.isClosed()) {
                    Socket socket = server.accept();
                    var _ = threads.submit(() -> drip(socket, open));
                }
                return true;
            });
            long began = System.nanoTime();
            assertThat(trouble("127.0.0.1", server.getLocalPort()))
                    .contains("in time")
                    .doesNotContain("low-water");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> open.get() == 0);
        }
    }

    private static boolean drip(Socket socket, AtomicInteger open) throws IOException {
        open.incrementAndGet();
        try (socket) {
            socket.getInputStream().read(new byte[8]); // whether it has TLS
            socket.getOutputStream().write('N');
            socket.getInputStream().read(new byte[1_024]);
            socket.getOutputStream().write(new byte[] {'E', 0x0f, 0, 0, 0});
            while (true) {
                socket.getOutputStream().write('x');
                socket.getOutputStream().flush();
                Thread.sleep(100);
            }
        } catch (IOException | InterruptedException _) {
            return false;
        } finally {
            open.decrementAndGet();
        }
    }

    @Test
    void tellsThatNobodyIsThere() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(trouble("127.0.0.1", port)).contains("can't be reached");
    }
}
