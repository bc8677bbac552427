package io.tidegate.era;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Does each version get what it knows, and nothing that breaks it?
class FittingTest {
    private static final ProtocolVersion MODERN = ProtocolVersion.V2026_07_28;
    private static final ProtocolVersion LATE = ProtocolVersion.V2025_11_25;
    private static final ProtocolVersion MIDDLE = ProtocolVersion.V2025_06_18;
    private static final ProtocolVersion EARLY = ProtocolVersion.V2025_03_26;

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    private static String result(String result, String method, ProtocolVersion version) {
        return text(Fitting.result(JsonDocument.of(result), method, version, GATEWAY));
    }

    private static final byte[] GATEWAY = "{\"name\":\"gw\"}".getBytes(StandardCharsets.UTF_8);

    private static String definition(String definition, ProtocolVersion version) {
        return text(Fitting.definition(JsonDocument.of(definition), version));
    }

    @Test
    void structuredContentIsAnObjectOrTextUntilItMayBeAnything() {
        String list = "{\"content\":[],\"structuredContent\":[1]}";
        assertThat(result(list, Method.TOOLS_CALL, MODERN)).contains("\"structuredContent\":[1]");
        for (ProtocolVersion version : new ProtocolVersion[] {LATE, MIDDLE, EARLY}) {
            assertThat(result(list, Method.TOOLS_CALL, version))
                    .isEqualTo("{\"content\":[{\"type\":\"text\",\"text\":\"[1]\"}]}");
        }
        String object = "{\"content\":[{\"type\":\"text\",\"text\":\"a\"}],\"structuredContent\":{\"a\":1}}";
        assertThat(result(object, Method.TOOLS_CALL, MIDDLE)).isEqualTo(object);
        assertThat(result(object, Method.TOOLS_CALL, EARLY))
                .isEqualTo("{\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}");
    }

    @Test
    void aLinkIsATextBeforeThereWereLinks() {
        String link = "{\"content\":[{\"type\":\"resource_link\",\"uri\":\"file:///a\",\"name\":\"a\"}]}";
        assertThat(result(link, Method.TOOLS_CALL, MIDDLE)).isEqualTo(link);
        assertThat(result(link, Method.TOOLS_CALL, EARLY))
                .isEqualTo("{\"content\":[{\"type\":\"text\",\"text\":\"file:///a\"}]}");
    }

