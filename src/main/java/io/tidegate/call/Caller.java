package io.tidegate.call;

import io.tidegate.identity.Principal;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.PeerInfo;
import java.util.Optional;

/// Who is calling, through what, from where.
///
/// @param client what the client says it is: a hint
/// @param source the address that the connection came from, without port
/// @param capabilities what the client says that it can be asked for
/// @param session whose state at a server the calls may touch: callers with different sessions never share one
/// @param log from which level on the client wants to see what servers log; empty where it wants none
public record Caller(
        Principal principal,
        PeerInfo client,
        String source,
        Capabilities capabilities,
        String session,
        Optional<LogLevel> log) {
    /// A caller that can be asked for nothing, whose calls share one session, and that sees all that servers log.
    public Caller(Principal principal, PeerInfo client, String source) {
        this(principal, client, source, Capabilities.NONE, principal.key(), Optional.of(LogLevel.DEBUG));
    }
}
