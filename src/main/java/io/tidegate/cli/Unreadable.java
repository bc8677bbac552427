package io.tidegate.cli;

import io.tidegate.front.HttpFront;
import io.tidegate.http.Defect;
import io.tidegate.http.ServerEvents;
import java.net.InetSocketAddress;
import java.util.Locale;

/// Puts what is no request that can be read into the trail, beside the log. Connections that fail before the first
/// byte of a request, as in a TLS handshake, are in the log only.
record Unreadable(HttpFront front) implements ServerEvents {
    @Override
    public void malformed(InetSocketAddress remote, Defect defect) {
        ServerEvents.super.malformed(remote, defect);
        front.unreadable(remote, defect.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
}
