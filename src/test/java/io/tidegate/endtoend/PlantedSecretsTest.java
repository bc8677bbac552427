package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.OauthPeer;
import io.tidegate.secret.AwsPeer;
import io.tidegate.secret.VaultPeer;
import io.tidegate.upstream.HttpPeer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Are secrets, planted in every way there is, found nowhere after a run with calls, errors, reloads and a crash: not
/// in the log (debug too), the trail, the state, metrics, `/health`, answers, or on any command line?
///
/// In the heap those remain that are in use: they are needed for the next call or start. One that was replaced is gone,
/// and so are those that callers showed.
@Tag("end-to-end")
@Timeout(240)
class PlantedSecretsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern ADMIN = Pattern.compile("admin (http://127\\.0\\.0\\.1:\\d+)");
    private static final Pattern READY = Pattern.compile("ready (http://127\\.0\\.0\\.1:\\d+/\\S*)");

    private static final String PROCESS = "zqplanted-process-4711";
    private static final String HEADER = "zqplanted-header-4712";
    private static final String HEADER_BEFORE = "zqplanted-before-4713";
    private static final String VAULT = "zqplanted-vault-4714";
    private static final String VAULT_LOGIN = "zqplanted-login-4715";
    private static final String AWS = "zqplanted-aws-4716";
    private static final String AWS_KEY = "zqplanted-awskey-4717";
    private static final String CLIENT = "zqplanted-client-4718";
    private static final String TOKEN = "zqplanted-token-4719";
    private static final String OAUTH = "zqplanted-oauth-4720";
    private static final String ACCESS = "zqplanted-access-4721";

    private static final List<String> IN_USE =
            List.of(PROCESS, HEADER, VAULT, VAULT_LOGIN, AWS, AWS_KEY, CLIENT, OAUTH, ACCESS);

    private static final String SERVER = """
            #!/bin/sh
            echo "complaint with $TOKEN" >&2
            while read -r line; do
              id=$(printf '%s' "$line" | sed -n 's/^{"jsonrpc":"2.0","id":\\([^,}]*\\),.*/\\1/p')
              case $line in
                *'"method":"initialize"'*)
                  printf '{"jsonrpc":"2.0","id":%s,"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"}}}\\n' "$id" ;;
                *'"method":"tools/list"'*)
                  printf '{"jsonrpc":"2.0","id":%s,"result":{"tools":[{"name":"t","inputSchema":{"type":"object"}}]}}\\n' "$id" ;;
                *'"method":"tools/call"'*) exit 1 ;;
                *'"id":'*)
                  printf '{"jsonrpc":"2.0","id":%s,"error":{"code":-32601,"message":"unknown"}}\\n' "$id" ;;
              esac
            done
            """;

    @TempDir
    private Path folder = Path.of("");

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> answers = new ArrayList<>();

    private String yaml(HttpPeer peer, VaultPeer vault, AwsPeer aws, OauthPeer oauth) {
        return """
                listen: 127.0.0.1:0
                admin: { listen: 127.0.0.1:0 }
                policy: test.cedar
                state: state
                log: { level: debug }
                identity:
                  api-keys: allowed
                  issuers:
                    - issuer: http://127.0.0.1:9/issuer
                      audience: gateway
                      introspection: { url: "http://127.0.0.1:9/asked", client-id: gateway, client-secret: "${env:CLIENT}", tokens: all }
                secrets:
                  shared: []
                  vault: { address: "%s", approle: { role-id: gateway, secret-id: "${env:VAULT_LOGIN}" }, refresh: 1s }
                  aws: { region: eu-west-1, endpoint: "%s" }
                servers:
                  process: { run: ["%s"], era: legacy, environment: { TOKEN: "${env:PROCESS}" } }
                  remote:
                    url: "%s"
                    era: modern
                    credential: "${vault:kv/remote#token}"
                    headers: { X-Key: "${file:header}" }
                    query: { api_key: "${aws-sm:remote}" }
                  signed:
                    url: "%s"
                    authorization:
                      { grant: client-credentials, issuer: "%s", client-id: tidegate, client-secret: "${env:OAUTH}" }
                """.formatted(
                vault.address(), aws.address(), folder.resolve("server.sh"), peer.url(), oauth.url(), oauth.site());
    }

    private String run(Map<String, String> environment, String... words) {
        try (RunningProgram program = RunningProgram.start(folder, environment, Gateway.command(words))) {
            int code = program.awaitEnd(LIMIT);
            String said = String.join("\n", program.output());
            answers.add(words[0].equals("keys") ? "" : said + String.join("\n", program.errors()));
            assertThat(code).as(program.describe()).isLessThan(3);
            return said;
        }
    }

    private void call(URI gateway, String tool, String credential) throws Exception {
        String body = """
                {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "%s", "arguments": {}, "_meta": {
                 "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}}}""".formatted(tool);
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(gateway)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .header("MCP-Protocol-Version", "2026-07-28")
                        .header("Mcp-Method", "tools/call")
                        .header("Mcp-Name", tool)
                        .header("Authorization", "Bearer " + credential)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        answers.add(answer.headers().map() + answer.body());
    }

    private void get(String url) throws Exception {
        answers.add(client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body());
    }

    @Test
    void areFoundNowhere() throws Exception {
        Files.writeString(folder.resolve("test.cedar"), "permit (principal, action, resource);\n");
        Files.writeString(folder.resolve("header"), HEADER_BEFORE + "\n");
        Path server = Files.writeString(folder.resolve("server.sh"), SERVER);
        Files.setPosixFilePermissions(server, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (VaultPeer vault = VaultPeer.start();
                AwsPeer aws = AwsPeer.start();
                OauthPeer oauth = OauthPeer.start();
                HttpPeer peer = HttpPeer.modern("{\"tools\":{}}")) {
            vault.letsIn(VAULT_LOGIN);
            vault.put("kv/remote", "{\"token\": \"" + VAULT + "\"}");
            aws.takes("AKIDPLANTED", AWS_KEY);
            aws.put("remote", AWS);
            oauth.writes(_ -> ACCESS);
            List<String> shown = new java.util.concurrent.CopyOnWriteArrayList<>();
            peer.on("tools/call", turn -> {
                shown.add(turn.header("Authorization").orElse("")
                        + turn.header("X-Key").orElse(""));
                turn.result("{\"content\":[]}");
            });
            Path file = Files.writeString(folder.resolve("tidegate.yaml"), yaml(peer, vault, aws, oauth));
            Map<String, String> environment = Map.of(
                    "CLIENT",
                    CLIENT,
                    "VAULT_LOGIN",
                    VAULT_LOGIN,
                    "PROCESS",
                    PROCESS,
                    "OAUTH",
                    OAUTH,
                    "AWS_ACCESS_KEY_ID",
                    "AKIDPLANTED",
                    "AWS_SECRET_ACCESS_KEY",
                    AWS_KEY);
            String key = Stream.of(run(environment, "keys", "--config", file.toString(), "create", "alice")
                            .split("\\s+", -1))
                    .filter(word -> word.startsWith("tg_"))
                    .findFirst()
                    .orElseThrow();
            try (RunningProgram gateway =
                    RunningProgram.start(folder, environment, Gateway.command("serve", file.toString()))) {
                runs(gateway, new Run(environment, file, yaml(peer, vault, aws, oauth), key, shown));
                scans(gateway, all(key));
                gateway.stop();
                assertThat(Planted.found(
                                all(key), String.join("\n", gateway.errors()) + String.join("\n", gateway.output())))
                        .as("in the log")
                        .isEmpty();
            }
            List<String> all = all(key);
            assertThat(Planted.found(all, String.join("\n", answers)))
                    .as("in answers")
                    .isEmpty();
            assertThat(Planted.found(all, Planted.files(folder.resolve("state"))))
                    .as("in the trail and the state")
                    .isEmpty();
        }
    }

    private void scans(RunningProgram gateway, List<String> all) throws IOException {
        String lines = Planted.commandLines(gateway);
        assertThat(lines).as("the command lines").contains("serve", "server.sh");
        assertThat(Planted.found(all, lines)).as("on command lines").isEmpty();
        Awaitility.await()
                .atMost(Duration.ofSeconds(100))
                .pollInterval(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(Planted.inHeap(gateway, folder, all))
                        .as("in the heap")
                        .doesNotContain(HEADER_BEFORE, TOKEN, all.getLast()));
    }

    private static List<String> all(String key) {
        List<String> all = new ArrayList<>(IN_USE);
        all.addAll(List.of(HEADER_BEFORE, TOKEN, key));
        return all;
    }

    /// @param shown what the server got, so far
    private record Run(Map<String, String> environment, Path file, String yaml, String key, List<String> shown) {}

    /// Calls, errors, a crash, a changed secret, a wrong configuration, and what operators do.
    private void runs(RunningProgram gateway, Run run) throws Exception {
        URI url = URI.create(gateway.awaitError(READY, LIMIT).group(1));
        String admin = gateway.awaitError(ADMIN, LIMIT).group(1);
        gateway.awaitError(Pattern.compile("server remote is ready"), LIMIT);
        gateway.awaitError(Pattern.compile("server signed is ready"), LIMIT);
        call(url, "signed__read", run.key());
        assertThat(answers.getLast()).as("its token is used").contains("for the service");
        call(url, "remote__t", run.key());
        assertThat(run.shown()).as("they are used").containsExactly("Bearer " + VAULT + HEADER_BEFORE);
        call(url, "process__t", run.key()); // the server crashes
        call(url, "remote__t", TOKEN);
        call(url, "remote__t", "tg_" + TOKEN);
        call(url, "nothing", run.key());
        Files.writeString(folder.resolve("header"), HEADER + "\n");
        Awaitility.await().atMost(LIMIT).until(() -> {
            call(url, "remote__t", run.key());
            return run.shown().getLast().endsWith(HEADER);
        });
        Files.writeString(run.file(), run.yaml() + "nonsense: ${env:PROCESS}\n");
        gateway.awaitError(Pattern.compile("nothing was changed"), LIMIT);
        Files.writeString(run.file(), run.yaml());
        run(run.environment(), "rotate", "remote", "--config", run.file().toString());
        run(run.environment(), "doctor", run.file().toString());
        for (String path : List.of("/health/ready", "/metrics", "/nothing?x")) {
            get(admin + path);
        }
    }
}
