package io.tidegate.catalog;

import java.util.Optional;

/// How the URIs of resources are told apart where a profile has several servers: `file:///a` of the server `docs` is
/// shown as `docs+file:///a`, and `ui://chart/view` as `ui://docs+chart/view`, since hosts know apps by that scheme.
///
/// The same goes for templates of URIs (RFC 6570): nothing in braces is touched.
public final class Uris {
    private static final String UI = "ui://";

    private Uris() {}

    /// The URI as a profile with several servers shows it.
    public static String shown(String server, String own) {
        return own.startsWith(UI) ? UI + server + "+" + own.substring(UI.length()) : server + "+" + own;
    }

    /// The name of the server that a shown URI names; empty where it names none.
    public static Optional<String> server(String shown) {
        int start = shown.startsWith(UI) ? UI.length() : 0;
        int plus = shown.indexOf('+', start);
        return plus <= start ? Optional.empty() : Optional.of(shown.substring(start, plus));
    }

    /// The server's own URI.
    ///
    /// @param shown one that names this server
    public static String own(String server, String shown) {
        return shown.startsWith(UI) && shown.startsWith(server + "+", UI.length())
                ? UI + shown.substring(UI.length() + server.length() + 1)
                : shown.substring(server.length() + 1);
    }
}
