package io.tidegate.era;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.call.Reason;
import io.tidegate.call.Samples;
import io.tidegate.http.Headers;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Is every message read in the era that it claims, and refused where header and body disagree?
final class EraChoiceTest extends EraFixture {
    EraChoiceTest(@TempDir Path folder) throws IOException {
        super(folder);
    }

    @Test
    void hearsAModernCall() throws Unheard {
        Heard.Asked asked = (Heard.Asked) hear(modern("tools/call").and("Mcp-Name", "read"), call("read"));
        assertThat(asked.version()).isEqualTo(ProtocolVersion.V2026_07_28);
        assertThat(asked.client().info().name()).isEqualTo("editor");
        assertThat(asked.opened()).isEmpty();
    }

    @Test
    void hearsAnOldRequestWithAndWithoutASession() throws Unheard {
        Heard.Asked bare = (Heard.Asked) hear(Headers.none(), request("tools/list", ""));
        assertThat(bare.version()).isEqualTo(ProtocolVersion.UNNAMED);
        Headers session = Headers.of("Mcp-Session-Id", initialize("2025-06-18"));
        Heard.Asked inside = (Heard.Asked) hear(session, request("tools/list", ""));
        assertThat(inside.version()).isEqualTo(ProtocolVersion.V2025_06_18);
        assertThat(inside.client().info().name()).isEqualTo("old");
    }

    @ParameterizedTest
    @CsvSource({
        "2024-11-05,2024-11-05",
        "2025-11-25,2025-11-25",
        "1999-01-01,2025-11-25",
        "2026-07-28,2025-11-25",
        "'',2025-11-25"
    })
    void answersInitializeWithAVersionOfItsEra(String wanted, String agreed) throws Unheard {
        Heard.Asked asked =
                (Heard.Asked) hear(Headers.none(), request("initialize", "\"protocolVersion\":\"" + wanted + "\""));
        assertThat(asked.version().id()).isEqualTo(agreed);
        assertThat(asked.opened()).isPresent();
    }

