package io.tidegate.front;

import io.tidegate.call.CallId;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Release;
import io.tidegate.crypto.Digest;
import io.tidegate.gate.Gate;
import io.tidegate.http.HttpExchange;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Principal;
import java.util.Optional;

/// One request, and whose it is as soon as that is known: whoever is turned away then is recorded by name.
final class Visit {
    private CallId id;
    private String source;
    private Optional<Hop> hop = Optional.empty();
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

    /// It was put to another node, from where it has its name, so that both trails name it alike.
    void passedOn(Hop by) {
        hop = Optional.of(by);
        id = by.call();
        source = by.requester().remote().getAddress().getHostAddress();
    }

    boolean isPassedOn() {
        return hop.isPresent();
    }

    /// May it talk to us at all? What was put to another node was checked there, by its names.
    void checkNeighbour(HttpExchange exchange, Premises premises) throws Refused {
        if (hop.isEmpty()) {
            premises.neighbours().check(exchange);
        }
    }

    /// @throws Refused if another node passed on another body
    void check(byte[] body) throws Refused {
        if (hop.filter(by -> !by.body().equals(Digest.of(body))).isPresent()) {
            throw Nodes.forged("it is of another body");
        }
    }

    /// Records that it was turned away.
    Release turnAway(Gate gate, Refusal refusal) {
        return who.filter(known -> !(known.authentication() instanceof Authentication.Anonymous))
                .map(known -> gate.turnAway(source, known, id, refusal))
                .orElseGet(() -> gate.turnAway(source, id, refusal));
    }
}
