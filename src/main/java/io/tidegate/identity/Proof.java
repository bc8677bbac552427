package io.tidegate.identity;

import java.util.Arrays;
import java.util.Optional;

/// With what can a caller prove who they are? Alone or together.
public enum Proof {
    KEY("key", "an API key"),
    TOKEN("token", "a sign-in token"),
    /// Of the key that a token is bound to (RFC 9449).
    DPOP("dpop", "a DPoP proof"),
    /// Of TLS, together with its private key.
    CERTIFICATE("certificate", "a client certificate"),
    /// By the word of the operating system, on a socket of this machine.
    OS_USER("os-user", "an account of this machine");

    private final String id;
    private final String words;

    Proof(String id, String words) {
        this.id = id;
        this.words = words;
    }

    /// The one with this name.
    public static Optional<Proof> named(String id) {
        return Arrays.stream(values()).filter(proof -> proof.id.equals(id)).findFirst();
    }

    /// The name in configurations, policies and the trail.
    public String id() {
        return id;
    }

    String words() {
        return words;
    }
}
