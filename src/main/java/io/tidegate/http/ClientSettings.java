package io.tidegate.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// On what terms does the client talk to servers?
///
/// @param local a Unix socket behind which every server is, where there is one
public record ClientSettings(
        Limits limits, Deadlines deadlines, Trust trust, AddressChooser addresses, Optional<LocalSocket> local) {
    /// How much may be open and how much may come.
    ///
    /// @param connectionsPerOriginMax open at once to one scheme, host and port; more calls wait
    /// @param originsMax different origins in the life of the client
    /// @param headBytesMax status line and headers of an answer
    public record Limits(int connectionsPerOriginMax, int originsMax, int headBytesMax) {
        public Limits {
            if (connectionsPerOriginMax < 1 || originsMax < 1 || headBytesMax < 256) {
                throw new IllegalArgumentException("a limit of the http client is too small to reach anything");
            }
        }
    }

    /// How long is a server waited for?
    ///
    /// @param connect for the TCP connection, and again for the TLS handshake
    /// @param idle how long an unused connection is kept
    /// @param write for 64 KB, or what is less, to be taken by the server
    public record Deadlines(Duration connect, Duration idle, Duration write) {
        public Deadlines {
            if (!connect.isPositive() || !idle.isPositive() || !write.isPositive()) {
                throw new IllegalArgumentException("a deadline of the http client must be more than nothing");
            }
        }
    }

    /// Which authorities may vouch for a server? Host names are always verified.
    public sealed interface Trust {
        /// Those that the Java runtime trusts.
        record JavaRuntime() implements Trust {}

        /// Those in a PEM file, and no others.
        record Authorities(Path pem) implements Trust {}

        /// Those that were read for one server, which may have pins, and a certificate of ours to show.
        record Material(TlsMaterial read) implements Trust {}
    }

    /// So many connections because calls that wait for their client keep theirs, and so do streams of sessions that
    /// watch something; both are bounded where they begin.
    public static ClientSettings standard() {
        return new ClientSettings(
                new Limits(8_192, 1024, 64 << 10),
                new Deadlines(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(20)),
                new Trust.JavaRuntime(),
                AddressChooser.system(),
                Optional.empty());
    }

    public ClientSettings withLocal(LocalSocket socket) {
        return new ClientSettings(limits, deadlines, trust, addresses, Optional.of(socket));
    }

    public ClientSettings withLimits(Limits changed) {
        return new ClientSettings(changed, deadlines, trust, addresses, local);
    }

    public ClientSettings withDeadlines(Deadlines changed) {
        return new ClientSettings(limits, changed, trust, addresses, local);
    }

    public ClientSettings withTrust(Trust changed) {
        return new ClientSettings(limits, deadlines, changed, addresses, local);
    }

    public ClientSettings withAddresses(AddressChooser changed) {
        return new ClientSettings(limits, deadlines, trust, changed, local);
    }
}
