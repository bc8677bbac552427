package io.tidegate.crypto;

/// What is a key for? One file and one key each, so that none is used for two things.
public enum KeyPurpose {
    /// Signs the checkpoints of the trail.
    TRAIL_SIGNING("trail-signing"),
    /// Seals values in the trail that may not stand in clear.
    TRAIL_SEALING("trail-sealing"),
    /// Codes under which API keys are stored.
    API_KEYS("api-keys"),
    /// Seals session ids, so that any node can open them.
    SESSIONS("sessions"),
    /// Seals the tokens that users let Tidegate have at servers.
    GRANTS("grants"),
    /// Seals the access tokens that are given out here, and makes the nonces of proofs of keys, so that any node knows
    /// them.
    ACCESS_TOKENS("access-tokens"),
    /// Codes by which a configuration names values that are no data.
    DATA_VALUES("data-values"),
    /// Seals values in the tokens that stand in their place.
    DATA_TOKENS("data-tokens"),
    /// Hashes of the organisation's own values and documents.
    OWN_DATA("own-data");

    private final String label;

    KeyPurpose(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /// Whether key rings of earlier versions lack it.
    boolean isNew() {
        return switch (this) {
            case DATA_VALUES, DATA_TOKENS, OWN_DATA -> true;
            case TRAIL_SIGNING, TRAIL_SEALING, API_KEYS, SESSIONS, GRANTS, ACCESS_TOKENS -> false;
        };
    }

    String fileName() {
        return label + ".key";
    }
}
