package io.tidegate.era;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.call.Reason;
import io.tidegate.call.Samples;
import io.tidegate.catalog.Catalog;
import io.tidegate.crypto.KeyPurpose;
import io.tidegate.crypto.KeyRing;
import io.tidegate.http.Headers;
import io.tidegate.json.JsonLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/// Messages as clients of both eras send them, and who hears them.
abstract class EraFixture {
    static final String VERSION = "MCP-Protocol-Version";
    static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{},"
            + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"editor\",\"version\":\"2\"}}";

    final StatefulEra stateful;
    final EraChoice choice;

    EraFixture(@TempDir Path folder) throws IOException {
        KeyRing keys = KeyRing.open(folder.resolve("keys"), new SecureRandom());
        stateful = new StatefulEra(new SessionIds(keys.aead(KeyPurpose.SESSIONS), () -> Samples.NOON));
        choice = new EraChoice(
                stateful, new StatelessEra(new Catalog(List.of(), List.of()), (_, _) -> false), JsonLimits.DEFAULT);
    }

    Heard hear(Headers headers, String body) throws Unheard {
        return choice.hear(headers, body.getBytes(StandardCharsets.UTF_8), Samples.user("alice"), "default");
    }

    static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    static String call(String name) {
        return request("tools/call", "\"name\":" + Samples.quoted(name) + "," + META);
    }

    static Headers modern(String method) {
        return Headers.of(VERSION, "2026-07-28", "Mcp-Method", method);
    }

    void refuses(Reason reason, Headers headers, String body) {
        assertThatThrownBy(() -> hear(headers, body)).isInstanceOfSatisfying(Unheard.class, unheard -> assertThat(
                        unheard.refusal().reason())
                .isEqualTo(reason));
    }

    String initialize(String version) throws Unheard {
        Heard.Asked asked = (Heard.Asked) hear(
                Headers.none(),
                request("initialize", "\"protocolVersion\":\"" + version + "\",\"clientInfo\":{\"name\":\"old\"}"));
        return asked.opened().orElseThrow();
    }
}
