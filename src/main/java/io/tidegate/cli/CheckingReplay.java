package io.tidegate.cli;

import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Decision;
import io.tidegate.policy.Loaded;
import io.tidegate.policy.PolicyRef;
import io.tidegate.policy.Versions;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Do the policies that were in force say what is on record? With the same policies named, or the same words.
final class CheckingReplay extends Replay {
    private static final int LOADED_MAX = 8;

    /// The folder in the place of a policy, `id (folder/file:line)`; a commit counts as one.
    private static final Pattern FOLDER = Pattern.compile(" \\([^()]*/([^/()]*:\\d+)\\)");

    private final Versions kept;
    private final Map<String, Optional<CedarPolicies>> loaded = new LinkedHashMap<>();

    CheckingReplay(Recollection recollection, Versions kept) {
        super(recollection);
        this.kept = kept;
    }

    @Override
    Replayed again(Recorded recorded, Recollection.Asked asked) throws IOException {
        String version = recorded.ruled()
                .note("policies")
                .orElseThrow(() -> new IllegalArgumentException("which policies decided is not on record"));
        CedarPolicies policies = policies(version)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the text of the policies is not kept, or this program" + " can't read them"));
        Replayed now = Replayed.of(policies, asked);
        if (now instanceof Replayed.Judged judged && !isAsRecorded(recorded, judged)) {
            differs(
                    recorded,
                    "is otherwise",
                    "on record: " + recorded.outcome() + "; the policies " + version + ": "
                            + judged.decision().describe());
        }
        return now;
    }

    private Optional<CedarPolicies> policies(String version) throws IOException {
        if (!loaded.containsKey(version)) {
            if (loaded.size() == LOADED_MAX) {
                loaded.remove(loaded.keySet().iterator().next());
            }
            loaded.put(version, kept.find(version).flatMap(found -> switch (found.loaded()) {
                case Loaded.Ready(CedarPolicies policies, var _) -> Optional.of(policies);
                case Loaded.Broken _ -> Optional.empty();
            }));
        }
        return loaded.getOrDefault(version, Optional.empty());
    }

    private static boolean isAsRecorded(Recorded recorded, Replayed.Judged judged) {
        if (judged.outcome() != recorded.outcome()) {
            return false;
        }
        Decision decision = judged.decision();
        if (!decision.allowed() || judged.outcome() == Replayed.Outcome.ASKS) {
            String detail = recorded.call().entry().string("detail").orElse("");
            return placed(detail).startsWith(placed(decision.describe()));
        }
        List<String> by = decision.determining().stream()
                .map(PolicyRef::describe)
                .map(CheckingReplay::placed)
                .toList();
        List<String> then = recorded.ruled().all(recorded.isRelease() ? "released-by" : "allowed-by");
        return by.equals(then.stream().map(CheckingReplay::placed).toList());
    }

    /// One version can have come from several folders and commits: its digest is that of its text.
    private static String placed(String words) {
        return FOLDER.matcher(words).replaceAll(" ($1)");
    }

    @Override
    String summary(long decisions, long differing) {
        return Count.of(decisions, "decision") + " judged again by the policies of then: "
                + (differing == 0 ? "all are as on record" : differing + " are not as on record");
    }
}
