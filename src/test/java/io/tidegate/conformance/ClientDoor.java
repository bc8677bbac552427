package io.tidegate.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidegate.endtoend.Gateway;
import io.tidegate.endtoend.Gateway.Setup;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Puts a server behind a running Tidegate: whoever posts an address here is told where the gateway now serves that
/// server alone, and gets a key. The suite starts a server of its own for every scenario of the client role, so the
/// gateway reads its configuration anew for each.
final class ClientDoor implements AutoCloseable {
    private static final int ADDRESS_BYTES_MAX = 2000;

    private final Path file;
    private final String key;
    private final Gateway gateway;
    private final HttpServer door;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private Setup setup;
    private int servers;

    private ClientDoor(Setup setup, Path folder, HttpServer door) throws IOException {
        this.setup = setup;
        this.file = folder.resolve("tidegate.yaml");
        this.gateway = Gateway.start(setup, folder);
        this.key = Passage.key(folder);
        this.door = door;
    }

    static ClientDoor open(Path folder) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Setup first = Setup.withKeys()
                .http("nobody", URI.create("http://127.0.0.1:1/mcp"))
                .more("limits: { calls-per-user: 1000/s }");
        ClientDoor door = new ClientDoor(first, folder, http);
        http.setExecutor(door.workers);
        http.createContext("/", door::answer);
        http.start();
        return door;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + door.getAddress().getPort() + "/");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream body = exchange.getRequestBody()) {
            URI server = URI.create(new String(body.readNBytes(ADDRESS_BYTES_MAX), UTF_8));
            byte[] told = "{\"url\": \"%s\", \"key\": \"%s\"}"
                    .formatted(behind(server), key)
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(200, told.length);
            exchange.getResponseBody().write(told);
        }
    }

    /// Has the gateway serve that server, under a profile of its own, and waits until it does.
    private URI behind(URI server) throws IOException {
        String name = put(server);
        gateway.awaitServer(name);
        return gateway.url().resolve("/mcp/" + name);
    }

    private synchronized String put(URI server) throws IOException {
        servers++;
        String name = "scenario-" + servers;
        setup = setup.http(name, server);
        StringBuilder profiles = new StringBuilder("profiles:\n");
        for (int number = 1; number <= servers; number++) {
            profiles.append("  scenario-%d: { servers: [scenario-%d] }\n".formatted(number, number));
        }
        Path fresh = Files.writeString(
                file.resolveSibling("fresh.yaml"),
                setup.more(profiles.toString()).yaml());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        return name;
    }

    @Override
    public void close() {
        door.stop(0);
        workers.close();
        gateway.close();
    }
}
