package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.mcp.HeaderText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client that reads what comes while more comes: in a session of the older era, or without one in the newer.
final class LiveClient implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI url;
    private final String key;
    private final String version;
    private final AtomicInteger ids = new AtomicInteger();
    private String session = "";
    private boolean modern;
    private String capabilities = "{}";

    private LiveClient(URI url, String key, String version) {
        this.url = url;
        this.key = key;
        this.version = version;
    }

    /// @param key empty where anybody is let in
    /// @param capabilities what it declares, JSON
    static LiveClient stateful(Started started, String key, String version, String capabilities) throws Exception {
        return stateful(started.url(), key, version, capabilities);
    }

    /// @param url of an endpoint
    static LiveClient stateful(URI url, String key, String version, String capabilities) throws Exception {
        LiveClient client = new LiveClient(url, key, version);
        Heard opening = client.ask(
                "initialize",
                "\"protocolVersion\": \"" + version + "\", \"capabilities\": " + capabilities
                        + ", \"clientInfo\": {\"name\": \"live\", \"version\": \"1\"}");
        client.session = opening.session();
        assertThat(opening.next().path("result").path("protocolVersion").asString())
                .isEqualTo(version);
        return client;
    }

    static LiveClient stateless(Started started, String key) {
        return stateless(started, key, "{}");
    }

    static LiveClient stateless(Started started, String key, String capabilities) {
        return stateless(started.url(), key, capabilities);
    }

    /// @param url of an endpoint
    /// @param capabilities what it declares with each request, JSON
    static LiveClient stateless(URI url, String key, String capabilities) {
        LiveClient client = new LiveClient(url, key, "2026-07-28");
        client.modern = true;
        client.capabilities = capabilities;
        return client;
    }

    String session() {
        return session;
    }

    /// A request of the newer era.
    Heard asks(String id, String method, String params) throws Exception {
        return asks(id, method, params, "");
    }

    /// @param meta further members of `_meta`, with a comma before each
    Heard asks(String id, String method, String params, String meta) throws Exception {
        String body =
                "{\"jsonrpc\": \"2.0\", \"id\": " + id + ", \"method\": \"" + method + "\", \"params\": {" + params
                        + (params.isEmpty() ? "" : ", ")
                        + "\"_meta\": {\"io.modelcontextprotocol/protocolVersion\": \"2026-07-28\","
                        + " \"io.modelcontextprotocol/clientCapabilities\": " + capabilities + meta + "}}}";
        JsonNode sent = MAPPER.readTree(body).path("params");
        String named = method.equals("resources/read") ? "uri" : method.startsWith("tasks/") ? "taskId" : "name";
        HttpRequest.Builder request = request("application/json, text/event-stream")
                .header("MCP-Protocol-Version", version)
                .header("Mcp-Method", method);
        if (sent.has(named)) {
            request.header("Mcp-Name", HeaderText.encoded(sent.path(named).asString()));
        }
        return new Heard(http.send(
                request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofInputStream()));
    }

    /// Another client that says that it is in that session.
    LiveClient claiming(Started started, String otherKey) {
        return claiming(started.url(), otherKey);
    }

    /// The same at this endpoint.
    LiveClient claiming(URI other, String otherKey) {
        return claiming(new LiveClient(other, otherKey, version));
    }

    private LiveClient claiming(LiveClient other) {
        other.session = session;
        return other;
    }

    /// The same client at another address: of another node, or of what stands before them.
    LiveClient at(URI other) {
        LiveClient same = new LiveClient(other.resolve("/mcp"), key, version);
        same.session = session;
        same.modern = modern;
        same.capabilities = capabilities;
        same.ids.set(ids.get() + 1_000);
        return same;
    }

    /// Messages of one answer as they come.
    static final class Heard implements AutoCloseable {
        private final HttpResponse<InputStream> response;
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> ids = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> comments = new LinkedBlockingQueue<>();

        private Heard(HttpResponse<InputStream> response) {
            this.response = response;
            boolean events =
                    response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
            Thread.ofVirtual().start(() -> read(events));
        }

        private void read(boolean events) {
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (events && line.startsWith(":")) {
                        comments.add(line);
                    }
                    if (events && line.startsWith("id:")) {
                        ids.add(line.substring(3).strip());
                    }
                    if (!events || (line.startsWith("data:") && line.length() > 6)) {
                        messages.add(events ? line.substring(5) : line);
                    }
                }
            } catch (IOException _) {
                // closed by the test, or cut
            }
            messages.add("");
        }

        int status() {
            return response.statusCode();
        }

        /// The id of the next event that has one.
        String id() throws InterruptedException {
            String id = ids.poll(10, TimeUnit.SECONDS);
            assertThat(id).as("an event with an id").isNotNull();
            return id;
        }

        /// Waits for a comment, by which a stream is kept open.
        void comment(Duration atMost) throws InterruptedException {
            assertThat(comments.poll(atMost.toMillis(), TimeUnit.MILLISECONDS))
                    .as("a comment")
                    .isNotNull();
        }

        boolean hasNoIds() {
            return ids.isEmpty();
        }

        String type() {
            return response.headers().firstValue("Content-Type").orElse("");
        }

        List<String> headers(String name) {
            return response.headers().allValues(name);
        }

        String session() {
            return response.headers().firstValue("Mcp-Session-Id").orElseThrow();
        }

        /// The next message.
        JsonNode next() throws InterruptedException {
            String message = messages.poll(10, TimeUnit.SECONDS);
            assertThat(message).as("a message").isNotNull().isNotEmpty();
            return MAPPER.readTree(message);
        }

        /// The next message that is no answer to this request, or nothing for so long.
        boolean silent(long millis) throws InterruptedException {
            return messages.poll(millis, TimeUnit.MILLISECONDS) == null;
        }

        /// Whether it ended without another message.
        boolean ended() throws InterruptedException {
            return "".equals(messages.poll(10, TimeUnit.SECONDS));
        }

        /// Drops what was said so far. Returns whether it has ended.
        boolean over() {
            for (String message = messages.poll(); message != null; message = messages.poll()) {
                if (message.isEmpty()) {
                    messages.add(message);
                    return true;
                }
            }
            return false;
        }

        /// Ends the reading, as a client that goes away.
        void hangUp() throws IOException {
            response.body().close();
        }

        @Override
        public void close() throws IOException {
            hangUp();
        }
    }

    Heard ask(String method, String params) throws Exception {
        return post("{\"jsonrpc\": \"2.0\", \"id\": " + ids.incrementAndGet() + ", \"method\": \"" + method
                + "\", \"params\": {" + params + "}}");
    }

    Heard call(String tool) throws Exception {
        return ask("tools/call", "\"name\": \"" + tool + "\", \"arguments\": {}");
    }

    /// Answers a request of the server's with a result; returns the status.
    int answer(JsonNode request, String result) throws Exception {
        return answer(request.path("id").toString(), result);
    }

    int answer(String id, String result) throws Exception {
        return post("{\"jsonrpc\": \"2.0\", \"id\": " + id + ", \"result\": " + result + "}")
                .status();
    }

    Heard post(String body) throws Exception {
        return new Heard(http.send(
                request("application/json, text/event-stream")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream()));
    }

    /// As a client that takes no streams.
    Heard postPlain(String body) throws Exception {
        return new Heard(http.send(
                request("application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream()));
    }

    /// Opens the stream of the session.
    Heard listen() throws Exception {
        return new Heard(
                http.send(request("text/event-stream").GET().build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    /// Goes on with the stream that this event was on.
    Heard resume(String... lastEvents) throws Exception {
        HttpRequest.Builder request = request("text/event-stream").GET();
        for (String each : lastEvents) {
            request.header("Last-Event-ID", each);
        }
        return new Heard(http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    int end() throws Exception {
        return http.send(request("*/*").DELETE().build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private HttpRequest.Builder request(String accept) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("Accept", accept);
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return session.isEmpty() || modern
                ? request
                : request.header("Mcp-Session-Id", session).header("MCP-Protocol-Version", version);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
