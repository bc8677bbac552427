package io.tidegate.scan;

import java.util.ArrayList;
import java.util.List;

/// One server as it will stand in the configuration, or why it can't.
sealed interface Draft {
    /// The lines below its name, and what there is to decide about it.
    record Taken(List<String> lines, Remarks remarks) implements Draft {}

    /// It stays with the client.
    record Left(String why) implements Draft {}

    /// What is told about one server.
    final class Remarks {
        private final List<String> decisions = new ArrayList<>();
        private final List<String> kept = new ArrayList<>();

        /// Something risky that a person should decide.
        void decide(String what) {
            decisions.add(what);
        }

        /// A secret that is no longer in clear, and what stands in its place.
        void kept(String key, String reference) {
            kept.add(key + " is now " + reference);
        }

        List<String> decisions() {
            return decisions;
        }

        List<String> kept() {
            return kept;
        }
    }
}
