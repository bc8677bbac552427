package io.tidegate.call;

import io.tidegate.identity.Principal;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.PeerInfo;
import io.tidegate.secret.Secret;
import java.util.Optional;

/// Who is calling, through what, from where.
///
/// @param client what the client says it is: a hint
/// @param source the address that the connection came from, without port
/// @param capabilities what the client says that it can be asked for
/// @param session under which name all is kept here that ends with it: what it listens to, its parked calls
/// @param atServers whose state at a server the calls may touch: callers with different ones never share any
/// @param log from which level on the client wants to see what servers log; empty where it wants none
/// @param shown the token that the caller showed, for as long as its call lasts: to be exchanged, never to be sent on
public record Caller(
        Principal principal,
        PeerInfo client,
        String source,
        Capabilities capabilities,
        String session,
        String atServers,
        Optional<LogLevel> log,
        Optional<Secret> shown) {
    /// A caller whose session is its own at servers too.
    public Caller(
            Principal principal,
            PeerInfo client,
            String source,
            Capabilities capabilities,
            String session,
            Optional<LogLevel> log) {
        this(principal, client, source, capabilities, session, session, log, Optional.empty());
    }

    /// A caller that can be asked for nothing, whose calls share one session, and that sees all that servers log.
    public Caller(Principal principal, PeerInfo client, String source) {
        this(principal, client, source, Capabilities.NONE, principal.key(), Optional.of(LogLevel.DEBUG));
    }

    /// The same, for something that ends by itself and shares what its other calls have at servers.
    ///
    /// @param name unlike that of anything else of this session
    public Caller part(String name) {
        return new Caller(principal, client, source, capabilities, session + "\n" + name, atServers, log, shown);
    }

    /// The same, in a call with which it showed this token.
    public Caller showing(Optional<Secret> token) {
        return new Caller(principal, client, source, capabilities, session, atServers, log, token);
    }
}
