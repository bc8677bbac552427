package io.tidegate.http;

import java.net.InetSocketAddress;
import java.util.Optional;

/// Where does a server listen, and on what terms? Without `tls` it speaks plain HTTP.
public record ServerSettings(
        InetSocketAddress bind,
        Optional<TlsSettings> tls,
        ServerLimits limits,
        ServerDeadlines deadlines,
        ServerEvents events) {
    /// Port 0 lets the system choose; see [HttpServer#address].
    public static ServerSettings on(InetSocketAddress bind) {
        return new ServerSettings(
                bind, Optional.empty(), ServerLimits.standard(), ServerDeadlines.standard(), ServerEvents.logged());
    }

    public ServerSettings withTls(TlsSettings settings) {
        return new ServerSettings(bind, Optional.of(settings), limits, deadlines, events);
    }

    public ServerSettings withLimits(ServerLimits changed) {
        return new ServerSettings(bind, tls, changed, deadlines, events);
    }

    public ServerSettings withDeadlines(ServerDeadlines changed) {
        return new ServerSettings(bind, tls, limits, changed, events);
    }

    public ServerSettings withEvents(ServerEvents changed) {
        return new ServerSettings(bind, tls, limits, deadlines, changed);
    }
}
