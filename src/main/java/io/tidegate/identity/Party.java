package io.tidegate.identity;

import java.util.Locale;
import java.util.Optional;

/// Is it a person, an agent that acts for one, or a service on its own account? By the issuer's word. What a client
/// says of itself (`clientInfo`) is no part of it.
///
/// @param actor who acts in the user's place, where the token says so (`act`, RFC 8693, section 4.1)
public record Party(Kind kind, Optional<String> actor) {
    public enum Kind {
        PERSON,
        /// A client that acts for a person by itself: the token says so, or the configuration of its client.
        AGENT,
        /// Nobody but the client or workload itself.
        SERVICE;

        /// The name in policies and the trail.
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final Party PERSON = new Party(Kind.PERSON, Optional.empty());
    static final Party SERVICE = new Party(Kind.SERVICE, Optional.empty());

    public Party {
        actor.ifPresent(name -> Names.check("actor", name));
    }
}
