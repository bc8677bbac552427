package io.tidegate.identity;

/// Why was a credential not taken? One code each, for the trail, metrics and the answer.
public enum Why {
    /// Not one well-formed credential: another scheme, several headers, a damaged key, a token that cannot be read.
    MALFORMED("malformed"),
    /// A kind of credential that is not configured.
    NOT_ACCEPTED("not-accepted"),
    /// A well-formed API key that nobody made here.
    UNKNOWN_KEY("unknown-key"),
    EXPIRED("expired"),
    REVOKED("revoked"),
    NOT_YET_VALID("not-yet-valid"),
    WRONG_ISSUER("wrong-issuer"),
    WRONG_AUDIENCE("wrong-audience"),
    /// Another kind of token than an access or id token, by its `typ`, or one that is bound to a key we do not check.
    WRONG_TYPE("wrong-type"),
    ALGORITHM_NOT_ALLOWED("algorithm-not-allowed"),
    /// Signed with a key that the provider does not publish.
    UNKNOWN_SIGNING_KEY("unknown-signing-key"),
    BAD_SIGNATURE("bad-signature"),
    MISSING_CLAIM("missing-claim"),
    /// A claim of another shape than it must have, such as a user name with control characters.
    WRONG_CLAIM("wrong-claim"),
    /// The provider left the groups out because there are too many (`_claim_names`).
    GROUPS_LEFT_OUT("groups-left-out"),
    /// The provider's keys cannot be had. Not the caller's fault.
    PROVIDER_UNAVAILABLE("provider-unavailable"),
    /// Our own store cannot be read. Not the caller's fault.
    STORE_UNAVAILABLE("store-unavailable");

    private final String code;

    Why(String code) {
        this.code = code;
    }

    /// The stable code, lower case with hyphens.
    public String code() {
        return code;
    }

    /// Whether another credential, or this one later, is the remedy (401), or we cannot tell just now (503).
    public boolean isTemporary() {
        return this == PROVIDER_UNAVAILABLE || this == STORE_UNAVAILABLE;
    }
}
