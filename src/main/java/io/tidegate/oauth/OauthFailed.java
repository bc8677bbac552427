package io.tidegate.oauth;

/// There is no token to be had, and it says whose fault that is. The message is for the operator; it names addresses
/// and codes, never a token.
public final class OauthFailed extends Exception {
    private static final long serialVersionUID = 1L;

    /// Who has to do something about it?
    public enum Fault {
        /// The MCP server says something wrong of itself.
        SERVER,
        /// The authorization server does, or refuses, or is away.
        AUTHORIZATION_SERVER,
        /// What the operator wrote does not fit.
        CONFIGURATION,
        /// The caller came without what is needed.
        CALLER,
        /// The user has not agreed yet, or not to all of it.
        CONSENT
    }

    private final Fault fault;
    private final String code;

    OauthFailed(Fault fault, String what) {
        this(fault, what, "");
    }

    /// @param code what the authorization server calls it (RFC 6749, section 5.2); empty where it is none of those
    OauthFailed(Fault fault, String what, String code) {
        super(what, null, false, false);
        this.fault = fault;
        this.code = code;
    }

    /// Somebody came with what is not theirs, or no more of use.
    public static OauthFailed ofCaller(String what) {
        return new OauthFailed(Fault.CALLER, what);
    }

    /// What the operator has to complete.
    public static OauthFailed ofConfiguration(String what) {
        return new OauthFailed(Fault.CONFIGURATION, what);
    }

    /// What can't be recorded is not done.
    public static OauthFailed unrecorded() {
        return new OauthFailed(Fault.CONFIGURATION, "the trail can't record it, so it was not done");
    }

    public Fault fault() {
        return fault;
    }

    /// Whether the authorization server says that what it was shown is of no use any more, so that it is forgotten.
    boolean isOver() {
        return code.equals("invalid_grant");
    }

    /// Whether the authorization server does not know us any more.
    boolean isUnknownClient() {
        return code.equals("invalid_client") || code.equals("unauthorized_client");
    }
}
