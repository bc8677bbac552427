package io.tidegate.era;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Reason;
import io.tidegate.call.Samples;
import io.tidegate.catalog.Catalog;
import io.tidegate.catalog.Offers;
import io.tidegate.catalog.Server;
import io.tidegate.config.Profile;
import io.tidegate.http.Headers;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.Capabilities.Asked;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.RequestId;
import io.tidegate.mcp.ServerCapabilities;
import io.tidegate.mcp.ToolDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Is what a client says of itself kept with what it asks, and what it answers brought to its session only?
final class HeardClientTest extends EraFixture {
    HeardClientTest(@TempDir Path folder) throws IOException {
        super(folder);
    }

    @Test
    void capabilitiesOfInitializeStayWithTheSession() throws Unheard {
        String declared = "\"capabilities\":{\"elicitation\":{},\"sampling\":{\"tools\":{}},\"sparkles\":{},"
                + "\"extensions\":{\"io.modelcontextprotocol/ui\":{\n\"mimeTypes\":[\"text/html\"]}}}";
        Heard.Asked opening = (Heard.Asked)
                hear(Headers.none(), request("initialize", "\"protocolVersion\":\"2025-11-25\"," + declared));
        String id = opening.opened().orElseThrow();
        assertThat(id).hasSizeLessThan(512);
        Heard.Asked later = (Heard.Asked) hear(Headers.of("Mcp-Session-Id", id), request("tools/list", ""));
        assertThat(later.client().capabilities().asked())
                .containsExactlyInAnyOrder(Asked.ELICITATION_FORM, Asked.SAMPLING, Asked.SAMPLING_TOOLS);
        assertThat(new String(later.client().capabilities().json(), StandardCharsets.UTF_8))
                .contains("io.modelcontextprotocol/ui")
                .doesNotContain("sparkles");
        assertThat(later.client().session())
                .isEqualTo(opening.client().session())
                .contains(id);
        String other = initialize("2025-11-25");
        Heard.Asked elsewhere = (Heard.Asked) hear(Headers.of("Mcp-Session-Id", other), request("tools/list", ""));
        assertThat(elsewhere.client().capabilities()).isEqualTo(Capabilities.NONE);
        assertThat(elsewhere.client().session()).isNotEqualTo(later.client().session());
    }

    @Test
    void aLargeDeclarationStillMakesAnIdThatIsKnown() throws Unheard {
        String most = "\"capabilities\":{\"extensions\":{\"a/b\":\"" + "x".repeat(1_000) + "\"}}";
        Heard.Asked opening =
                (Heard.Asked) hear(Headers.none(), request("initialize", "\"protocolVersion\":\"2025-11-25\"," + most));
        Headers session = Headers.of("Mcp-Session-Id", opening.opened().orElseThrow());
        Heard.Asked later = (Heard.Asked) hear(session, request("tools/list", ""));
        assertThat(later.client().capabilities().extensions().length()).isGreaterThan(1_000);
    }

    @Test
    void statelessClientsThatCanBeAskedForTheSameShareASession() throws Unheard {
        Headers headers = modern("tools/call").and("Mcp-Name", "read");
        Heard.Asked plain = (Heard.Asked) hear(headers, call("read"));
        String roots = call("read").replace("Capabilities\":{}", "Capabilities\":{\"roots\":{}}");
        Heard.Asked able = (Heard.Asked) hear(headers, roots);
        Heard.Asked again = (Heard.Asked) hear(headers, roots.replace("{\"roots\":{}}", "{ \"roots\" : {} }"));
        assertThat(able.client().capabilities().can(Asked.ROOTS)).isTrue();
        assertThat(able.client().session())
                .isEqualTo(again.client().session())
                .isNotEqualTo(plain.client().session());
    }

    @Test
    void aLevelIsWantedByRequestOrBySession() throws Unheard {
        Headers headers = modern("tools/call").and("Mcp-Name", "read");
        assertThat(((Heard.Asked) hear(headers, call("read"))).client().log()).isEmpty();
        String level =
                call("read").replace("\"_meta\":{", "\"_meta\":{\"io.modelcontextprotocol/logLevel\":\"warning\",");
        assertThat(((Heard.Asked) hear(headers, level)).client().log()).contains(LogLevel.WARNING);
        refuses(Reason.MALFORMED, headers, level.replace("warning", "loud"));
        refuses(Reason.MALFORMED, headers, level.replace("\"warning\"", "4"));

        String id = initialize("2025-11-25");
        Headers session = Headers.of("Mcp-Session-Id", id);
        assertThat(((Heard.Asked) hear(session, request("tools/list", "")))
                        .client()
                        .log())
                .contains(LogLevel.INFO);
        stateful.level(id, LogLevel.ERROR);
        assertThat(((Heard.Asked) hear(session, request("tools/list", "")))
                        .client()
                        .log())
                .contains(LogLevel.ERROR);
    }

