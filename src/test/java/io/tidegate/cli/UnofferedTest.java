package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.json.JsonDocument;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Is what ordinary clients look for before their first message answered with a bare status, and counted in the trail?
class UnofferedTest {
    // What a common bridge for remote servers asks before anything else.
    private static final List<String> DOCUMENTS = List.of(
            "/.well-known/oauth-protected-resource/mcp",
            "/.well-known/oauth-protected-resource",
            "/.well-known/oauth-authorization-server/mcp",
            "/.well-known/oauth-authorization-server",
            "/.well-known/openid-configuration/mcp",
            "/mcp/.well-known/openid-configuration");

    @TempDir
    private Path folder;

    @Test
    void countsWhatIsLookedForInOneRecord() throws Exception {
        RawRequest get = new RawRequest("GET", "/mcp", List.of("Accept: text/event-stream"), "");
        try (Started started = Started.in(folder, "")) {
            var gateway = started.gateway().address();
            for (String document : DOCUMENTS) {
                RawRequest.Answer answer = get.to(document).send(gateway);
                assertThat(answer.status()).as(document).isEqualTo(404);
                assertThat(answer.body()).isEmpty();
            }
            for (RawRequest wrong : List.of(get, get, get.by("PUT"))) {
                RawRequest.Answer answer = wrong.send(gateway);
                assertThat(answer.status()).isEqualTo(405);
                assertThat(answer.head()).contains("Allow: ");
            }
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> total(started) == DOCUMENTS.size() + 3);
            assertThat(started.refused()).hasSizeLessThanOrEqualTo(2); // one a second
            assertThat(started.admin("/metrics").body())
                    .contains("tidegate_refusals_total{reason=\"not-offered\"} 9.0");
        }
    }

    /// There are no sessions in the newer era, whatever the headers say.
    @Test
    void theNewerEraHasOneMethod() throws Exception {
        try (Started started = Started.in(folder, "")) {
            for (String method : List.of("GET", "DELETE")) {
                RawRequest request = new RawRequest(
                        method,
                        "/mcp",
                        List.of("Accept: text/event-stream", "MCP-Protocol-Version: 2026-07-28", "Mcp-Session-Id: x"),
                        "");
                RawRequest.Answer answer = request.send(started.gateway().address());
                assertThat(answer.status()).as(method).isEqualTo(405);
                assertThat(answer.head()).contains("Allow: POST");
            }
        }
    }

    private static long total(Started started) throws Exception {
        long total = 0;
        for (String record : started.refused()) {
            assertThat(record).contains("\"reason\":\"not-offered\"", "\"source\":\"127.0.0.1\"");
            String count =
                    JsonDocument.of(record).root().get("count").orElseThrow().json();
            total += Long.parseLong(count);
        }
        return total;
    }
}
