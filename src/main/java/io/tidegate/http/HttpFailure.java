package io.tidegate.http;

import java.io.IOException;

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
