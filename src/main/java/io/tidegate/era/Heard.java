package io.tidegate.era;

import io.tidegate.mcp.Message;
import io.tidegate.mcp.PeerInfo;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import java.util.Optional;

/// What a client's message amounts to, whichever era it speaks.
public sealed interface Heard {
    /// A request that wants an answer.
    ///
    /// @param version how the answer is to be spoken
    /// @param opened the id of the session that a success opens, for the client to send from now on
    /// @param scope within which request ids are unique: the session, or this one request
    record Asked(
            Message.Request request, ProtocolVersion version, PeerInfo client, Optional<String> opened, String scope)
            implements Heard {}

    /// The caller gives up a request of that scope.
    record GivenUp(RequestId request, String scope) implements Heard {}

    /// Something that needs no answer and changes nothing here.
    record Noted() implements Heard {}
}
