package io.tidegate.http;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/// Why did an exchange over HTTP not work? Closed set; messages carry no content.
public abstract sealed class HttpFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private HttpFailure(String message) {
        super(message);
    }

    /// The peer sent something that is not HTTP as we accept it.
    public static final class Malformed extends HttpFailure {
        private static final long serialVersionUID = 1L;
        private final Defect defect;

        public Malformed(Defect defect) {
            super("the peer sent malformed http: `"
                    + defect.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + "`");
            this.defect = defect;
        }

        public Defect defect() {
            return defect;
        }
    }

    /// A body, event or line is over the limit that the caller gave.
    public static final class TooLarge extends HttpFailure {
        private static final long serialVersionUID = 1L;
        private final long bytesMax;

        public TooLarge(long bytesMax) {
            super("the peer sent more than " + bytesMax + " bytes");
            this.bytesMax = bytesMax;
        }

        public long bytesMax() {
            return bytesMax;
        }
    }

    /// A deadline passed; the connection is closed.
    public static final class TooLate extends HttpFailure {
        private static final long serialVersionUID = 1L;
        private final boolean arrived;

        public TooLate(boolean mayHaveArrived) {
            super("the peer took longer than its deadline");
            this.arrived = mayHaveArrived;
        }

        /// Client side: false means that no byte of the request was sent.
        public boolean mayHaveArrived() {
            return arrived;
        }
    }

    /// The connection ended or broke, or could not be made.
    public static final class Gone extends HttpFailure {
        private static final long serialVersionUID = 1L;
        private final boolean arrived;

        public Gone(String message, boolean mayHaveArrived) {
            super(message);
            this.arrived = mayHaveArrived;
        }

        /// Client side: false means that no byte of the request was sent, so it may be sent again.
        public boolean mayHaveArrived() {
            return arrived;
        }
    }

    /// The server could not prove who it is, or does not take what we show. The request was not sent, or not answered.
    public static final class NotTrusted extends HttpFailure {
        private static final long serialVersionUID = 1L;
        private static final String ALERT = "Received fatal alert: ";
        private static final Set<String> OURS = Set.of(
                "certificate_required",
                "bad_certificate",
                "unknown_ca",
                "certificate_unknown",
                "certificate_expired",
                "certificate_revoked",
                "unsupported_certificate");
        private final Why why;

        /// Whose fault is it?
        public enum Why {
            /// Nobody who is trusted here vouches for its certificate, or not any more, or not for that name.
            CERTIFICATE("the server's certificate is not good: no trusted authority vouches for it, it has ended, or"
                    + " it is another name's"),
            /// Its certificate is good, and has none of the pinned keys.
            PINS("the server's certificate has none of the pinned keys"),
            /// It wants a certificate of ours, and none or another one.
            OURS("the server does not take the gateway's certificate, or wants one");

            private final String words;

            Why(String words) {
                this.words = words;
            }
        }

        public NotTrusted(Why why) {
            super(why.words);
            this.why = why;
        }

        public Why why() {
            return why;
        }

        /// What a failure of TLS means, if it means that.
        static Optional<NotTrusted> in(Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof Pins.Mismatch) {
                    return Optional.of(new NotTrusted(Why.PINS));
                }
                if (cause instanceof CertificateException) {
                    return Optional.of(new NotTrusted(Why.CERTIFICATE));
                }
                if (cause instanceof SSLException && aboutOurs(String.valueOf(cause.getMessage()))) {
                    return Optional.of(new NotTrusted(Why.OURS));
                }
            }
            return Optional.empty();
        }

        /// The alerts of RFC 8446, section 6.2, that speak of the certificate of who hears them.
        private static boolean aboutOurs(String message) {
            int at = message.indexOf(ALERT);
            return at >= 0 && OURS.contains(message.substring(at + ALERT.length()));
        }
    }

    /// The request was not sent: all connections to that origin stayed busy until the deadline, or there are too
    /// many origins.
    public static final class NoRoom extends HttpFailure {
        private static final long serialVersionUID = 1L;

        public NoRoom(String message) {
            super(message);
        }
    }

    /// There is no memory for an answer of that size now, so it was not read to its end.
    public static final class NoMemory extends HttpFailure {
        private static final long serialVersionUID = 1L;

        public NoMemory(String message) {
            super(message);
        }
    }

    /// This side closed the exchange while it was under way.
    public static final class Cancelled extends HttpFailure {
        private static final long serialVersionUID = 1L;

        public Cancelled() {
            super("the exchange was cancelled");
        }
    }

    /// The stream is not a valid event stream (WHATWG HTML, server-sent events): its text is not UTF-8.
    public static final class BadEvent extends HttpFailure {
        private static final long serialVersionUID = 1L;

        public BadEvent() {
            super("the peer sent an event that is not valid utf-8");
        }
    }
}
