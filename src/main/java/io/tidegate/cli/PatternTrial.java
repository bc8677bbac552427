package io.tidegate.cli;

import io.tidegate.audit.TrailSealing;
import io.tidegate.config.Configuration;
import io.tidegate.config.Profile;
import io.tidegate.control.LivePattern;
import io.tidegate.crypto.KeyRing;
import io.tidegate.crypto.SealBroken;
import io.tidegate.detect.DataPass;
import io.tidegate.detect.DataPass.Action;
import io.tidegate.detect.OwnData;
import io.tidegate.detect.Treatment;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.MalformedJson;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How many of the last calls would a pattern have touched? By their arguments, as the trail has them: what servers
/// returned is not on record.
///
/// @param calls that were tried
/// @param touched of them
record PatternTrial(int calls, int touched) {
    /// How many calls are tried at most, the last ones.
    static final int CALLS_MAX = 1_000;

    /// More than this share of them is more than somebody expects who adds a pattern: one in twenty.
    private static final int SHARE = 20;

    /// Of fewer calls the share says little.
    private static final int CALLS_MIN = 20;

    boolean isMuch() {
        return calls >= CALLS_MIN && touched * SHARE > calls;
    }

    /// @throws IOException if the trail can't be read
    static PatternTrial of(LivePattern pattern, Configuration configuration, KeyRing keys, Instant from)
            throws IOException {
        if (!Files.isDirectory(configuration.trail().directory())) {
            return new PatternTrial(0, 0);
        }
        TrailSealing sealing = new TrailSealing(keys);
        Profile.Tools tools = pattern.rule().where().tools();
        DataPass pass = pass(pattern);
        Deque<JsonDocument> last = new ArrayDeque<>();
        try (CallsOnRecord calls = new CallsOnRecord(configuration.trail().directory(), from)) {
            for (Optional<CallsOnRecord.Ended> call = calls.next(); call.isPresent(); call = calls.next()) {
                arguments(call.get(), tools, sealing).ifPresent(last::add);
                if (last.size() > CALLS_MAX) {
                    last.remove();
                }
            }
        }
        int touched = (int) last.stream()
                .filter(arguments -> !(pass.examine(arguments) instanceof DataPass.Outcome.Examined(var _, var found)
                        && found.lines().isEmpty()))
                .count();
        return new PatternTrial(last.size(), touched);
    }

    private static DataPass pass(LivePattern pattern) {
        return new DataPass(
                new DataPass.Sought(Set.of(), new OwnData(List.of(pattern.type()))),
                (finding, _) -> new Treatment.Treated(Action.ALERT, finding, List.of()),
                Optional.empty());
    }

    private static Optional<JsonDocument> arguments(
            CallsOnRecord.Ended call, Profile.Tools tools, TrailSealing sealing) {
        String server = call.entry().string("server").orElse("");
        boolean isAbout = tools instanceof Profile.Tools.Every
                || call.entry()
                        .string("tool")
                        .filter(tool -> tools.show(server, tool))
                        .isPresent();
        return call.arguments().filter(_ -> isAbout).flatMap(text -> opened(text, sealing));
    }

    private static Optional<JsonDocument> opened(CallsOnRecord.Sealed text, TrailSealing sealing) {
        try {
            return Optional.of(JsonDocument.parse(sealing.open(text.subject(), text.text()), JsonLimits.EXAMINED));
        } catch (SealBroken | MalformedJson unknown) {
            return Optional.empty(); // sealed with another key
        }
    }
}
