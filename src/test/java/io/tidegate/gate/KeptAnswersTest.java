package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.TrailReader;
import io.tidegate.audit.TrailSealing;
import io.tidegate.call.Arrival;
import io.tidegate.call.CallId;
import io.tidegate.call.Release;
import io.tidegate.call.Samples;
import io.tidegate.crypto.KeyRing;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.ToolDefinition;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does the trail keep the answers that a policy wants kept, as they left and for who has its keys, and no others?
final class KeptAnswersTest {
    private static final String READ = "{\"name\":\"read\",\"inputSchema\":{\"type\":\"object\"}}";
    private static final String CALLS = "permit(principal, action == Action::\"call\", resource);";

    private final Random random = new Random(7);

    @Test
    void keepsWhatLeftWhereAPolicySaysSo(@TempDir Path folder) throws Exception {
        PretendServer server = new PretendServer("[" + READ + "]");
        try (WholeGate whole = new WholeGate(folder, server)) {
            server.answer(
                    _ -> new PretendServer.Reply.Result(Samples.textResult("{\"salary\":70000,\"note\":\"secret\"}")));
            assertThat(answer(whole, CALLS).get("sealed")).isEmpty();

            JsonValue kept = answer(whole, "@log(\"salaries are read\") @drop_fields(\"/note\") " + CALLS);
            TrailSealing keys = new TrailSealing(KeyRing.open(folder.resolve("keys"), new SecureRandom()));
            byte[] opened = keys.open(
                    kept.string("subject").orElseThrow(), kept.string("sealed").orElseThrow());
            assertThat(new String(opened, StandardCharsets.UTF_8))
                    .contains("{\\\"salary\\\":70000}")
                    .doesNotContain("secret");
        } finally {
            server.close();
        }
    }

    /// What the record of a call says of its answer.
    private JsonValue answer(WholeGate whole, String policy) throws Exception {
        whole.tools(
                "notes", List.of(ToolDefinition.of(JsonDocument.of(READ).root()).orElseThrow()));
        WholeGate.Setup usual = whole.setup();
        Gate gate = whole.gate(new WholeGate.Setup(
                policy, usual.stops(), usual.limits(), usual.outgoing(), usual.returned(), usual.deadline()));
        Arrival arrival = Samples.arrival(
                Samples.caller("alice"),
                CallId.next(whole.clock().instant(), random),
                "tools/call",
                "{\"name\":\"notes__read\",\"arguments\":{}}");
        Release release = gate.pass(arrival, _ -> {});
        assertThat(release.body()).isInstanceOf(Release.Body.Judged.class);
        String record = TrailReader.find(whole.trailFolder(), arrival.id().text())
                .getLast()
                .json();
        assertThat(record).doesNotContain("70000");
        return JsonDocument.of(record).root().get("answer").orElseThrow();
    }
}
