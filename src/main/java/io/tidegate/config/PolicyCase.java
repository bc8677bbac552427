package io.tidegate.config;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A call that nobody makes, and what policies have to say of it.
///
/// @param line where it stands in `file`
/// @param why what its author wants with it, for whoever sees it fail
public record PolicyCase(Path file, int line, Caller caller, Call call, Expected expected, Optional<String> why) {
    /// Who calls.
    ///
    /// @param agent the client to which the token of an agent was given
    /// @param client what the client calls itself
    /// @param sessionLabels of what the caller was given lately
    /// @param relations the texts of each; of one that is not there, none
    public record Caller(
            String user,
            List<String> groups,
            List<String> roles,
            Optional<String> agent,
            Optional<String> source,
            Optional<String> client,
            List<String> sessionLabels,
            Map<String, List<String>> relations) {}

    /// What is called, and when.
    ///
    /// @param arguments a JSON object
    /// @param sees the record of its answer that is asked about, and not the call itself
    public record Call(String name, boolean isPrompt, Optional<String> arguments, Instant at, Optional<Seen> sees) {}

    /// A record that a tool brings.
    ///
    /// @param row a JSON object
    public record Seen(String type, String id, String row) {}

    /// What has to come of it.
    ///
    /// @param by the id of a policy that decides, or where it stands, as `more.cedar:7`
    /// @param obligations the annotations that bind the call, all of them, where that is said
    public record Expected(Outcome outcome, Optional<String> by, Optional<List<Bound>> obligations) {}

    /// Annotations that bind a call that is allowed, as they are called in policies.
    public enum Bound {
        REQUIRE,
        MASK,
        DROP_FIELDS,
        LIMIT_ROWS,
        LOG;

        /// As it is written.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What policies can say.
    public enum Outcome {
        ALLOWED,
        REFUSED,
        /// Allowed after approval.
        ASKS
    }
}
