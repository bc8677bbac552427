package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.front.StdioFront;
import io.tidegate.http.ClientSettings;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpClient;
import io.tidegate.upstream.HttpPeer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Has a client that knows only standard input and output all that others have, in both eras, and is it told clearly
/// where something breaks? `connect`, a whole gateway, and a server that does as it is told.
@Timeout(90)
class ConnectTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String FORM =
            "{\"message\":\"who?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}";

    @TempDir
    private Path folder = Path.of("");

    private Scene scene = new Scene(folder);
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final HttpClient client;
    private OutputStream in = OutputStream.nullOutputStream();

    ConnectTest() throws IOException {
        client = new HttpClient(ClientSettings.standard());
    }

    @BeforeEach
    void set() {
        scene = new Scene(folder);
    }

    @AfterEach
    void clear() throws Exception {
        in.close();
        assertThat(ended.await(15, TimeUnit.SECONDS))
                .as("it ends with its input")
                .isTrue();
        client.close();
        scene.close();
    }

    private void connect() throws IOException {
        connect(scene.started().url());
    }

    private void connect(URI url) throws IOException {
        Pipe input = Pipe.open();
        Pipe output = Pipe.open();
        in = Channels.newOutputStream(input.sink());
        Headers key = Headers.of("Authorization", "Bearer " + scene.key("alice"));
        StdioFront front = new StdioFront(
                url, key, client, Channels.newInputStream(input.source()), Channels.newOutputStream(output.sink()));
        Thread.ofVirtual().start(() -> {
            try {
                front.run();
                ended.countDown();
            } catch (IOException broken) {
                throw new AssertionError(broken);
            }
        });
        BufferedReader out = new BufferedReader(
                new InputStreamReader(Channels.newInputStream(output.source()), StandardCharsets.UTF_8));
        Thread.ofVirtual().start(() -> out.lines().forEach(heard::add));
    }

    private void say(String line) throws IOException {
        in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    private void asks(String id, String method, String params) throws IOException {
        say("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + params + "}}");
    }

    /// A request of 2026-07-28.
    private void asksNow(String id, String method, String params) throws IOException {
        asks(
                id,
                method,
                params + (params.isEmpty() ? "" : ",")
                        + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}},\"progressToken\":\"p\"}");
    }

    private JsonNode next() throws InterruptedException {
        String line = heard.poll(30, TimeUnit.SECONDS);
        assertThat(line).as("a line").isNotNull();
        return MAPPER.readTree(line);
    }

    private void initialize() throws Exception {
        asks(
                "0",
                "initialize",
                "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"elicitation\":{}},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}");
        assertThat(next().path("result").path("protocolVersion").asString()).isEqualTo("2025-11-25");
        say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }

    /// A tool whose argument stands in a header too.
    private HttpPeer regional(String header) throws Exception {
        return scene.with("one", HttpPeer.modern("{\"tools\":{}}"))
                .on(
                        "tools/list",
                        turn -> turn.result(
                                "{\"ttlMs\":1000,\"tools\":[{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\",\"properties\":"
                                        + "{\"region\":{\"type\":\"string\",\"x-mcp-header\":\"" + header + "\"}}}}]}"))
                .on(
                        "tools/call",
                        turn -> turn.result("{\"content\":[{\"type\":\"text\",\"text\":\""
                                + turn.header("Mcp-Param-" + header).orElse("none") + "\"}]}"));
    }

    private String region(String id) throws Exception {
        asksNow(id, "tools/call", "\"name\":\"t\",\"arguments\":{\"region\":\"west\"}");
        JsonNode answer = next();
        assertThat(answer.path("id").toString()).isEqualTo(id);
        return answer.toString();
    }

    @Test
    void argumentsStandInHeadersAsTheListSays() throws Exception {
        HttpPeer peer = regional("Region");
        scene.start();
        connect();
        asksNow("1", "tools/list", "");
        assertThat(next().toString()).contains("x-mcp-header");
        assertThat(region("2")).contains("west");
        assertThat(peer.heard("tools/call")).hasSize(1);
    }

    @Test
    void aClientThatNeverListedIsServedToo() throws Exception {
        regional("Region");
        scene.start();
        connect();
        assertThat(region("1")).contains("west");
        assertThat(region("2")).contains("west");
    }

    /// The list that the client has is out of date: the gateway refuses once, and the next try has the new header.
    @Test
    void aHeaderThatWasRenamedIsFoundAgain() throws Exception {
        HttpPeer peer = regional("Region");
        scene.start();
        connect();
        assertThat(region("1")).contains("west");
        peer.on(
                "tools/list",
                turn -> turn.result(
                        "{\"ttlMs\":1000,\"tools\":[{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\",\"properties\":"
                                + "{\"region\":{\"type\":\"string\",\"x-mcp-header\":\"Zone\"}}}}]}"));
        Awaitility.await().until(() -> scene.ask("tools/list", "").toString().contains("Zone"));
        peer.on(
                "tools/call",
                turn -> turn.result("{\"content\":[{\"type\":\"text\",\"text\":\""
                        + turn.header("Mcp-Param-Zone").orElse("none") + "\"}]}"));
        assertThat(region("2")).contains("west");
    }

    private void asking() throws Exception {
        scene.with("one", HttpPeer.legacy("{\"tools\":{}}")).on("tools/call", turn -> {
            String token = turn.message()
                    .path("params")
                    .path("_meta")
                    .path("progressToken")
                    .toString();
            turn.notify("notifications/progress", "{\"progressToken\":" + token + ",\"progress\":1}");
            String id = "q" + turn.id();
            turn.ask(id, "elicitation/create", FORM);
            turn.result("{\"content\":[],\"_meta\":{\"example/got\":" + turn.answer(id) + "}}");
        });
        scene.start();
        connect();
    }

    @Test
    void serversAskAClientOfTheOlderEra() throws Exception {
        asking();
        initialize();
        asks("1", "tools/call", "\"name\":\"t\",\"arguments\":{},\"_meta\":{\"progressToken\":\"p\"}");
        assertThat(next().path("params").path("progressToken").asString()).isEqualTo("p");
        JsonNode question = next();
        assertThat(question.path("method").asString()).isEqualTo("elicitation/create");
        say("{\"jsonrpc\":\"2.0\",\"id\":" + question.path("id") + ",\"result\":{\"action\":\"decline\"}}");
        assertThat(next().path("result").toString()).contains("decline");
    }

    @Test
    void serversAskAClientOfTheNewerEra() throws Exception {
        asking();
        asksNow("1", "tools/call", "\"name\":\"t\",\"arguments\":{}");
        assertThat(next().path("method").asString()).isEqualTo("notifications/progress");
        JsonNode asked = next().path("result");
        assertThat(asked.path("resultType").asString()).isEqualTo("input_required");
        String key = asked.path("inputRequests").propertyNames().iterator().next();
        asksNow(
                "2",
                "tools/call",
                "\"name\":\"t\",\"arguments\":{},\"requestState\":" + asked.path("requestState")
                        + ",\"inputResponses\":{\"" + key + "\":{\"action\":\"decline\"}}");
        assertThat(next().path("result").toString()).contains("decline");
    }

    @Test
    void aCancelledCallIsCancelledAtTheServerInBothEras() throws Exception {
        HttpPeer peer = scene.with("one", HttpPeer.legacy("{\"tools\":{}}")).on("tools/call", HttpPeer.Turn::hold);
        scene.start();
        connect();
        asksNow("\"now\"", "tools/call", "\"name\":\"t\",\"arguments\":{}");
        Awaitility.await().until(() -> peer.heard("tools/call").size() == 1);
        say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"now\"}}");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> peer.heard("notifications/cancelled").size() == 1);
        initialize();
        asks("7", "tools/call", "\"name\":\"t\",\"arguments\":{}");
        Awaitility.await().until(() -> peer.heard("tools/call").size() == 2);
        say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> peer.heard("notifications/cancelled").size() == 2);
    }

    @Test
    void aSubscriptionIsToldEndedAndNamed() throws Exception {
        scene.with("one", HttpPeer.modern("{\"tools\":{}}"));
        scene.start();
        connect();
        asksNow("\"mine\"", "subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}");
        JsonNode acknowledged = next();
        assertThat(acknowledged.path("method").asString()).isEqualTo("notifications/subscriptions/acknowledged");
        assertThat(acknowledged.toString()).contains("\"io.modelcontextprotocol/subscriptionId\":\"mine\"");
        scene.started().reload(scene.configuration());
        assertThat(next().path("method").asString()).isEqualTo("notifications/tools/list_changed");
        scene.started().gateway().close();
        JsonNode last = next();
        assertThat(last.path("id").asString()).isEqualTo("mine");
        assertThat(last.has("result")).isTrue();
    }

    @Test
    void whatIsTooLongIsToldToWhoeverAsked() throws Exception {
        scene.with("one", HttpPeer.modern("{\"tools\":{}}")).on("tools/call", turn -> turn.result("{\"content\":[]}"));
        scene.start();
        connect();
        byte[] much = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        in.write("{\"method\":\"tools/call\",\"params\":{\"id\":9,\"x\":\"".getBytes(StandardCharsets.US_ASCII));
        for (int part = 0; part < 20; part++) {
            in.write(much);
        }
        say("\"},\"jsonrpc\":\"2.0\",\"id\":41}");
        JsonNode refused = next();
        assertThat(refused.path("id").asInt()).isEqualTo(41);
        assertThat(refused.path("error").path("message").asString()).contains("at most 16777216 bytes");
        asksNow("42", "tools/call", "\"name\":\"t\",\"arguments\":{}");
        assertThat(next().path("result").has("content"))
                .as("the next is served")
                .isTrue();
    }

    @Test
    void halfALineAtTheEndIsNoCall() throws Exception {
        HttpPeer peer = scene.with("one", HttpPeer.modern("{\"tools\":{}}"));
        scene.start();
        connect();
        in.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"na"
                .getBytes(StandardCharsets.US_ASCII));
        in.close();
        assertThat(next().path("error").path("code").asInt()).isEqualTo(-32700);
        assertThat(ended.await(15, TimeUnit.SECONDS)).isTrue();
        assertThat(peer.heard("tools/call")).isEmpty();
    }

    /// Large answers, more than are held at a time, to a client that does not read for a while.
    @Test
    void aClientThatReadsSlowlyGetsAllInTheEnd() throws Exception {
        String large = "y".repeat(3 << 20);
        scene.with("one", HttpPeer.modern("{\"tools\":{}}"))
                .on(
                        "tools/call",
                        turn -> turn.result("{\"content\":[{\"type\":\"text\",\"text\":\"" + large + "\"}]}"));
        scene.start();
        connect();
        for (int id = 1; id <= 12; id++) {
            asksNow(Integer.toString(id), "tools/call", "\"name\":\"t\",\"arguments\":{}");
        }
        long sum = 0;
        for (int id = 1; id <= 12; id++) {
            JsonNode answer = next();
            assertThat(answer.path("result")
                            .path("content")
                            .path(0)
                            .path("text")
                            .asString()
                            .length())
                    .isGreaterThan(large.length() - 1);
            sum += answer.path("id").asInt();
        }
        assertThat(sum).isEqualTo(78);
    }

    /// The gateway is begun anew with nothing of before: the session is opened again, and what was watched is watched.
    @Test
    void aSessionThatIsLostIsOpenedAgainWithWhatItWatched() throws Exception {
        HttpPeer gateway = HttpPeer.legacy("{\"tools\":{},\"resources\":{\"subscribe\":true}}")
                .on("resources/subscribe", turn -> turn.result("{}"))
                .on("logging/setLevel", turn -> turn.result("{}"));
        scene.with("one", HttpPeer.modern("{\"tools\":{}}"));
        scene.start();
        connect(gateway.url());
        initialize();
        asks("1", "resources/subscribe", "\"uri\":\"file:///a\"");
        next();
        asks("2", "logging/setLevel", "\"level\":\"error\"");
        next();
        gateway.lose("session-1");
        for (int id = 3; id < 11; id++) {
            asks(Integer.toString(id), "tools/list", "");
        }
        for (int id = 3; id < 11; id++) {
            assertThat(next().has("result")).isTrue();
        }
        assertThat(gateway.heard("initialize")).as("once, however many lost it").hasSize(2);
        assertThat(gateway.heard("resources/subscribe")).hasSize(2);
        assertThat(gateway.heard("logging/setLevel")
                        .getLast()
                        .path("params")
                        .path("level")
                        .asString())
                .isEqualTo("error");
        gateway.close();
    }

    /// The gateway goes away in the middle of a call: nobody knows whether it ran, and the client is told just that.
    @Test
    void aGatewayThatIsGoneInTheMiddleIsTold() throws Exception {
        HttpPeer gateway = HttpPeer.legacy("{\"tools\":{}}").on("tools/call", turn -> {
            turn.notify("notifications/progress", "{\"progressToken\":\"p\",\"progress\":1}");
            throw new IOException("gone");
        });
        scene.with("one", HttpPeer.modern("{\"tools\":{}}"));
        scene.start();
        connect(gateway.url());
        initialize();
        asks("1", "tools/call", "\"name\":\"t\",\"arguments\":{},\"_meta\":{\"progressToken\":\"p\"}");
        assertThat(next().path("method").asString()).isEqualTo("notifications/progress");
        JsonNode told = next();
        assertThat(told.path("id").asInt()).isOne();
        assertThat(told.path("error").path("message").asString()).contains("it may have run");
        gateway.close();
        asks("2", "tools/list", "");
        assertThat(next().path("error").path("message").asString()).contains("The gateway at");
        assertThat(gateway.heard("tools/call")).as("it is not asked again").hasSize(1);
    }
}
