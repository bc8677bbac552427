package io.tidegate.config;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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
    /// @param relations the texts of each; of one that is not there, none
    public record Caller(
            String user,
            List<String> groups,
            List<String> roles,
            Optional<String> agent,
            Optional<String> source,
            Optional<String> client,
            Map<String, List<String>> relations) {}

    /// What is called, and when.
    ///
    /// @param arguments a JSON object
    public record Call(String name, boolean isPrompt, Optional<String> arguments, Instant at) {}

    /// What has to come of it.
    ///
    /// @param by the id of a policy that decides, or where it stands, as `more.cedar:7`
    public record Expected(Outcome outcome, Optional<String> by) {}

    /// What policies can say.
    public enum Outcome {
        ALLOWED,
        REFUSED,
        /// Allowed after approval.
        ASKS
    }
}
