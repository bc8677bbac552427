package io.tidegate.era;

import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.PeerInfo;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import java.util.Optional;

/// What a client's message amounts to, whichever era it speaks.
public sealed interface Heard {
    /// What a client says of itself.
    ///
    /// @param capabilities what it can be asked for
    /// @param session whose state at a server its calls may touch; bound to the principal
    /// @param log from which level on it wants to see what servers log
    record Client(PeerInfo info, Capabilities capabilities, String session, Optional<LogLevel> log) {}

    /// A request that wants an answer.
    ///
    /// @param version how the answer is to be spoken
    /// @param opened the id of the session that a success opens, for the client to send from now on
    /// @param scope within which request ids are unique: the session, or this one request
    record Asked(Message.Request request, ProtocolVersion version, Client client, Optional<String> opened, String scope)
            implements Heard {}

    /// An answer to what the client of that session was asked.
    ///
    /// @param content the result, or `{"io.tidegate/error": {code, message}}` where it answered with an error
    record Answered(RequestId request, JsonDocument content, String scope) implements Heard {}

    /// The caller gives up a request of that scope.
    record GivenUp(RequestId request, String scope) implements Heard {}

    /// Something that needs no answer and changes nothing here.
    record Noted() implements Heard {}
}