    @Test
    void refusesInitializeWithoutAVersion() {
        refuses(Reason.MALFORMED, Headers.none(), request("initialize", ""));
        refuses(Reason.MALFORMED, Headers.none(), request("initialize", "\"protocolVersion\":20251125"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2025-03-26", "2024-11-05", "nonsense"})
    void anOldHeaderDoesNotMoveAModernBody(String version) {
        Headers headers = Headers.of(VERSION, version, "Mcp-Method", "tools/call", "Mcp-Name", "read");
        refuses(Reason.HEADER_MISMATCH, headers, call("read"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"})
    void aHeaderDoesNotMoveASession(String version) throws Unheard {
        Headers headers = Headers.of("Mcp-Session-Id", initialize("2025-11-25"), VERSION, version);
        Heard.Asked asked = (Heard.Asked) hear(headers, request("tools/list", ""));
        assertThat(asked.version()).isEqualTo(ProtocolVersion.V2025_11_25);
    }

    @Test
    void aSessionDoesNotMoveAModernBody() throws Unheard {
        Headers headers = Headers.of("Mcp-Session-Id", initialize("2025-11-25"));
        refuses(Reason.HEADER_MISMATCH, headers, call("read"));
        refuses(Reason.HEADER_MISMATCH, headers.and(VERSION, "2025-11-25"), call("read"));
    }

    @Test
    void aModernHeaderDoesNotMoveAnOldBody() {
        Headers headers = modern("tools/call").and("Mcp-Name", "read");
        refuses(Reason.MALFORMED, headers, request("tools/call", "\"name\":\"read\""));
        refuses(Reason.MALFORMED, headers, request("tools/call", "\"name\":\"read\",\"_meta\":7"));
        refuses(
                Reason.MALFORMED,
                headers,
                request(
                        "tools/call",
                        "\"name\":\"read\",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":20260728}"));
    }

    @Test
    void twoVersionHeadersAreRefusedWhateverTheySay() {
        Headers headers = Headers.of(
                VERSION, "2025-11-25", VERSION, "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "read");
        refuses(Reason.HEADER_MISMATCH, headers, call("read"));
        refuses(Reason.MALFORMED, headers, request("tools/list", ""));
        Headers twice = Headers.of(VERSION, "2025-11-25", VERSION, "2025-11-25");
        refuses(Reason.UNSUPPORTED_VERSION, twice, request("tools/list", ""));
    }

    @Test
    void methodAndNameAreNeededOnceAndMustAgree() {
        Headers version = Headers.of(VERSION, "2026-07-28");
        Headers method = version.and("Mcp-Method", "tools/call");
        refuses(Reason.HEADER_MISMATCH, version, call("read"));
        refuses(Reason.HEADER_MISMATCH, method, call("read"));
        refuses(Reason.HEADER_MISMATCH, version.and("Mcp-Method", "tools/list"), call("read"));
        refuses(Reason.HEADER_MISMATCH, method.and("Mcp-Name", "other"), call("read"));
        refuses(Reason.HEADER_MISMATCH, method.and("Mcp-Name", "READ"), call("read"));
        Headers names =
                Headers.of(VERSION, "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "read", "Mcp-Name", "read");
        refuses(Reason.HEADER_MISMATCH, names, call("read"));
        Headers methods = Headers.of(
                VERSION, "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Method", "tools/list", "Mcp-Name", "read");
        refuses(Reason.HEADER_MISMATCH, methods, call("read"));
        refuses(Reason.HEADER_MISMATCH, method.and("Mcp-Name", "read"), request("tools/call", "\"name\":7," + META));
    }

    @Test
    void anOldRequestsMcpHeadersMeanNothing() throws Unheard {
        Headers headers = Headers.of(VERSION, "2025-11-25", "Mcp-Method", "ping", "Mcp-Name", "other");
        Heard.Asked asked = (Heard.Asked) hear(headers, request("tools/call", "\"name\":\"read\""));
        assertThat(asked.request().method()).isEqualTo("tools/call");
    }

    @Test
    void readsNamesThatAHeaderCanNotHold() throws Unheard {
        for (String name : new String[] {"\u00fcber", "=?base64?eA==?=", "", "a b"}) {
            String encoded =
                    "=?base64?" + Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8)) + "?=";
            assertThat(hear(modern("tools/call").and("Mcp-Name", encoded), call(name)))
                    .isInstanceOf(Heard.Asked.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=?base64??=x",
                "=?base64?!!!!?=",
                "=?base64?=",
                "=?BASE64?cmVhZA==?=",
                "=?base64?cmVhZA",
                "=?base64?b3RoZXI=?="
            })
    void refusesNamesThatOnlyLookEncoded(String header) {
        refuses(Reason.HEADER_MISMATCH, modern("tools/call").and("Mcp-Name", header), call("read"));
    }

    @Test
    void refusesVersionsOfNoEra() {
        String future = call("read").replace("2026-07-28", "2099-01-01");
        Headers headers = Headers.of(VERSION, "2099-01-01", "Mcp-Method", "tools/call", "Mcp-Name", "read");
        refuses(Reason.UNSUPPORTED_VERSION, headers, future);
        refuses(Reason.UNSUPPORTED_VERSION, Headers.of(VERSION, "2099-01-01"), request("tools/list", ""));
        refuses(Reason.UNSUPPORTED_VERSION, headers, future.replace("2099-01-01", "2025-11-25"), "2025-11-25");
    }

    private void refuses(Reason reason, Headers headers, String body, String version) {
        refuses(reason, headers.without(VERSION).and(VERSION, version), body);
    }

    @Test
    void asksForCapabilities() {
        String without = call("read").replace("\"io.modelcontextprotocol/clientCapabilities\":{},", "");
        refuses(Reason.MALFORMED, modern("tools/call").and("Mcp-Name", "read"), without);
        String list = call("read").replace("Capabilities\":{}", "Capabilities\":[]");
        refuses(Reason.MALFORMED, modern("tools/call").and("Mcp-Name", "read"), list);
    }

    @Test
    void aModernClientSendsNoResponses() {
        refuses(Reason.MALFORMED, modern("x"), "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
    }

    @Test
    void tellsTheIdWhereItCouldBeRead() {
        assertThatThrownBy(() -> hear(Headers.none(), "{\"jsonrpc\":\"1.0\",\"id\":\"a\",\"method\":\"x\"}"))
                .isInstanceOfSatisfying(
                        Unheard.class, unheard -> assertThat(unheard.id()).isEqualTo(Optional.of(RequestId.of("a"))));
        refuses(Reason.MALFORMED, Headers.none(), "[]");
        refuses(Reason.MALFORMED, Headers.none(), "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}");
        refuses(Reason.MALFORMED, Headers.none(), "[" + request("ping", "") + "]");
    }

    @Test
    void aSessionBelongsToItsPrincipalAndProfile() throws Unheard {
        Headers headers = Headers.of("Mcp-Session-Id", initialize("2025-11-25"));
        byte[] list = request("tools/list", "").getBytes(StandardCharsets.UTF_8);
        assertThat(choice.hear(headers, list, Samples.user("alice"), "default")).isInstanceOf(Heard.Asked.class);
        assertThatThrownBy(() -> choice.hear(headers, list, Samples.user("mallory"), "default"))
                .isInstanceOf(Unheard.class);
        assertThatThrownBy(() -> choice.hear(headers, list, Samples.user("alice"), "other"))
                .isInstanceOf(Unheard.class);
        assertThatThrownBy(() -> stateful.end(headers, Samples.user("mallory"), "default"))
                .isInstanceOf(Unheard.class);
        assertThat(stateful.listening(headers, Samples.user("alice"), "default"))
                .isPresent();
    }

    @Test
    void anEndedSessionIsUnknown() throws Unheard {
        Headers headers = Headers.of("Mcp-Session-Id", initialize("2025-11-25"));
        stateful.end(headers, Samples.user("alice"), "default");
        refuses(Reason.SESSION_UNKNOWN, headers, request("tools/list", ""));
        refuses(Reason.SESSION_UNKNOWN, headers, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        assertThatThrownBy(() -> stateful.end(headers, Samples.user("alice"), "default"))
                .isInstanceOf(Unheard.class);
        assertThatThrownBy(() -> stateful.end(Headers.none(), Samples.user("alice"), "default"))
                .isInstanceOf(Unheard.class);
    }

    @Test
    void twoSessionIdsAreNone() throws Unheard {
        String id = initialize("2025-11-25");
        refuses(
                Reason.SESSION_UNKNOWN,
                Headers.of("Mcp-Session-Id", id, "Mcp-Session-Id", id),
                request("tools/list", ""));
    }

    @Test
    void givesUpOnlyWithinItsScope() throws Unheard {
        String id = initialize("2025-11-25");
        String cancelled = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}";
        assertThat(hear(Headers.of("Mcp-Session-Id", id), cancelled)).isEqualTo(new Heard.GivenUp(RequestId.of(7), id));
        assertThat(hear(Headers.of("Mcp-Session-Id", id), cancelled.replace("7", "[7]")))
                .isEqualTo(new Heard.Noted());
        // without a session nobody can say whose request 7 is meant
        assertThat(hear(Headers.none(), cancelled)).isEqualTo(new Heard.Noted());
    }
}
