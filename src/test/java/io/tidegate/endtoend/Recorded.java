package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.RecordKind;
import io.tidegate.audit.TrailReader;
import io.tidegate.audit.TrailRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// What does the trail say of calls that have ended? One record a call, as JSON; what is sealed stays sealed.
final class Recorded {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Recorded() {}

    /// All of them, the oldest first.
    static List<JsonNode> calls(Gateway gateway) throws IOException {
        return all(gateway, RecordKind.SEALED);
    }

    /// Why something was turned away before it was a call: the detail of each, the oldest first.
    static List<String> refusals(Gateway gateway) throws IOException {
        return all(gateway, RecordKind.REFUSED).stream()
                .map(refusal -> refusal.path("detail").asString(""))
                .toList();
    }

    private static List<JsonNode> all(Gateway gateway, RecordKind kind) throws IOException {
        List<JsonNode> calls = new ArrayList<>();
        try (TrailReader reader = TrailReader.fromStart(gateway.trail())) {
            for (Optional<TrailRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                if (next.get().kind() == kind) {
                    calls.add(JSON.readTree(next.get().json()));
                }
            }
        }
        return calls;
    }

    /// The only call of this tool, leg by leg: each after the first says which one that was, and how many came before.
    static List<JsonNode> legs(List<JsonNode> calls, String tool) {
        List<JsonNode> legs = calls.stream()
                .filter(call -> call.path("tool").asString("").equals(tool))
                .toList();
        String first = legs.getFirst().path("call").asString();
        for (int round = 1; round < legs.size(); round++) {
            assertThat(legs.get(round).path("first").asString("")).isEqualTo(first);
            assertThat(legs.get(round).path("round").asInt(0)).isEqualTo(round);
        }
        return legs;
    }
}
