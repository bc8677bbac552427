package io.tidegate.era;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tidegate.call.Reason;
import io.tidegate.call.Samples;
import io.tidegate.catalog.Catalog;
import io.tidegate.crypto.KeyPurpose;
import io.tidegate.crypto.KeyRing;
import io.tidegate.http.Headers;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.NotAMessage;
import io.tidegate.mcp.ProtocolVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Is there any body, with any headers, that ends in something else than a message or a typed refusal?
///
/// By default the inputs in `src/test/resources/io/tidegate/era/EraFuzzTestInputs` are run as ordinary tests.
/// To search for new ones, one method at a time: `JAZZER_FUZZ=1 mvn test -Dtest='EraFuzzTest#hearsOrRefuses'`.
class EraFuzzTest {
    private static final JsonLimits LIMITS = new JsonLimits(1 << 16, 64, 1 << 12);
    private static final Set<Reason> REFUSALS =
            Set.of(Reason.MALFORMED, Reason.HEADER_MISMATCH, Reason.UNSUPPORTED_VERSION, Reason.SESSION_UNKNOWN);
    private static final List<String> NAMES =
            List.of("MCP-Protocol-Version", "Mcp-Method", "Mcp-Name", "Mcp-Session-Id");
    private static final EraChoice CHOICE = choice();

    private static EraChoice choice() {
        try {
            Path folder = Files.createTempDirectory("fuzz");
            KeyRing keys = KeyRing.open(folder.resolve("keys"), new SecureRandom());
            SessionIds sessions = new SessionIds(keys.aead(KeyPurpose.SESSIONS), () -> Samples.NOON);
            return new EraChoice(
                    new StatefulEra(sessions),
                    new StatelessEra(new Catalog(List.of(), List.of()), (_, _) -> false),
                    LIMITS);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void isAMessageOrIsNot(byte[] input) {
        try {
            Message message = Message.of(JsonDocument.parse(input, LIMITS));
            switch (message) {
                case Message.Request request ->
                    assertThat(request.params().root().members()).isNotNull();
                case Message.Notification _, Message.Result _ ->
                    assertThat(input).isNotEmpty();
                case Message.Failure failure ->
                    assertThat(failure.error().root().string("message")).isPresent();
            }
        } catch (MalformedJson | NotAMessage refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    /// Lines before an empty one are headers, each `n:value` with the number of a name; the rest is the body.
    @FuzzTest(maxDuration = "2m")
    void hearsOrRefuses(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        int end = Math.max(0, text.indexOf("\n\n"));
        List<String> fields = new ArrayList<>();
        for (String line : text.substring(0, end).split("\n", 16)) {
            if (line.length() > 2) {
                fields.add(NAMES.get(line.charAt(0) & 3));
                fields.add(line.substring(2).replaceAll("[^\\x21-\\x7e]", ""));
            }
        }
        byte[] body =
                text.substring(Math.min(text.length(), end == 0 ? 0 : end + 2)).getBytes(StandardCharsets.ISO_8859_1);
        Headers headers = Headers.of(fields.toArray(String[]::new));
        try {
            Heard heard = CHOICE.hear(headers, body, Samples.user("alice"), "default");
            if (heard instanceof Heard.Asked asked && asked.version() == ProtocolVersion.V2026_07_28) {
                assertThat(headers.all("MCP-Protocol-Version")).containsExactly("2026-07-28");
                assertThat(headers.all("Mcp-Method"))
                        .containsExactly(asked.request().method());
            }
        } catch (Unheard refused) {
            assertThat(refused.refusal().reason()).isIn(REFUSALS);
        }
    }
}
