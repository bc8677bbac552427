package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.upstream.HttpPeer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Does a server get the secret that AWS Secrets Manager has for it, where that is moto, which checks each signature
/// and
/// what its user may do?
@Tag("end-to-end")
@Timeout(180)
class AwsEndToEndTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder = Path.of("");

    private RunningProgram aws;
    private HttpPeer peer;
    private URI endpoint;
    private final List<String> shown = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        aws = RunningProgram.start(folder, Map.of(), Peers.python("aws-server.py"));
        endpoint = URI.create(aws.awaitError(Pattern.compile("^listening (http://\\S+)$"), LIMIT)
                .group(1));
        peer = HttpPeer.modern("{\"tools\":{}}").on("tools/call", turn -> {
            shown.add(turn.header("Authorization").orElse("none") + " "
                    + turn.header("X-Key").orElse("none"));
            turn.result("{\"content\":[]}");
        });
        Files.writeString(folder.resolve("test.cedar"), "permit (principal, action, resource);\n");
        Files.writeString(folder.resolve("tidegate.yaml"), """
                listen: 127.0.0.1:0
                admin: { listen: 127.0.0.1:0 }
                policy: test.cedar
                state: state
                identity: { anonymous: allowed }
                secrets: { aws: { region: eu-west-1, endpoint: "%s" } }
                servers:
                  crm:
                    url: "%s"
                    era: modern
                    credential: "${aws-sm:team/crm#token}"
                    headers: { X-Key: "${aws-sm:plain}" }
                """.formatted(endpoint, peer.url()));
    }

    @AfterEach
    void stop() {
        peer.close();
        aws.close();
    }

    private RunningProgram serve(String user) {
        Matcher keys = aws.awaitOutput(Pattern.compile("\"" + user + "\": \\[\"([^\"]+)\", \"([^\"]+)\"\\]"), LIMIT);
        return RunningProgram.start(
                folder,
                Map.of("AWS_ACCESS_KEY_ID", keys.group(1), "AWS_SECRET_ACCESS_KEY", keys.group(2)),
                Gateway.command("serve", folder.resolve("tidegate.yaml").toString()));
    }

    @Test
    void whoMayReadItGetsIt() throws Exception {
        try (RunningProgram gateway = serve("reader")) {
            URI url = URI.create(gateway.awaitError(Pattern.compile("ready (http://\\S+/mcp)"), LIMIT)
                    .group(1));
            gateway.awaitError(Pattern.compile("server crm is ready"), LIMIT);
            HttpRequest.Builder call = HttpRequest.newBuilder(url)
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json, text/event-stream")
                    .header("MCP-Protocol-Version", "2026-07-28")
                    .header("Mcp-Method", "tools/call")
                    .header("Mcp-Name", "t")
                    .POST(HttpRequest.BodyPublishers.ofString("""
                            {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "t", "arguments": {},
                             "_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28",
                              "io.modelcontextprotocol/clientCapabilities": {}}}}"""));
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(call.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).contains("content");
            assertThat(shown).containsExactly("Bearer of-moto as it is");
        }
    }

    /// Where AWS answers with 400 and says why, moto answers with 403 and does not.
    @Test
    void whoMayNotReadItGetsNothing() {
        try (RunningProgram gateway = serve("stranger")) {
            gateway.awaitError(Pattern.compile("servers.crm.credential: AWS Secrets Manager .*403"), LIMIT);
            gateway.awaitError(Pattern.compile("ready http://.*crm \\(down: .*"), LIMIT);
        }
    }
}
