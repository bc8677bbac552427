package io.tidegate.front;

import io.tidegate.call.CallId;
import io.tidegate.call.Refusal;
import io.tidegate.call.Release;
import io.tidegate.gate.Gate;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Principal;
import java.util.Optional;

/// One request, and whose it is as soon as that is known: whoever is turned away then is recorded by name.
final class Visit {
    private final CallId id;
    private final String source;
    private Optional<Principal> who = Optional.empty();

    Visit(CallId id, String source) {
        this.id = id;
        this.source = source;
    }

    CallId id() {
        return id;
    }

    String source() {
        return source;
    }

    /// From now on it is this one's.
    Principal by(Principal principal) {
        who = Optional.of(principal);
        return principal;
    }

    /// Records that it was turned away.
    Release turnAway(Gate gate, Refusal refusal) {
        return who.filter(known -> !(known.authentication() instanceof Authentication.Anonymous))
                .map(known -> gate.turnAway(source, known, id, refusal))
                .orElseGet(() -> gate.turnAway(source, id, refusal));
    }
}
