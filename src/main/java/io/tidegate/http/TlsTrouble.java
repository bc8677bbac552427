package io.tidegate.http;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/// Why did a TLS handshake fail, as far as the client can be blamed for it? Without a word of what the client sent.
public enum TlsTrouble {
    /// It speaks no version that is taken: 1.3 and 1.2 are.
    OLD_VERSION("tls: the client offers no version that is taken"),
    /// It offers no cipher suite that is taken.
    WEAK_SUITES("tls: the client offers no cipher suite that is taken"),
    /// It speaks something else than TLS, or breaks its rules, or does not take our certificate.
    BROKEN("tls: the handshake broke"),
    /// It went away, or was too slow.
    GONE("tls: the client went away");

    private final String words;

    TlsTrouble(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }

    /// The JDK tells these apart by its messages alone.
    static TlsTrouble of(Throwable failure) {
        Throwable cause = failure instanceof HttpFailure && failure.getCause() != null ? failure.getCause() : failure;
        String message = String.valueOf(cause.getMessage());
        return switch (cause) {
            case SSLHandshakeException _ when message.contains("rotocol") -> OLD_VERSION;
            case SSLHandshakeException _ when message.contains("cipher suites") -> WEAK_SUITES;
            case SSLHandshakeException _ when message.contains("terminated the handshake") -> GONE;
            case SSLException _ -> BROKEN;
            default -> GONE; // the socket's failure, or the watchdog's: no closed world
        };
    }
}
