package io.tidegate.endtoend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// What does a newcomer's machine look like? One server in Cursor, and the README's ports free.
final class Newcomer {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Newcomer() {}

    /// Somebody who has one server, `papers`, in Cursor.
    static void useCursor(Path home) throws IOException {
        Path file = Files.createDirectories(home.resolve(".cursor")).resolve("mcp.json");
        Files.writeString(file, """
                {"mcpServers": {"papers": {"command": "%s", "args": ["-cp", "%s", "%s", "documents"]}}}
                """.formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        System.getProperty("java.class.path"),
                        "io.tidegate.example.ExampleServers"));
    }

    /// The README's ports are fixed; another gateway of this machine may hold them for a while.
    static void awaitPorts() throws InterruptedException {
        awaitFree(8420);
        awaitFree(8421);
    }

    private static void awaitFree(int port) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return;
            } catch (IOException _) {
                Thread.sleep(200);
            }
        }
        throw new AssertionError("port " + port + " stays in use; end what listens there");
    }
}
