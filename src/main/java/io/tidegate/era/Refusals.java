package io.tidegate.era;

import io.tidegate.call.Answer;
import io.tidegate.call.CallId;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Release;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.ErrorCode;
import io.tidegate.mcp.MetaKey;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ProtocolVersion;

/// How a refusal is told: as a tool's result where the model should read it and go on, else as a JSON-RPC error.
public final class Refusals {
    private Refusals() {}

    static boolean isToldInResult(Reason reason) {
        return switch (reason.kind()) {
            case POLICY, SERVER, TIDEGATE -> true;
            case LIMIT -> reason != Reason.CANCELLED;
            case MESSAGE -> reason == Reason.ARGUMENTS_DO_NOT_FIT || reason == Reason.TOO_LARGE;
            case CALLER -> false;
        };
    }

    /// @param gateway what Tidegate says of itself, where the version has that
    static byte[] result(Refusal refusal, CallId call, ProtocolVersion version, byte[] gateway) {
        JsonWriter out = new JsonWriter()
                .object()
                .name("content")
                .array()
                .object()
                .member("type", "text")
                .member("text", sentence(refusal, call))
                .endObject()
                .endArray()
                .member("isError", true)
                .name("_meta");
        out.object();
        facts(out, refusal, call);
        if (version.era() == Era.STATELESS) {
            out.name(MetaKey.SERVER_INFO).raw(gateway);
        }
        out.endObject();
        if (version.era() == Era.STATELESS) {
            out.member("resultType", "complete");
        }
        return out.endObject().bytes();
    }

    /// Whether a refusal of this call is told in its result. Stateful clients have no code for a capability that is
    /// missing, so it is told to the model.
    static boolean isToldInResult(Refusal refusal, String method, ProtocolVersion version) {
        boolean stateless = version.era() == Era.STATELESS;
        return method.equals(Method.TOOLS_CALL)
                && (isToldInResult(refusal.reason()) || (refusal.reason() == Reason.CAPABILITY_MISSING && !stateless));
    }

    /// The `error` member of a JSON-RPC error that answers a call in that version.
    static byte[] error(Refusal refusal, CallId call, ProtocolVersion version) {
        boolean known = refusal.reason() != Reason.CAPABILITY_MISSING || version.era() == Era.STATELESS;
        if (refusal.reason() == Reason.UNKNOWN_RESOURCE && version.era() == Era.STATEFUL) {
            return error(refusal, call, Fitting.RESOURCE_NOT_FOUND);
        }
        return error(refusal, call, known ? code(refusal.reason()) : ErrorCode.INTERNAL_ERROR);
    }

    private static String sentence(Refusal refusal, CallId call) {
        return told(refusal) + " (decision " + call + ")";
    }

    private static String told(Refusal refusal) {
        return refusal.told()
                + refusal.retryAfterSeconds()
                        .map(seconds -> " Try again in " + words(seconds) + ".")
                        .orElse("");
    }

    /// In a unit that people count in, rounded up: whoever comes back then does not come too early.
    private static String words(long seconds) {
        if (seconds < 120) {
            return seconds + " s";
        }
        long minutes = Math.ceilDiv(seconds, 60);
        if (minutes < 120) {
            return minutes + " min";
        }
        long hours = Math.ceilDiv(minutes, 60);
        return hours < 48 ? hours + " h" : Math.ceilDiv(hours, 24) + " days";
    }

    /// The `error` member of a JSON-RPC error.
    public static byte[] error(Refusal refusal, CallId call) {
        return error(refusal, call, code(refusal.reason()));
    }

    static byte[] error(Refusal refusal, CallId call, int code) {
        JsonWriter out = new JsonWriter()
                .object()
                .member("code", code)
                .member("message", told(refusal))
                .name("data");
        if (refusal.reason() == Reason.UNSUPPORTED_VERSION) {
            supported(out, refusal);
        } else {
            out.object();
            facts(out, refusal, call);
            out.endObject();
        }
        return out.endObject().bytes();
    }

    /// The detail of such a refusal is the version that was asked for.
    private static void supported(JsonWriter out, Refusal refusal) {
        out.object().name("supported").array();
        ProtocolVersion.ids(Era.STATELESS).forEach(out::text);
        out.endArray();
        if (!refusal.detail().isEmpty()) {
            out.member("requested", refusal.detail());
        }
        out.endObject();
    }

    private static void facts(JsonWriter out, Refusal refusal, CallId call) {
        out.member("io.tidegate/reason", refusal.reason().code()).member("io.tidegate/decision", call.text());
        refusal.retryAfter().ifPresent(wait -> out.member("io.tidegate/retryAfterMs", wait.toMillis()));
        if (!refusal.scopes().isEmpty()) {
            out.name("io.tidegate/requiredScopes").array();
            refusal.scopes().stream().sorted().forEach(out::text);
            out.endArray();
        }
        refusal.needed().ifPresent(needed -> out.name("requiredCapabilities").raw(needed.json()));
    }

