package io.tidegate.upstream;

import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;

/// What is a caller told of a link that failed?
final class Refusals {
    private Refusals() {}

    static Refusal of(String server, LinkFailed failure) {
        return Refusal.of(
                reason(failure.why()),
                told(server, failure.why()),
                server + ": " + failure.getMessage() + limit(server, failure.why()));
    }

    /// Which key of the configuration it was, for whoever reads the trail.
    private static String limit(String server, LinkFailed.Why why) {
        return switch (why) {
            case SLOW -> " (servers." + server + ".deadline, limits.call-deadline)";
            case BUSY -> " (servers." + server + ".concurrency)";
            case TOO_LARGE -> " (limits.answer-bytes)";
            case GONE, NO_MEMORY, MALFORMED, SESSION_LOST, CREDENTIAL, CONSENT, UNPROVEN, CHANGED, CANCELLED -> "";
        };
    }

    private static Reason reason(LinkFailed.Why why) {
        return switch (why) {
            case GONE, SESSION_LOST, CREDENTIAL, UNPROVEN -> Reason.SERVER_UNAVAILABLE;
            case CONSENT -> Reason.CONSENT_NEEDED;
            case CHANGED -> Reason.SERVER_CHANGED;
            case SLOW -> Reason.SERVER_TOO_SLOW;
            case BUSY -> Reason.BUSY;
            case TOO_LARGE -> Reason.ANSWER_TOO_LARGE;
            case NO_MEMORY -> Reason.NO_ROOM_FOR_ANSWER;
            case MALFORMED -> Reason.ANSWER_MALFORMED;
            case CANCELLED -> Reason.CANCELLED;
        };
    }

    private static String told(String server, LinkFailed.Why why) {
        String it = "The server `" + server + "`";
        return switch (why) {
            case GONE, SESSION_LOST ->
                it + " is not available at the moment. If the call changes anything, check before you repeat it: it may"
                        + " have run.";
            case CREDENTIAL -> it + " does not accept the gateway's credential. An administrator has to renew it.";
            case CONSENT ->
                it + " needs the user to sign in to it first. Nothing was done: call its tool `" + SignIn.IN
                        + "`, or any other of its tools.";
            case UNPROVEN ->
                it
                        + " is used with tokens that are got for each user's own, and this call came without one. Nothing was"
                        + " done: sign in to the gateway with a token.";
            case CHANGED ->
                it + " is not the one that was configured, so it is not called. An administrator has to look at it."
                        + " Repeating the call does not help.";
            case SLOW ->
                it
                        + " did not answer in time. If the call changes anything, check before you repeat it: it may have run.";
            case BUSY -> it + " has as much to do as it may have at a time. Nothing was done: try again soon.";
            case TOO_LARGE -> "The server's answer is larger than what may pass. Ask for less at a time.";
            case NO_MEMORY ->
                it + " has answered, but the gateway has no memory left for so large an answer now. If the call changes"
                        + " anything, check before you repeat it: it has run. Ask for less at a time, or later.";
            case MALFORMED -> it + " answered with something that is not valid MCP.";
            case CANCELLED -> "The call was cancelled.";
        };
    }
}
