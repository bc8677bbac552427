package io.tidegate.oauth;

import io.tidegate.http.Fetcher;
import io.tidegate.http.Headers;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import io.tidegate.oauth.OauthFailed.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How is something asked on behalf of one server's authorization? Every address passes the rules of [Fetcher].
///
/// An address counts as the operator's own where it has the origin of the server's address or of the configured
/// issuer; so does this machine, to a server on this machine. Whatever else a document names must be public.
///
/// @param issuer the authorization server that the configuration names
record Web(Fetcher fetcher, URI server, Optional<URI> issuer) {
    private static final JsonLimits LIMITS = new JsonLimits(256 << 10, 16, 10_000);
    private static final int TEXTS_MAX = 200;

    /// @param json an object; empty where the answer is none
    record Reply(int status, Optional<JsonValue> json) {}

    /// The document there; nothing where the server says that there is none.
    Optional<JsonValue> find(URI address, Fault fault) throws OauthFailed {
        Reply reply;
        try {
            Fetcher.Answer answer =
                    fetcher.send("GET", address, Headers.of("Accept", "application/json"), new byte[0], by(address));
            reply = new Reply(answer.status(), object(answer.body()));
        } catch (IOException failed) {
            throw new OauthFailed(fault, String.valueOf(failed.getMessage()));
        }
        if (reply.status() == 200 && reply.json().isPresent()) {
            return reply.json();
        }
        if (reply.status() >= 400 && reply.status() < 500) {
            return Optional.empty();
        }
        throw new OauthFailed(
                fault, address + (reply.status() == 200 ? " is no JSON object" : " answers " + reply.status()));
    }

    /// Posts a form; it reaches the server once at most.
    Reply post(URI address, Headers more, Map<String, String> form) throws OauthFailed {
        StringBuilder body = new StringBuilder();
        form.forEach((name, value) -> body.append(body.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        Headers headers = more.and("Accept", "application/json");
        return post(
                address,
                headers.and("Content-Type", "application/x-www-form-urlencoded"),
                body.toString().getBytes(StandardCharsets.US_ASCII));
    }

    Reply post(URI address, Headers headers, byte[] body) throws OauthFailed {
        try {
            Fetcher.Answer answer = fetcher.postOnce(address, headers, body, by(address));
            return new Reply(answer.status(), object(answer.body()));
        } catch (IOException failed) {
            throw new OauthFailed(Fault.AUTHORIZATION_SERVER, String.valueOf(failed.getMessage()));
        }
    }

    /// Whether a browser may be sent there.
    boolean isSafeForBrowsers(URI address) {
        return Fetcher.isAllowed(address, by(address));
    }

    private Fetcher.NamedBy by(URI address) {
        boolean own = origin(address).equals(origin(server))
                || issuer.filter(named -> origin(named).equals(origin(address))).isPresent()
                || (isHere(address) && isHere(server));
        return own ? Fetcher.NamedBy.CONFIGURATION : Fetcher.NamedBy.OTHERS;
    }

    static String origin(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : 80;
        int port = address.getPort() < 0 ? usual : address.getPort();
        return scheme + "://" + String.valueOf(address.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
    }

    /// As it is written, for addresses beside it.
    static String site(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority();
    }

    private static boolean isHere(URI address) {
        String host = String.valueOf(address.getHost()).replaceAll("[\\[\\]]", "");
        try {
            return host.equalsIgnoreCase("localhost")
                    || InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static Optional<JsonValue> object(byte[] body) {
        try {
            return Optional.of(JsonDocument.parse(body, LIMITS).root()).filter(root -> root.is(JsonKind.OBJECT));
        } catch (MalformedJson _) {
            return Optional.empty();
        }
    }

    /// The strings of a list in a document.
    static Set<String> texts(JsonValue document, String name) {
        Set<String> texts = new LinkedHashSet<>();
        Optional<JsonValue> list = document.get(name).filter(value -> value.is(JsonKind.ARRAY));
        for (JsonValue each : list.map(JsonValue::elements).orElse(Set.of())) {
            if (each.is(JsonKind.STRING) && texts.size() < TEXTS_MAX) {
                texts.add(each.text());
            }
        }
        return texts;
    }

    static boolean says(JsonValue document, String name) {
        return document.get(name).filter(value -> value.is(JsonKind.TRUE)).isPresent();
    }

    static Optional<URI> address(JsonValue document, String name) {
        return document.string(name).flatMap(Web::parsed);
    }

    static Optional<URI> parsed(String text) {
        try {
            return Optional.of(new URI(text)).filter(uri -> uri.isAbsolute() && uri.getHost() != null);
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }
}
