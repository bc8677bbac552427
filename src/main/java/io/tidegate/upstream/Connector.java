package io.tidegate.upstream;

import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.ErrorCode;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.ProtocolVersion;
import java.util.Optional;

/// Opens links to one server, and finds out which era it speaks.
interface Connector extends AutoCloseable {
    /// What it has of its own is let go, soon.
    @Override
    default void close() {}

    /// @throws LinkFailed if the server can't be reached or speaks nothing that Tidegate does
    Link connect() throws LinkFailed;

    /// Whether this answer to `server/discover` is a clear yes to 2026-07-28.
    static boolean speaksStateless(Message answer) {
        if (!(answer instanceof Message.Result result)) {
            return false;
        }
        return result.result()
                .root()
                .get("supportedVersions")
                .filter(Connector::namesStateless)
                .isPresent();
    }

    /// Whether the server refused the version and yet names it among those that it speaks: then it is asked once more
    /// (MCP 2026-07-28, version negotiation).
    static boolean wantsToBeAskedAgain(Message answer) {
        if (!(answer instanceof Message.Failure failure)) {
            return false;
        }
        JsonValue error = failure.error().root();
        boolean version = error.get("code")
                .filter(code -> code.json().equals(Integer.toString(ErrorCode.UNSUPPORTED_VERSION)))
                .isPresent();
        Optional<JsonValue> supported = error.get("data").flatMap(data -> data.get("supported"));
        return version && supported.filter(Connector::namesStateless).isPresent();
    }

    private static boolean namesStateless(JsonValue versions) {
        if (versions.is(JsonKind.ARRAY)) {
            for (JsonValue version : versions.elements()) {
                if (version.says(ProtocolVersion.LATEST_STATELESS.id())) {
                    return true;
                }
            }
        }
        return false;
    }

    /// The version that the server chose in its answer to `initialize`.
    ///
    /// @throws LinkFailed if there is none that Tidegate speaks
    static ProtocolVersion agreedVersion(Message answer) throws LinkFailed {
        if (answer instanceof Message.Result result) {
            return result.result()
                    .root()
                    .string("protocolVersion")
                    .flatMap(ProtocolVersion::of)
                    .filter(version -> version.era() == Era.STATEFUL)
                    .orElseThrow(() -> new LinkFailed(
                            LinkFailed.Why.MALFORMED, "the server chose a version that is unknown here"));
        }
        throw new LinkFailed(LinkFailed.Why.MALFORMED, "the server refused `initialize`");
    }

    static LinkFailed notStateless() {
        return new LinkFailed(LinkFailed.Why.MALFORMED, "the server does not speak 2026-07-28, as `era` says");
    }
}
