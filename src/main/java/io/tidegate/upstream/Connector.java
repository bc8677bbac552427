package io.tidegate.upstream;

import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.ProtocolVersion;
import java.util.List;

/// Opens links to one server, and finds out which era it speaks.
interface Connector {
    /// @throws LinkFailed if the server can't be reached or speaks nothing that Tidegate does
    Link connect() throws LinkFailed;

    /// Whether this answer to `server/discover` is a clear yes to 2026-07-28.
    static boolean speaksStateless(Message answer) {
        if (!(answer instanceof Message.Result result)) {
            return false;
        }
        for (JsonValue version : result.result()
                .root()
                .get("supportedVersions")
                .filter(value -> value.is(JsonKind.ARRAY))
                .map(JsonValue::elements)
                .orElse(List.of())) {
            if (version.says(ProtocolVersion.LATEST_STATELESS.id())) {
                return true;
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
