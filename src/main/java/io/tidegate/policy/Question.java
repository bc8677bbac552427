package io.tidegate.policy;

import io.tidegate.identity.Principal;
import io.tidegate.json.JsonValue;
import io.tidegate.relation.Related;
import java.util.Optional;

/// What is to be decided? `arguments` is the JSON object of the call as it will be sent, empty where the call has none;
/// for `LIST` it is not looked at. How the principal was authenticated is part of the principal.
///
/// @param related what the principal is related to; for `LIST` it is not looked at
public record Question(
        Principal principal,
        Action action,
        Facts about,
        Optional<JsonValue> arguments,
        Circumstances circumstances,
        Related related) {
    /// Of somebody who is related to nothing.
    public Question(
            Principal principal,
            Action action,
            Facts about,
            Optional<JsonValue> arguments,
            Circumstances circumstances) {
        this(principal, action, about, arguments, circumstances, Related.NONE);
    }

    /// Never shows the arguments.
    @Override
    public String toString() {
        return "Question[" + principal.id() + " " + action + " " + about.id() + "]";
    }
}