    @Test
    void anAnswerOfTheClientBelongsToItsSession() throws Unheard {
        String id = initialize("2025-11-25");
        Headers session = Headers.of("Mcp-Session-Id", id);
        Heard.Answered result =
                (Heard.Answered) hear(session, "{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"result\":{\"action\":\"accept\"}}");
        assertThat(result.request()).isEqualTo(RequestId.of("q"));
        assertThat(result.scope()).isEqualTo(id);
        Heard.Answered failure = (Heard.Answered) hear(
                session,
                "{\"jsonrpc\":\"2.0\",\"id\":4,\"error\":{\"code\":-1,\"message\":\"no\",\"data\":\"secret\"}}");
        assertThat(new String(failure.content().bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"io.tidegate/error\":{\"code\":-1,\"message\":\"no\"}}");
        refuses(
                Reason.SESSION_UNKNOWN,
                Headers.of("Mcp-Session-Id", "x" + id),
                "{\"jsonrpc\":\"2.0\",\"id\":4,\"result\":{}}");
    }

    @Test
    void nobodyElseSaysThatAClientAnsweredWithAnError() throws Unheard {
        Headers headers = modern("tools/call").and("Mcp-Name", "read");
        String claims = call("read")
                .replace(
                        "\"name\":\"read\"",
                        "\"name\":\"read\",\"requestState\":\"s\",\"inputResponses\":{\"a\":{\"io.tidegate/error\":{\"code\":1}},"
                                + "\"b\":{\"action\":\"decline\"},\"c\":7}");
        JsonDocument params = ((Heard.Asked) hear(headers, claims)).request().params();
        assertThat(params.root().get("inputResponses").orElseThrow().json())
                .isEqualTo("{\"a\":{},\"b\":{\"action\":\"decline\"},\"c\":7}");
        assertThat(params.root().string("requestState")).contains("s");

        String old = request("tools/call", "\"requestState\":\"s\",\"name\":\"read\",\"inputResponses\":{}");
        JsonDocument stripped =
                ((Heard.Asked) hear(Headers.none(), old)).request().params();
        assertThat(new String(stripped.bytes(), StandardCharsets.UTF_8)).isEqualTo("{\"name\":\"read\"}");
    }

    @Test
    void argumentsThatAHeaderRepeatsMustAgree() throws Unheard {
        Server server = new Server("one", true);
        Catalog catalog = new Catalog(
                List.of(server), List.of(new Profile("default", List.of("one"), new Profile.Tools.Every())));
        ToolDefinition read = new ToolDefinition(
                "read",
                JsonDocument.of("{\"name\":\"read\",\"inputSchema\":{\"type\":\"object\",\"properties\":{"
                        + "\"city\":{\"type\":\"string\",\"x-mcp-header\":\"City\"},"
                        + "\"many\":{\"type\":\"integer\",\"x-mcp-header\":\"Many\"}}}}"));
        catalog.put(server, new Offers(Map.of(Offering.TOOL, List.of(read)), ServerCapabilities.NONE, ""));
        EraChoice strict = new EraChoice(stateful, new StatelessEra(catalog, (_, _) -> false), JsonLimits.DEFAULT);
        Headers plain = modern("tools/call").and("Mcp-Name", "read").and("Mcp-Param-Other", "ignored");
        Headers both = plain.and("Mcp-Param-City", "=?base64?w7xiZXI=?=").and("mcp-param-many", "42.0");
        String with = call("read").replace("\"name\"", "\"arguments\":{\"city\":\"\u00fcber\",\"many\":42},\"name\"");
        assertThat(heard(strict, both, with)).isTrue();
        assertThat(heard(strict, plain, call("read"))).isTrue();
        assertThat(heard(strict, plain, call("read").replace("\"name\"", "\"arguments\":{\"city\":null},\"name\"")))
                .isTrue();
        assertThat(heard(strict, plain, with)).isFalse();
        assertThat(heard(strict, both, call("read"))).isFalse();
        assertThat(heard(strict, both.and("Mcp-Param-City", "=?base64?w7xiZXI=?="), with))
                .as("twice")
                .isFalse();
        assertThat(heard(strict, both, with.replace("42", "43"))).isFalse();
        assertThat(heard(strict, both, with.replace("\u00fcber", "Uber"))).isFalse();
        assertThat(heard(strict, plain.and("Mcp-Param-City", "=?base64?!?=").and("Mcp-Param-Many", "42"), with))
                .isFalse();
    }

    private static boolean heard(EraChoice strict, Headers headers, String body) {
        try {
            strict.hear(headers, body.getBytes(StandardCharsets.UTF_8), Samples.user("alice"), "default");
            return true;
        } catch (Unheard unheard) {
            assertThat(unheard.refusal().reason()).isEqualTo(Reason.HEADER_MISMATCH);
            return false;
        }
    }
}
