package io.tidegate.policy;

import java.util.List;

/// What came of loading policies?
public sealed interface Loaded {
    /// They may decide. `warnings` are worth reading, such as a policy that can never match.
    record Ready(CedarPolicies policies, List<Problem> warnings) implements Loaded {
        public Ready {
            warnings = List.copyOf(warnings);
        }
    }

    /// They may not decide; these before them should go on.
    record Broken(List<Problem> problems) implements Loaded {
        public Broken {
            problems = List.copyOf(problems);
        }
    }
}
