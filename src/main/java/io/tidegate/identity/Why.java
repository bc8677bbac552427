package io.tidegate.identity;

import java.util.Arrays;
import java.util.Optional;

/// Why was a credential not taken? One code each, for the trail, metrics and the answer.
public enum Why {
    /// More than one credential: whoever looks at one of them only could be misled.
    SEVERAL_CREDENTIALS("several-credentials"),
    /// Not a well-formed credential: another scheme, a damaged key, a token that cannot be read.
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
    /// Another kind of token than an access token, by its `typ` or its claims, or one that is bound to a key we do not
    /// check.
    WRONG_TYPE("wrong-type"),
    /// A token that is bound to a key, without a proof of the key; or one that isn't, where only bound ones are taken.
    PROOF_MISSING("proof-missing"),
    /// A proof of the key (RFC 9449) that is wrong, of another key, or about another request.
    INVALID_PROOF("invalid-proof"),
    PROOF_REPLAYED("proof-replayed"),
    /// A proof without a nonce of ours, or with one that is too old. The answer brings one.
    NONCE_NEEDED("nonce-needed"),
    /// A token that is bound to a client certificate (RFC 8705), over a connection without that one; or one that isn't,
    /// where only bound ones are taken.
    CERTIFICATE_MISSING("certificate-missing"),
    CERTIFICATE_EXPIRED("certificate-expired"),
    CERTIFICATE_NOT_YET_VALID("certificate-not-yet-valid"),
    CERTIFICATE_REVOKED("certificate-revoked"),
    /// A client certificate that none of the configured authorities stands behind.
    UNKNOWN_AUTHORITY("unknown-authority"),
    /// A client certificate for another use, too weak, or without the one name that is looked at.
    WRONG_CERTIFICATE("wrong-certificate"),
    /// There is no revocation list of the certificate's issuer that is in force. Not the caller's fault.
    REVOCATION_UNKNOWN("revocation-unknown"),
    /// A certificate of one user beside a key or token of another.
    TWO_USERS("two-users"),
    /// Good, but less than the endpoint asks for.
    PROOF_REQUIRED("proof-required"),
    /// More proofs than can be remembered. Not to be taken, since one could be a replay.
    TOO_MANY_PROOFS("too-many-proofs"),
    /// An assertion that was exchanged for a token before (RFC 7523).
    ASSERTION_REPLAYED("assertion-replayed"),
    /// A client that is not known, did not prove that it is that one, or has an assertion that was made for another.
    WRONG_CLIENT("wrong-client"),
    /// A token is asked for that would be for nothing here (RFC 8707).
    WRONG_RESOURCE("wrong-resource"),
    WRONG_SCOPE("wrong-scope"),
    UNSUPPORTED_GRANT("unsupported-grant"),
    /// A grant that this client may not use.
    GRANT_NOT_ALLOWED("grant-not-allowed"),
    ALGORITHM_NOT_ALLOWED("algorithm-not-allowed"),
    /// Signed with a key that the provider does not publish.
    UNKNOWN_SIGNING_KEY("unknown-signing-key"),
    BAD_SIGNATURE("bad-signature"),
    /// By the word of its issuer, which was asked.
    NOT_ACTIVE("not-active"),
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

    /// The one with this code.
    public static Optional<Why> named(String code) {
        return Arrays.stream(values()).filter(why -> why.code.equals(code)).findFirst();
    }

    /// The stable code, lower case with hyphens.
    public String code() {
        return code;
    }

    /// Whether the way to get in is another proof of the key (RFC 9449, section 7.1).
    public boolean isAboutProof() {
        return this == PROOF_MISSING || this == INVALID_PROOF || this == PROOF_REPLAYED || this == NONCE_NEEDED;
    }

    /// Whether another credential, or this one later, is the remedy (401), or we cannot tell just now (503).
    public boolean isTemporary() {
        return this == PROVIDER_UNAVAILABLE
                || this == STORE_UNAVAILABLE
                || this == TOO_MANY_PROOFS
                || this == REVOCATION_UNKNOWN;
    }

    /// Whether a stream that is open may go on meanwhile. A list of revoked certificates that is out of date lets
    /// nobody stay.
    public boolean letsStay() {
        return isTemporary() && this != REVOCATION_UNKNOWN;
    }
}
