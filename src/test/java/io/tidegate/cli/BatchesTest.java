package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.TrailReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What comes of several messages in one body?
class BatchesTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"ping\"}";

    @TempDir
    private Path folder = Path.of("");

    private static HttpResponse<String> post(Started started, String version, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(
                            "http://127.0.0.1:" + started.gateway().address().getPort() + "/mcp"))
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json, text/event-stream")
                    .header("MCP-Protocol-Version", version)
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void eachIsAnsweredOnItsOwnAndRecorded() throws Exception {
        try (Started started = Started.in(folder, "")) {
            String unknown =
                    "{\"jsonrpc\":\"2.0\",\"id\":\"b\",\"method\":\"tools/call\",\"params\":{\"name\":\"gone\"}}";
            String notice = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
            HttpResponse<String> answer =
                    post(started, "2025-03-26", " [" + PING.formatted("1") + "," + notice + "," + unknown + ",7]");
            assertThat(answer.statusCode()).isEqualTo(200);
            JsonNode all = MAPPER.readTree(answer.body());
            assertThat(all.size()).isEqualTo(3);
            assertThat(all.path(0).toString()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
            assertThat(all.path(1).path("id").asString()).isEqualTo("b");
            String decision = all.path(1)
                    .path("error")
                    .path("data")
                    .path("io.tidegate/decision")
                    .asString();
            assertThat(TrailReader.find(folder.resolve("trail"), decision)).hasSize(1);
            assertThat(all.path(2).path("error").path("code").asInt()).isEqualTo(-32600);
        }
    }

    @Test
    void onlyTheVersionThatHasThemGetsThem() throws Exception {
        try (Started started = Started.in(folder, "")) {
            for (String version : new String[] {"2025-06-18", "2025-11-25", "2024-11-05"}) {
                HttpResponse<String> answer = post(started, version, "[" + PING.formatted("1") + "]");
                assertThat(answer.statusCode()).as(version).isEqualTo(400);
                assertThat(answer.body()).contains("2025-03-26");
            }
        }
    }

    @Test
    void noneHoldsTooManyOrNothing() throws Exception {
        try (Started started = Started.in(folder, "")) {
            String many = IntStream.range(0, 65)
                    .mapToObj(id -> PING.formatted(Integer.toString(id)))
                    .collect(Collectors.joining(",", "[", "]"));
            assertThat(post(started, "2025-03-26", many).statusCode()).isEqualTo(400);
            assertThat(post(started, "2025-03-26", "[]").statusCode()).isEqualTo(400);
            assertThat(post(started, "2025-03-26", "[" + PING.formatted("1")).statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void whatNeedsNoAnswerGetsNone() throws Exception {
        try (Started started = Started.in(folder, "")) {
            HttpResponse<String> answer =
                    post(started, "2025-03-26", "[{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}]");
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void whatBelongsToASessionIsSentAlone() throws Exception {
        try (Started started = Started.in(folder, "")) {
            String subscribe =
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/subscribe\",\"params\":{\"uri\":\"file:///a\"}}";
            String forged = "{\"jsonrpc\":\"2.0\",\"id\":\"forged\",\"result\":{}}";
            JsonNode all = MAPPER.readTree(post(started, "2025-03-26", "[" + subscribe + "," + forged + "]")
                    .body());
            assertThat(all.size()).isEqualTo(1);
            assertThat(all.path(0).path("error").path("message").asString()).contains("send this alone");
        }
    }
}
