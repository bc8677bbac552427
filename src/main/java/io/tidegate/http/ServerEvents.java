package io.tidegate.http;

import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What happened on the server that no handler sees? Each method may be called from any connection's thread; unless
/// overridden it writes a line to the log, without content.
public interface ServerEvents {
    /// A request was refused because it is not HTTP as we accept it. It was answered with the defect's status,
    /// where that was still possible, and the connection closed.
    default void malformed(InetSocketAddress remote, Defect defect) {
        Log.LOG.info("malformed request from {}: {}", remote, defect);
    }

    /// The handler threw; the client got a 500, or a cut connection if the answer had begun.
    default void failed(InetSocketAddress remote, Throwable failure) {
        Log.LOG.error(
                "handler failed for {}: {} at {}",
                remote,
                failure.getClass().getName(),
                failure.getStackTrace().length == 0 ? "unknown place" : failure.getStackTrace()[0]);
    }

    /// A connection was turned away because all places are taken.
    default void overloaded(InetSocketAddress remote) {
        Log.LOG.warn("connection from {} refused: all places are taken", remote);
    }

    /// The TLS handshake with a client failed or took too long.
    default void handshakeFailed(InetSocketAddress remote, TlsTrouble trouble) {
        Log.LOG.info("tls handshake with {} failed: {}", remote, trouble.words());
    }

    /// The certificate files changed and were read again.
    default void certificates(TlsReload outcome) {
        switch (outcome) {
            case TlsReload.Same _ -> Log.LOG.debug("certificate unchanged");
            case TlsReload.Replaced _ -> Log.LOG.info("certificate replaced");
            case TlsReload.Kept(String reason) ->
                Log.LOG.error("certificate not replaced, the old one stays in use: {}", reason);
        }
    }

    /// Logs everything.
    static ServerEvents logged() {
        return new Log();
    }

    /// Writes to the log.
    final class Log implements ServerEvents {
        private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

        private Log() {}
    }
}