    static int code(Reason reason) {
        return switch (reason) {
            case MALFORMED,
                    UNKNOWN_TOOL,
                    UNKNOWN_PROMPT,
                    UNKNOWN_RESOURCE,
                    UNKNOWN_TASK,
                    STATE_UNKNOWN,
                    ARGUMENTS_DO_NOT_FIT -> ErrorCode.INVALID_PARAMS;
            case CAPABILITY_MISSING -> ErrorCode.MISSING_CLIENT_CAPABILITY;
            case HEADER_MISMATCH -> ErrorCode.HEADER_MISMATCH;
            case UNKNOWN_METHOD -> ErrorCode.METHOD_NOT_FOUND;
            case UNSUPPORTED_VERSION -> ErrorCode.UNSUPPORTED_VERSION;
            case SESSION_UNKNOWN, NOT_SERVED, NOT_OFFERED -> ErrorCode.INVALID_REQUEST;
            case TOO_MANY_CALLS, BUDGET_USED_UP, BUSY, STOPPING, NO_ROOM_FOR_ANSWER -> ErrorCode.LIMITED;
            case ANSWER_TOO_LARGE,
                    ANSWER_MALFORMED,
                    SERVER_UNAVAILABLE,
                    SERVER_TOO_SLOW,
                    CONSENT_NEEDED,
                    SERVER_CHANGED,
                    NOT_TOLD_OF -> ErrorCode.UPSTREAM;
            case NOT_AUTHENTICATED,
                    CREDENTIAL_REJECTED,
                    INSUFFICIENT_SCOPE,
                    HOST_NOT_ALLOWED,
                    ORIGIN_NOT_ALLOWED,
                    TOO_LARGE,
                    STOPPED,
                    TOOL_NOT_ALLOWED,
                    APPROVAL_NEEDED,
                    CONFIRMATION_NEEDED,
                    NOT_CONFIRMED,
                    PATH_NOT_ALLOWED,
                    URL_NOT_ALLOWED,
                    VALUE_NOT_ALLOWED,
                    RELEASE_NOT_ALLOWED,
                    ANSWER_NOT_FILTERED,
                    SQL_NOT_ALLOWED,
                    COMMAND_NOT_ALLOWED,
                    RECIPIENT_NOT_ALLOWED,
                    DATA_NOT_ALLOWED_OUT,
                    DATA_NOT_RELEASED,
                    CANCELLED -> ErrorCode.REFUSED;
            case CREDENTIAL_NOT_CHECKED, CONTROL_FAILED, TRAIL_UNAVAILABLE, GATE_BROKEN, NODE_UNAVAILABLE ->
                ErrorCode.INTERNAL_ERROR;
        };
    }

    /// The HTTP status of a message that was turned away before the gate: nobody known, or nothing readable.
    public static int statusTurnedAway(Reason reason) {
        return switch (reason) {
            case NOT_AUTHENTICATED, CREDENTIAL_REJECTED -> 401;
            case INSUFFICIENT_SCOPE, HOST_NOT_ALLOWED, ORIGIN_NOT_ALLOWED -> 403;
            case SESSION_UNKNOWN, NOT_SERVED, NOT_OFFERED -> 404;
            case TOO_LARGE -> 413;
            case TOO_MANY_CALLS, BUDGET_USED_UP -> 429;
            case BUSY, STOPPING, CREDENTIAL_NOT_CHECKED, TRAIL_UNAVAILABLE -> 503;
            case CONTROL_FAILED, GATE_BROKEN -> 500;
            case NODE_UNAVAILABLE -> 502;
            case MALFORMED,
                    HEADER_MISMATCH,
                    UNKNOWN_METHOD,
                    UNSUPPORTED_VERSION,
                    UNKNOWN_TOOL,
                    UNKNOWN_PROMPT,
                    UNKNOWN_RESOURCE,
                    UNKNOWN_TASK,
                    STATE_UNKNOWN,
                    CAPABILITY_MISSING,
                    ARGUMENTS_DO_NOT_FIT,
                    STOPPED,
                    TOOL_NOT_ALLOWED,
                    APPROVAL_NEEDED,
                    CONFIRMATION_NEEDED,
                    NOT_CONFIRMED,
                    PATH_NOT_ALLOWED,
                    URL_NOT_ALLOWED,
                    VALUE_NOT_ALLOWED,
                    RELEASE_NOT_ALLOWED,
                    ANSWER_NOT_FILTERED,
                    SQL_NOT_ALLOWED,
                    COMMAND_NOT_ALLOWED,
                    RECIPIENT_NOT_ALLOWED,
                    DATA_NOT_ALLOWED_OUT,
                    DATA_NOT_RELEASED,
                    NO_ROOM_FOR_ANSWER,
                    CANCELLED,
                    ANSWER_TOO_LARGE,
                    ANSWER_MALFORMED,
                    SERVER_UNAVAILABLE,
                    SERVER_TOO_SLOW,
                    CONSENT_NEEDED,
                    SERVER_CHANGED,
                    NOT_TOLD_OF -> 400;
        };
    }

    /// The HTTP status of an answer.
    public static int status(Release release, ProtocolVersion version) {
        return switch (release.body()) {
            case Release.Body.Denied(Refusal refusal, CallId _) -> status(refusal.reason(), version);
            case Release.Body.Judged(Answer.Failure(var content)) -> Fitting.status(content.json(), version);
            case Release.Body.Judged _, Release.Body.Asking _, Release.Body.Spoken _ -> 200;
        };
    }

    /// The HTTP status of a refusal of the gate. A 404 tells stateless clients that a method is unknown, and stateful
    /// ones that their session has ended, so it is not used for them (MCP, Streamable HTTP).
    public static int status(Reason reason, ProtocolVersion version) {
        if (reason == Reason.UNKNOWN_METHOD && version.era() == Era.STATELESS) {
            return 404;
        }
        if (reason == Reason.CAPABILITY_MISSING && version.era() == Era.STATELESS) {
            return 400;
        }
        if (reason == Reason.INSUFFICIENT_SCOPE) {
            return 403; // MCP, Authorization: the challenge that comes with it says which scopes to ask for
        }
        boolean comeBack = reason == Reason.TRAIL_UNAVAILABLE || reason == Reason.BUSY || reason == Reason.STOPPING;
        return comeBack ? 503 : 200;
    }
}
