package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cli.LiveClient.Heard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Do sessions, and calls that wait for their client, go on at another node that has the same keys?
@Timeout(60)
class TwoNodesTest {
    private static final String CALL = "\"name\": \"ask\", \"arguments\": {}";
    private static final String FORMS = "{\"elicitation\": {\"form\": {}}}";

    @TempDir
    private Path folder = Path.of("");

    private static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(from)) {
            files = walk.toList();
        }
        for (Path file : files) {
            Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
    }

    @Test
    void whatOneNodeSealedTheOtherOpens() throws Exception {
        Path one = Files.createDirectory(folder.resolve("one"));
        Path two = Files.createDirectory(folder.resolve("two"));
        try (ModernServer server = ModernServer.start(ModernServer.tool("ask"))) {
            server.answer(
                    "tools/call",
                    params -> params.get("inputResponses").isPresent()
                            ? "\"result\": {\"resultType\": \"complete\", \"content\": []}"
                            : "\"result\": {\"resultType\": \"input_required\", \"requestState\": \"own\", \"inputRequests\":"
                                    + " {\"q\": {\"method\": \"elicitation/create\", \"params\": {\"mode\": \"form\","
                                    + " \"message\": \"m\", \"requestedSchema\": {\"type\": \"object\", \"properties\":"
                                    + " {}}}}}}");
            String configuration = "identity: { api-keys: allowed }\nservers: { one: { url: \"" + server.url()
                    + "\", era: modern } }\n";
            String key;
            try (Started first = Started.in(one, configuration)) {
                key = first.key("alice");
            }
            copy(one.resolve("state"), two.resolve("state"));
            try (Started here = Started.in(one, configuration);
                    Started there = Started.in(two, configuration)) {
                goOn(here, there, key);
            }
            assertThat(server.called().getLast().string("requestState"))
                    .as("the server's own")
                    .contains("own");
        }
    }

    private static void goOn(Started here, Started there, String key) throws Exception {
        try (LiveClient client = LiveClient.stateful(here, key, "2025-11-25", "{}");
                LiveClient same = client.claiming(there, key);
                Heard listed = same.ask("tools/list", "")) {
            assertThat(listed.next().path("result").path("tools")).hasSize(1);
        }
        try (LiveClient begins = LiveClient.stateless(here, key, FORMS);
                LiveClient goesOn = LiveClient.stateless(there, key, FORMS);
                Heard asked = begins.asks("1", "tools/call", CALL)) {
            JsonNode state = asked.next().path("result").path("requestState");
            String answer = ", \"requestState\": " + state
                    + ", \"inputResponses\": {\"q\": {\"action\": \"accept\", \"content\": {}}}";
            try (Heard done = goesOn.asks("2", "tools/call", CALL + answer)) {
                assertThat(done.next().path("result").has("content")).isTrue();
            }
        }
    }
}
