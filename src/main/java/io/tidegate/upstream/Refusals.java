package io.tidegate.upstream;

import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;

/// What is a caller told of a link that failed?
final class Refusals {
    private Refusals() {}

    static Refusal of(String server, LinkFailed failure) {
        String detail = server + ": " + failure.getMessage();
        return switch (failure.why()) {
            case GONE, SESSION_LOST ->
                Refusal.of(
                        Reason.SERVER_UNAVAILABLE,
                        "The server `" + server + "` is not available at the moment. If the call changes anything,"
                                + " check before you repeat it: it may have run.",
                        detail);
            case CREDENTIAL ->
                Refusal.of(
                        Reason.SERVER_UNAVAILABLE,
                        "The server `" + server + "` does not accept the gateway's credential. An administrator has"
                                + " to renew it.",
                        detail);
            case CONSENT ->
                Refusal.of(
                        Reason.CONSENT_NEEDED,
                        "The server `" + server + "` needs the user to sign in to it first. Nothing was done: call its"
                                + " tool `" + SignIn.IN + "`, or any other of its tools.",
                        detail);
            case UNPROVEN ->
                Refusal.of(
                        Reason.SERVER_UNAVAILABLE,
                        "The server `" + server + "` is used with tokens that are got for each user's own, and this"
                                + " call came without one. Nothing was done: sign in to the gateway with a token.",
                        detail);
            case CHANGED ->
                Refusal.of(
                        Reason.SERVER_CHANGED,
                        "The server `" + server + "` is not the one that was configured, so it is not called. An"
                                + " administrator has to look at it. Repeating the call does not help.",
                        detail);
            case SLOW ->
                Refusal.of(
                        Reason.SERVER_TOO_SLOW,
                        "The server `" + server + "` did not answer in time. If the call changes anything, check"
                                + " before you repeat it: it may have run.",
                        detail);
            case BUSY ->
                Refusal.of(
                        Reason.BUSY,
                        "The server `" + server + "` has as much to do as it may have at a time. Nothing was done: try"
                                + " again soon.",
                        detail);
            case TOO_LARGE ->
                Refusal.of(
                        Reason.ANSWER_TOO_LARGE,
                        "The server's answer is larger than what may pass. Ask for less at a time.",
                        detail);
            case NO_MEMORY ->
                Refusal.of(
                        Reason.NO_ROOM_FOR_ANSWER,
                        "The server `" + server + "` has answered, but the gateway has no memory left for so large an"
                                + " answer now. If the call changes anything, check before you repeat it: it has run."
                                + " Ask for less at a time, or later.",
                        detail);
            case MALFORMED ->
                Refusal.of(
                        Reason.ANSWER_MALFORMED,
                        "The server `" + server + "` answered with something that is not valid MCP.",
                        detail);
            case CANCELLED -> Refusal.of(Reason.CANCELLED, "The call was cancelled.", detail);
        };
    }
}
