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
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Puts a server behind a running Tidegate: whoever posts an address here is told where the gateway now serves that
/// server alone, and gets a key. The suite starts a server of its own for every scenario of the client role, so the
/// gateway reads its configuration anew for each.
final class ClientDoor implements AutoCloseable {
    private static final int WISH_BYTES_MAX = 16_000;
    private static final Duration START = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

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
            JsonNode wish = JSON.readTree(new String(body.readNBytes(WISH_BYTES_MAX), UTF_8));
            byte[] told = "{\"url\": \"%s\", \"key\": \"%s\"}"
                    .formatted(behind(wish), key)
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(200, told.length);
            exchange.getResponseBody().write(told);
        }
    }

    /// Has the gateway serve that server, under a profile of its own, and waits until it does.
    private URI behind(JsonNode wish) throws IOException {
        String name = put(URI.create(wish.path("url").asString()), wish.path("authorization"));
        gateway.program().awaitError(Pattern.compile("server " + name + " is (ready|waiting|down)"), START);
        return gateway.url().resolve("/mcp/" + name);
    }

    private synchronized String put(URI server, JsonNode authorization) throws IOException {
        servers++;
        String name = "scenario-" + servers;
        setup = authorization.isObject()
                ? setup.http(name, server).keys(name, "authorization: " + written(name, authorization))
                : setup.http(name, server);
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

    /// As an operator writes it: secrets in files of their own.
    private String written(String name, JsonNode authorization) throws IOException {
        StringBuilder text = new StringBuilder("{ ");
        for (var each : authorization.properties()) {
            String key = each.getKey();
            String value = each.getValue().asString();
            if (key.equals("secret") || key.equals("key")) {
                Path kept = Files.writeString(file.resolveSibling(name + "." + key), value);
                text.append("client-")
                        .append(key)
                        .append(": \"${file:")
                        .append(kept)
                        .append("}\", ");
            } else {
                text.append(key).append(": \"").append(value).append("\", ");
            }
        }
        return text + "scopes: [] }";
    }

    @Override
    public void close() {
        door.stop(0);
        workers.close();
        gateway.close();
    }
}
