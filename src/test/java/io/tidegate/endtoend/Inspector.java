package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// What does the official inspector's command line get? One process a request, never interactive.
final class Inspector {
    private static final String LAUNCHER =
            "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js";

    private Inspector() {}

    static List<String> listTools(URI url, String era, Path home) {
        return run(url, era, home, List.of("--method", "tools/list"))
                .path("tools")
                .valueStream()
                .map(tool -> tool.path("name").asString())
                .toList();
    }

    static JsonNode call(URI url, String era, Call call, Path home) {
        return run(
                url,
                era,
                home,
                List.of("--method", "tools/call", "--tool-name", call.tool(), "--tool-args-json", call.arguments()));
    }

    private static JsonNode run(URI url, String era, Path home, List<String> request) {
        List<String> command = new ArrayList<>(Peers.node(LAUNCHER, "--cli", "--quiet", "--format", "json"));
        command.addAll(List.of("--stored-auth-only", "--protocol-era", era, "--transport", "http"));
        command.addAll(List.of("--server-url", url.toString()));
        command.addAll(request);
        try (RunningProgram program = RunningProgram.start(home, Map.of(), command)) {
            int code = program.awaitEnd(Duration.ofSeconds(60));
            assertThat(code).as(program.describe()).isZero();
            return new ObjectMapper()
                    .readTree(String.join("\n", program.output()))
                    .path("result");
        }
    }
}
