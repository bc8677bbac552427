package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Do clients of the older era that keep no session get in each other's way by the ids of their requests?
class RequestIdsTest {
    @TempDir
    private Path folder = Path.of("");

    private static HttpResponse<String> ping(HttpClient client, Started started) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + started.gateway().address().getPort() + "/mcp"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void sameIdIsFreeAgainAsSoonAsItsAnswerIsThere() throws Exception {
        try (Started started = Started.in(folder, "");
                HttpClient client = HttpClient.newHttpClient()) {
            for (int round = 0; round < 300; round++) {
                assertThat(ping(client, started).body()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
            }
        }
    }

    @Test
    void twoClientsWithoutSessionsUseTheSameId() throws Exception {
        try (Started started = Started.in(folder, "");
                HttpClient client = HttpClient.newHttpClient();
                ExecutorService both = Executors.newFixedThreadPool(2)) {
            Callable<Integer> worst = () -> {
                int status = 0;
                for (int round = 0; round < 150; round++) {
                    status = Math.max(status, ping(client, started).statusCode());
                }
                return status;
            };
            List<Integer> worstOfEach = new ArrayList<>();
            for (Future<Integer> one : both.invokeAll(List.of(worst, worst))) {
                worstOfEach.add(one.get());
            }
            assertThat(worstOfEach).containsOnly(200);
        }
    }
}
