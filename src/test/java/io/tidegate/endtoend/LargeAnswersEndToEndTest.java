package io.tidegate.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.audit.TrailReader;
import io.tidegate.audit.TrailRecord;
import io.tidegate.endtoend.Gateway.Setup;
import io.tidegate.endtoend.LargeAnswers.Way;
import io.tidegate.json.JsonDocument;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Do many large answers at once leave a gateway with little memory standing, its small calls going on, and its trail
/// whole? Each large call gets its answer, or is told that there is no room for it.
@Tag("end-to-end")
final class LargeAnswersEndToEndTest {
    private static final int LARGE = 15_500_000;
    private static final int CALLS = 20;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String MORE = "limits: { calls-per-user: 10000/s, call-deadline: 25s }";

    @TempDir
    private Path folder = Path.of("");

    private enum Outcome {
        ANSWERED,
        NO_ROOM,
        OTHER
    }

    @ParameterizedTest
    @EnumSource
    void surviveOverHttp(Way way) throws Exception {
        try (LargeAnswers server = LargeAnswers.start(way);
                LargeAnswers other = LargeAnswers.start(Way.EVENT_STREAM)) {
            survive(Setup.open().http("large", server.url()).http("other", other.url()), List.of("large", "other"));
        }
    }

    @Test
    void surviveOverStdio() throws Exception {
        try (LargeAnswers other = LargeAnswers.start(Way.LENGTH_DECLARED)) {
            Setup setup = Setup.open().stdio("large", LargeAnswers.command()).http("other", other.url());
            survive(setup, List.of("other"));
        }
    }

    private void survive(Setup setup, List<String> smallServers) throws Exception {
        try (Gateway gateway = Gateway.start(setup.more(MORE), folder);
                HttpClient client = HttpClient.newHttpClient();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            gateway.program().awaitError(Pattern.compile("server large is ready"), LIMIT);
            gateway.program().awaitError(Pattern.compile("server other is ready"), LIMIT);
            List<Future<Outcome>> large = IntStream.range(0, CALLS)
                    .mapToObj(_ -> threads.submit(() -> called(client, gateway.url(), "large", LARGE)))
                    .toList();
            int small = 0;
            Duration slowest = Duration.ZERO;
            while (!large.stream().allMatch(Future::isDone)) {
                long begun = System.nanoTime();
                String server = smallServers.get(small % smallServers.size());
                int bytes = small % 3 == 0 ? 30_000 : 500;
                assertThat(called(client, gateway.url(), server, bytes)).isEqualTo(Outcome.ANSWERED);
                Duration took = Duration.ofNanos(System.nanoTime() - begun);
                slowest = took.compareTo(slowest) > 0 ? took : slowest;
                small++;
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> one : large) {
                outcomes.add(one.get());
            }
            assertThat(gateway.program().handle().isAlive()).isTrue();
            assertThat(outcomes).contains(Outcome.ANSWERED).doesNotContain(Outcome.OTHER);
            assertThat(small).as("small calls went on").isGreaterThan(3);
            assertThat(slowest).isLessThan(Duration.ofSeconds(8));
            assertThat(called(client, gateway.url(), "large", LARGE))
                    .as("afterwards")
                    .isEqualTo(Outcome.ANSWERED);
            assertThat(gateway.stop()).as(gateway.program().describe()).isIn(Gateway.STOPPED_CLEAN);
            long noRoom = outcomes.stream().filter(Outcome.NO_ROOM::equals).count();
            sealed(gateway.trail(), CALLS + small + 1, noRoom);
        }
    }

    /// One request of the version that has batches.
    @Test
    void surviveInOneBatch() throws Exception {
        try (LargeAnswers server = LargeAnswers.start(Way.LENGTH_DECLARED);
                Gateway gateway = Gateway.start(
                        Setup.open()
                                .http("large", server.url())
                                .http("other", server.url())
                                .more(MORE),
                        folder);
                HttpClient client = HttpClient.newHttpClient()) {
            gateway.program().awaitError(Pattern.compile("server large is ready"), LIMIT);
            String batch = IntStream.range(0, CALLS + CALLS)
                    .mapToObj("""
                            {"jsonrpc": "2.0", "id": %%d, "method": "tools/call",
                             "params": {"name": "large__text", "arguments": {"bytes": %d}}}""".formatted(LARGE)::formatted)
                    .collect(Collectors.joining(",", "[", "]"));
            HttpRequest request = HttpRequest.newBuilder(gateway.url())
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json, text/event-stream")
                    .header("MCP-Protocol-Version", "2025-03-26")
                    .timeout(Duration.ofMinutes(3))
                    .POST(HttpRequest.BodyPublishers.ofString(batch))
                    .build();
            String answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            assertThat(gateway.program().handle().isAlive()).isTrue();
            assertThat(answer.contains("This one was carried out, and its answer is left out"))
                    .as("one is left out")
                    .isTrue();
            assertThat(answer.contains("This one was not carried out"))
                    .as("and nothing more is done")
                    .isTrue();
            assertThat(answer.contains("\"id\":" + (CALLS + CALLS - 1)))
                    .as("each is answered")
                    .isTrue();
            assertThat(called(client, gateway.url(), "large", LARGE)).isEqualTo(Outcome.ANSWERED);
        }
    }

    private static void sealed(Path trail, int calls, long noRoom) throws IOException {
        List<String> sealed = new ArrayList<>();
        List<String> intended = new ArrayList<>();
        try (TrailReader reader = TrailReader.fromStart(trail)) {
            for (Optional<TrailRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                String call =
                        JsonDocument.of(next.get().json()).root().string("call").orElse("");
                if (next.get().kind() == RecordKind.SEALED) {
                    sealed.add(call + (next.get().json().contains("no-room-for-answer") ? " no room" : ""));
                } else if (next.get().kind() == RecordKind.INTENT) {
                    intended.add(call);
                }
            }
        }
        Map<Boolean, Long> refused = sealed.stream()
                .collect(Collectors.partitioningBy(call -> call.endsWith(" no room"), Collectors.counting()));
        assertThat(refused).isEqualTo(Map.of(true, noRoom, false, calls - noRoom));
        assertThat(intended).hasSize(calls);
    }

    private static Outcome called(HttpClient client, URI url, String server, int bytes) throws Exception {
        String tool = server + "__text";
        String body = """
                {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "%s", "arguments": {"bytes": %d},
                 "_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28",
                           "io.modelcontextprotocol/clientCapabilities": {}}}}""".formatted(tool, bytes);
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", tool)
                .timeout(LIMIT)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = response.body()) {
            String start = new String(in.readNBytes(1_000), UTF_8);
            long length = start.length() + in.transferTo(java.io.OutputStream.nullOutputStream());
            if (start.contains("no-room-for-answer")) {
                return Outcome.NO_ROOM;
            }
            return response.statusCode() == 200 && length > bytes ? Outcome.ANSWERED : Outcome.OTHER;
        }
    }
}
