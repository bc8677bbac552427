package io.tidegate.call;

/// Why something did not pass. The code is for machines and stays as it is; sentences are made where the facts are
/// known.
public enum Reason {
    // who is asking
    NOT_AUTHENTICATED("not-authenticated", Kind.CALLER),
    CREDENTIAL_REJECTED("credential-rejected", Kind.CALLER),
    CREDENTIAL_NOT_CHECKED("credential-not-checked", Kind.TIDEGATE),
    /// The token is good, and not for this.
    INSUFFICIENT_SCOPE("insufficient-scope", Kind.CALLER),
    HOST_NOT_ALLOWED("host-not-allowed", Kind.CALLER),
    ORIGIN_NOT_ALLOWED("origin-not-allowed", Kind.CALLER),
    SESSION_UNKNOWN("session-unknown", Kind.CALLER),
    NOT_SERVED("not-served", Kind.CALLER),
    /// What clients look for before their first message, and do not find. No sign of anything.
    NOT_OFFERED("not-offered", Kind.CALLER),
    // what was sent
    MALFORMED("malformed", Kind.MESSAGE),
    TOO_LARGE("too-large", Kind.MESSAGE),
    HEADER_MISMATCH("header-mismatch", Kind.MESSAGE),
    UNKNOWN_METHOD("unknown-method", Kind.MESSAGE),
    UNSUPPORTED_VERSION("unsupported-version", Kind.MESSAGE),
    UNKNOWN_TOOL("unknown-tool", Kind.MESSAGE),
    UNKNOWN_PROMPT("unknown-prompt", Kind.MESSAGE),
    UNKNOWN_RESOURCE("unknown-resource", Kind.MESSAGE),
    UNKNOWN_TASK("unknown-task", Kind.MESSAGE),
    STATE_UNKNOWN("state-unknown", Kind.MESSAGE),
    CAPABILITY_MISSING("capability-missing", Kind.MESSAGE),
    ARGUMENTS_DO_NOT_FIT("arguments-do-not-fit", Kind.MESSAGE),
    // what policy says
    STOPPED("stopped", Kind.POLICY),
    TOOL_NOT_ALLOWED("tool-not-allowed", Kind.POLICY),
    APPROVAL_NEEDED("approval-needed", Kind.POLICY),
    /// The person who calls would have to agree, and can't be asked.
    CONFIRMATION_NEEDED("confirmation-needed", Kind.POLICY),
    /// The person who calls was asked, and did not agree.
    NOT_CONFIRMED("not-confirmed", Kind.POLICY),
    PATH_NOT_ALLOWED("path-not-allowed", Kind.POLICY),
    URL_NOT_ALLOWED("url-not-allowed", Kind.POLICY),
    VALUE_NOT_ALLOWED("value-not-allowed", Kind.POLICY),
    SQL_NOT_ALLOWED("sql-not-allowed", Kind.POLICY),
    COMMAND_NOT_ALLOWED("command-not-allowed", Kind.POLICY),
    RECIPIENT_NOT_ALLOWED("recipient-not-allowed", Kind.POLICY),
    DATA_NOT_ALLOWED_OUT("data-not-allowed-out", Kind.POLICY),
    DATA_NOT_RELEASED("data-not-released", Kind.POLICY),
    /// The call was made, and what it brought may not go to this client.
    RELEASE_NOT_ALLOWED("release-not-allowed", Kind.POLICY),
    /// The call was made, and what it brought can't be filtered as it has to be.
    ANSWER_NOT_FILTERED("answer-not-filtered", Kind.POLICY),
    // how much
    TOO_MANY_CALLS("too-many-calls", Kind.LIMIT),
    BUDGET_USED_UP("budget-used-up", Kind.LIMIT),
    BUSY("busy", Kind.LIMIT),
    STOPPING("stopping", Kind.LIMIT),
    NO_ROOM_FOR_ANSWER("no-room-for-answer", Kind.LIMIT),
    CANCELLED("cancelled", Kind.LIMIT),
    // what the server did
    ANSWER_TOO_LARGE("answer-too-large", Kind.SERVER),
    ANSWER_MALFORMED("answer-malformed", Kind.SERVER),
    SERVER_UNAVAILABLE("server-unavailable", Kind.SERVER),
    SERVER_TOO_SLOW("server-too-slow", Kind.SERVER),
    /// The user has to agree first, in a browser.
    CONSENT_NEEDED("consent-needed", Kind.SERVER),
    /// It is not the one that was configured: its certificate, program or package is another.
    SERVER_CHANGED("server-changed", Kind.SERVER),
    /// It says that it does not tell of changes of that. No sign that anything is wrong.
    NOT_TOLD_OF("not-told-of", Kind.SERVER),
    // what went wrong inside
    /// What is kept for it is at another node of this gateway, and that can't be had.
    NODE_UNAVAILABLE("node-unavailable", Kind.TIDEGATE),
    CONTROL_FAILED("control-failed", Kind.TIDEGATE),
    TRAIL_UNAVAILABLE("trail-unavailable", Kind.TIDEGATE),
    GATE_BROKEN("gate-broken", Kind.TIDEGATE);

    /// Whose doing it is.
    public enum Kind {
        CALLER,
        MESSAGE,
        POLICY,
        LIMIT,
        SERVER,
        TIDEGATE
    }

    private final String code;
    private final Kind kind;

    Reason(String code, Kind kind) {
        this.code = code;
        this.kind = kind;
    }

    public String code() {
        return code;
    }

    public Kind kind() {
        return kind;
    }
}