    @Test
    void aSoundIsASentenceBeforeThereWereSounds() {
        String sound = "{\"content\":[{\"type\":\"audio\",\"mimeType\":\"audio/wav\",\"data\":\"AAAA\"}]}";
        assertThat(result(sound, Method.TOOLS_CALL, EARLY)).isEqualTo(sound);
        assertThat(result(sound, Method.TOOLS_CALL, ProtocolVersion.V2024_11_05))
                .isEqualTo(
                        "{\"content\":[{\"type\":\"text\",\"text\":\"[A sound (audio/wav) is left out: MCP 2024-11-05,"
                                + " which your client speaks, has none.]\"}]}");
        String prompt =
                "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"audio\",\"data\":\"AAAA\"},\"x\":1}]}";
        assertThat(result(prompt, Method.PROMPTS_GET, ProtocolVersion.V2024_11_05))
                .startsWith("{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"[A sound")
                .endsWith("},\"x\":1}]}");
    }

    /// A client of the newer era asked Tidegate, whatever the server behind it says of itself; older ones ask once.
    @Test
    void whoAnswersIsTheGateway() {
        String said =
                "{\"content\":[],\"_meta\":{\"example/a\":1,\"io.modelcontextprotocol/serverInfo\":{\"name\":\"server\"}}}";
        assertThat(result(said, Method.TOOLS_CALL, MODERN))
                .contains("\"example/a\":1", "\"io.modelcontextprotocol/serverInfo\":{\"name\":\"gw\"}")
                .doesNotContain("\"name\":\"server\"");
        assertThat(result(said, Method.TOOLS_CALL, LATE)).isEqualTo("{\"content\":[],\"_meta\":{\"example/a\":1}}");
    }

    @Test
    void whatIsUnknownStays() {
        String said = "{\"content\":[{\"type\":\"new\",\"y\":1}],\"example/x\":[1.50],\"_meta\":{\"example/a\":1e400}}";
        for (ProtocolVersion version : ProtocolVersion.values()) {
            assertThat(result(said, Method.TOOLS_CALL, version))
                    .contains("{\"type\":\"new\",\"y\":1}", "\"example/x\":[1.50]", "\"example/a\":1e400");
        }
    }

    @Test
    void whatIsReadIsPrivateAndSaysHowLongItHolds() {
        assertThat(result("{\"contents\":[]}", Method.RESOURCES_READ, MODERN))
                .isEqualTo("{\"contents\":[],\"_meta\":{\"io.modelcontextprotocol/serverInfo\":{\"name\":\"gw\"}},"
                        + "\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"private\"}");
        assertThat(result(
                        "{\"contents\":[],\"resultType\":\"complete\",\"ttlMs\":5,\"cacheScope\":\"public\"}",
                        Method.RESOURCES_READ,
                        MODERN))
                .contains("\"ttlMs\":5")
                .contains("\"cacheScope\":\"private\"");
        assertThat(result("{\"contents\":[],\"ttlMs\":5,\"cacheScope\":\"public\"}", Method.RESOURCES_READ, LATE))
                .isEqualTo("{\"contents\":[]}");
    }

    @Test
    void definitionsHaveWhatTheVersionKnows() {
        String tool =
                "{\"name\":\"a\",\"title\":\"A\",\"icons\":[],\"execution\":{},\"x\":1,\"outputSchema\":{\"type\":\"object\"}}";
        assertThat(definition(tool, LATE)).isEqualTo(tool);
        assertThat(definition(tool, MODERN)).doesNotContain("execution").contains("icons");
        assertThat(definition(tool, MIDDLE))
                .doesNotContain("execution", "icons")
                .contains("outputSchema", "title");
        assertThat(definition(tool, EARLY)).isEqualTo("{\"name\":\"a\",\"x\":1}");
        String list = tool.replace("\"type\":\"object\"", "\"type\":\"array\"");
        assertThat(definition(list, LATE)).doesNotContain("outputSchema");
        assertThat(definition(list, MODERN)).contains("outputSchema");
    }

    @ParameterizedTest
    @CsvSource({
        "-32002,-32602,-32002",
        "-32602,-32602,-32002",
        "-32042,-32603,-32042",
        "-32021,-32021,-32603",
        "-32020,-32603,-32603",
        "-32022,-32603,-32603",
        "-32050,-32603,-32050",
        "-32601,-32601,-32601",
        "7,7,7",
        "1.5,-32603,-32603"
    })
    void codesAreThoseOfTheEra(String said, String modern, String late) {
        JsonDocument error =
                JsonDocument.of("{\"code\":" + said + ",\"message\":\"m\",\"data\":{\"uri\":\"file:///a\"}}");
        assertThat(text(Fitting.failure(error, Method.RESOURCES_READ, MODERN))).contains("\"code\":" + modern);
        assertThat(text(Fitting.failure(error, Method.RESOURCES_READ, LATE))).contains("\"code\":" + late);
    }

    @Test
    void statusesGoWithCodesInTheStatelessEraOnly() {
        JsonDocument unknown = JsonDocument.of("{\"code\":-32601,\"message\":\"m\"}");
        JsonDocument missing = JsonDocument.of("{\"code\":-32021,\"message\":\"m\"}");
        assertThat(Fitting.status(unknown, MODERN)).isEqualTo(404);
        assertThat(Fitting.status(missing, MODERN)).isEqualTo(400);
        assertThat(Fitting.status(unknown, LATE)).isEqualTo(200);
        assertThat(Fitting.status(missing, LATE)).isEqualTo(200);
    }
}
