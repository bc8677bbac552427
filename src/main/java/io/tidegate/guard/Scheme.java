package io.tidegate.guard;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The schemes of addresses whose hosts can be judged, each with its own port.
public enum Scheme {
    HTTPS(443),
    HTTP(80),
    WSS(443),
    WS(80);

    private final int port;

    Scheme(int port) {
        this.port = port;
    }

    int port() {
        return port;
    }

    static Optional<Scheme> named(String text) {
        return Arrays.stream(values())
                .filter(scheme -> scheme.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst();
    }
}
