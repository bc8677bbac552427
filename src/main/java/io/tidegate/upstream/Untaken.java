package io.tidegate.upstream;

import io.tidegate.json.JsonValue;
import io.tidegate.mcp.ErrorCode;
import io.tidegate.mcp.Message;
import java.util.Optional;
import java.util.Set;

/// Does an answer with status 400 say that the server did nothing of what it was asked, since it can't be asked so?
///
/// Only what leaves no doubt lets a question be put once more.
final class Untaken {
    private static final int BAD_REQUEST = 400;

    /// Of JSON-RPC's codes that servers use as they like; the official packages say so in a session that they don't
    /// have.
    private static final String UNINITIALIZED = "-32000";

    private static final String OTHER_HEADERS = Integer.toString(ErrorCode.HEADER_MISMATCH);

    /// What servers of the older era say to a request of the newer one.
    private static final Set<String> OF_THE_OLDER_ERA =
            Set.of(UNINITIALIZED, Integer.toString(ErrorCode.INVALID_REQUEST));

    private static final String OTHER_VERSION = Integer.toString(ErrorCode.UNSUPPORTED_VERSION);

    private Untaken() {}

    /// Whether the server does not have the session. The code alone does not say so, since a tool may fail with it.
    /// But an error without the id of the request is of a server that did not read it as one (JSON-RPC 2.0,
    /// section 5), and the official packages say it so. What names the request may have run: it is an answer.
    static boolean lacksSession(int status, Message answer) {
        return status == BAD_REQUEST
                && answer instanceof Message.Failure failure
                && failure.id().isEmpty()
                && code(failure).filter(UNINITIALIZED::equals).isPresent();
    }

    /// Whether the server refused the request for its headers, before it did anything (MCP 2026-07-28, Headers).
    static Optional<Message.Failure> wantsOtherHeaders(int status, Message answer) {
        return status == BAD_REQUEST && answer instanceof Message.Failure failure
                ? Optional.of(failure)
                        .filter(refusal ->
                                code(refusal).filter(OTHER_HEADERS::equals).isPresent())
                : Optional.empty();
    }

    /// Whether what a server of the newer era says may be that of one of the older. It may mean something else, so
    /// nothing is put again for it.
    static boolean looksOlder(int status, Message answer) {
        return answer instanceof Message.Failure failure
                && code(failure)
                        .filter(code -> code.equals(OTHER_VERSION)
                                || (status == BAD_REQUEST && OF_THE_OLDER_ERA.contains(code)))
                        .isPresent();
    }

    /// The same of what is no answer at all.
    static boolean looksOlder(int status, LinkFailed unreadable) {
        return status == BAD_REQUEST && unreadable.why() == LinkFailed.Why.MALFORMED;
    }

    private static Optional<String> code(Message.Failure failure) {
        return failure.error().root().get("code").map(JsonValue::json);
    }
}
