package io.tidegate.policy;

import io.tidegate.identity.Principal;
import io.tidegate.json.JsonValue;
import java.util.Optional;

/// What is to be decided? `arguments` is the JSON object of the call as it will be sent, empty where the call has none;
/// for `LIST` it is not looked at. How the principal was authenticated is part of the principal.
public record Question(
        Principal principal, Action action, Facts about, Optional<JsonValue> arguments, Circumstances circumstances) {
    /// Never shows the arguments.
    @Override
    public String toString() {
        return "Question[" + principal.id() + " " + action + " " + about.id() + "]";
    }
}
