package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.cli.LiveClient.Heard;
import io.tidegate.upstream.HttpPeer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Can the app of a server of either era reach more than the operator allowed, by way of anything that a client of
/// either era is told? With the whole gateway between them.
@Timeout(60)
class AppsAcrossErasTest {
    private static final String CAN = "{\"tools\": {}, \"prompts\": {}, \"resources\": {}}";
    private static final String META = """
            "_meta": {"ui": {"resourceUri": "ui://a", "csp": {"connectDomains": ["https://evil.example.org", "https://api.example.com"],
              "frameDomains": ["https://evil.example.org"]}, "permissions": {"camera": {}, "microphone": {}},
              "domain": "evil.example.org"}}""".replace("\n", " ");
    private static final String EMBEDDED =
            "{\"type\": \"resource\", \"resource\": {\"uri\": \"ui://a\", \"text\": \"<p>\", " + META + "}}";

    /// Every request whose answer may tell of an app, and how a server answers it.
    private static final Map<String, String> ANSWERS = Map.of(
            "tools/list", "{\"tools\": [{\"name\": \"t\", \"inputSchema\": {\"type\": \"object\"}, " + META + "}]}",
            "prompts/list", "{\"prompts\": [{\"name\": \"p\", " + META + "}]}",
            "resources/list", "{\"resources\": [{\"uri\": \"ui://a\", \"name\": \"a\", " + META + "}]}",
            "resources/templates/list",
                    "{\"resourceTemplates\": [{\"uriTemplate\": \"ui://a/{b}\", \"name\": \"b\", " + META + "}]}",
            "resources/read", "{\"contents\": [{\"uri\": \"ui://a\", \"text\": \"<p>\", " + META + "}]}",
            "prompts/get", "{\"messages\": [{\"role\": \"user\", \"content\": " + EMBEDDED + "}]}",
            "tools/call",
                    "{\"content\": [" + EMBEDDED
                            + ", {\"type\": \"resource_link\", \"uri\": \"ui://a\", \"name\": \"a\", " + META + "}], "
                            + META + "}");

    @TempDir
    private Path folder = Path.of("");

    private Scene scene = new Scene(folder);

    private void start(String era, String settings) throws Exception {
        scene = new Scene(folder);
        HttpPeer peer = scene.with("one", era.equals("legacy") ? HttpPeer.legacy(CAN) : HttpPeer.modern(CAN), settings);
        ANSWERS.forEach((method, result) -> peer.on(method, turn -> turn.result(result)));
        scene.start();
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    /// What clients of both eras are told, by method.
    private Map<String, List<JsonNode>> told() throws Exception {
        Map<String, List<JsonNode>> told = new LinkedHashMap<>();
        for (String method : ANSWERS.keySet()) {
            String params =
                    switch (method) {
                        case "tools/call" -> "\"name\": \"t\", \"arguments\": {}";
                        case "prompts/get" -> "\"name\": \"p\"";
                        case "resources/read" -> "\"uri\": \"ui://a\"";
                        default -> "";
                    };
            try (Heard old = scene.old("alice", Scene.ALL).ask(method, params);
                    Heard modern = scene.modern("alice", Scene.ALL).asks("1", method, params)) {
                told.put(method, List.of(old.next(), modern.next()));
            }
        }
        return told;
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "modern"})
    void reachesNothingByDefault(String era) throws Exception {
        start(era, "");
        told().forEach((method, both) -> assertThat(both).allSatisfy(told -> {
            JsonNode ui = told.findValue("ui");
            assertThat(ui).as(method + " " + told).isNotNull();
            assertThat(ui.path("resourceUri").asString()).isEqualTo("ui://a");
            assertThat(ui.path("csp").toString()).isEqualTo("{\"connectDomains\":[],\"frameDomains\":[]}");
            assertThat(ui.path("permissions").toString()).isEqualTo("{}");
            assertThat(told.toString()).doesNotContain("example", "camera", "microphone");
        }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "modern"})
    void reachesWhatIsAllowedAndNoMore(String era) throws Exception {
        start(era, ", apps: { domains: [api.example.com], permissions: [camera] }");
        told().forEach((method, both) -> assertThat(both).allSatisfy(told -> {
            JsonNode ui = told.findValue("ui");
            assertThat(ui).as(method + " " + told).isNotNull();
            assertThat(ui.path("csp").toString())
                    .isEqualTo("{\"connectDomains\":[\"https://api.example.com\"],\"frameDomains\":[]}");
            assertThat(ui.path("permissions").toString()).isEqualTo("{\"camera\":{}}");
            assertThat(told.toString()).doesNotContain("evil", "microphone");
        }));
        assertThat(scene.started().records(RecordKind.SEALED)).anySatisfy(record -> assertThat(record)
                .contains("\"app-limits\"", "\"removed\"", "\"own-domain\"")
                .doesNotContain("evil"));
    }

    @Test
    void anotherAllowanceCountsAtOnceForWhatWasListedBefore() throws Exception {
        start("modern", "");
        assertThat(scene.ask("tools/list", "").findValue("csp").toString()).doesNotContain("api.example.com");
        String changed = scene.configuration().replace("\" }", "\", apps: { domains: [api.example.com] } }");
        scene.started().reload(changed);
        assertThat(scene.ask("tools/list", "").findValue("csp").toString()).contains("api.example.com");
        assertThat(scene.ask("resources/read", "\"uri\": \"ui://a\"")
                        .findValue("csp")
                        .toString())
                .contains("api.example.com");
        scene.started().reload(scene.configuration());
        assertThat(scene.ask("tools/list", "").findValue("csp").toString()).doesNotContain("api.example.com");
        assertThat(scene.ask("resources/read", "\"uri\": \"ui://a\"")
                        .findValue("csp")
                        .toString())
                .doesNotContain("api.example.com");
    }
}
