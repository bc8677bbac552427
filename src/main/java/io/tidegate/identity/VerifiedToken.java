package io.tidegate.identity;

/// What is known of a token whose signature and times were checked? Whom it is for depends on the endpoint.
record VerifiedToken(Principal principal, Audience audience, IssuerSettings settings) {
    /// Refuses a token that was given out for someone else (RFC 8707, RFC 9068).
    void checkFor(String endpoint) throws Rejection {
        boolean ours =
                settings.audiences().isEmpty() ? audience.has(endpoint) : audience.hasOneOf(settings.audiences());
        if (!ours) {
            throw new Rejection(Why.WRONG_AUDIENCE, "the token was given out for another server than this one");
        }
    }
}
