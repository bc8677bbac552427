package io.tidegate.front;

import io.tidegate.call.CallId;
import io.tidegate.crypto.Aead;
import io.tidegate.crypto.Digest;
import io.tidegate.crypto.SealBroken;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpExchange;
import io.tidegate.http.Requester;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What one node tells another of a request that it passes on: who put it, where, and what it was. Sealed with keys
/// that only nodes have.
///
/// @param from the node that was asked
/// @param to the node that it passes it on to
/// @param host as the requester named it
/// @param head digest of the method, the target and the headers
/// @param body digest of the body
record Hop(
        String from, String to, CallId call, Instant at, String host, Requester requester, Digest head, Digest body) {
    static final String HEADER = "Tidegate-Hop";
    static final String PROOF = "Tidegate-Taken";

    private static final byte[] CONTEXT = "hop\n".getBytes(StandardCharsets.UTF_8);
    private static final int PARTS = 11;

    /// Headers of one connection (RFC 9110, section 7.6.1), and those that are made anew on the way.
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "content-length",
            "expect",
            "host",
            HEADER.toLowerCase(Locale.ROOT),
            PROOF.toLowerCase(Locale.ROOT));

    /// Which node passes something on, and to which.
    record Ends(String from, String to) {}

    static Hop of(HttpExchange exchange, byte[] body, Ends ends, Visit visit, Instant now) {
        return new Hop(
                ends.from(),
                ends.to(),
                visit.id(),
                now,
                exchange.headers().first("Host").orElse(""),
                new Requester(exchange.remote(), exchange.secure(), exchange.certificates()),
                head(exchange),
                Digest.of(body));
    }

    /// Of no request of anybody's.
    static Hop greeting(String from, String to, CallId call, Instant now) {
        InetSocketAddress nobody = new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0);
        Requester requester = new Requester(nobody, false, List.of());
        return new Hop(
                from,
                to,
                call,
                now,
                "",
                requester,
                head("GET", Nodes.GREETING, Headers.none()),
                Digest.of(new byte[0]));
    }

    /// The headers that are passed on, in either direction.
    static Headers lasting(Headers headers) {
        Headers lasting = Headers.none();
        for (int at = 0; at < headers.size(); at++) {
            String name = headers.name(at);
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT)) && !isNamedOfConnection(headers, name)) {
                lasting = lasting.and(name, headers.value(at));
            }
        }
        return lasting;
    }

    private static boolean isNamedOfConnection(Headers headers, String name) {
        return headers.all("Connection").stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .anyMatch(token -> token.strip().equalsIgnoreCase(name));
    }

    static Digest head(HttpExchange exchange) {
        return head(exchange.method(), exchange.target(), lasting(exchange.headers()));
    }

    private static Digest head(String method, String target, Headers headers) {
        StringBuilder text = new StringBuilder(method + " " + target + "\n");
        for (int at = 0; at < headers.size(); at++) {
            text.append(headers.name(at).toLowerCase(Locale.ROOT))
                    .append(':')
                    .append(headers.value(at))
                    .append('\n');
        }
        return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    String sealed(Aead aead) {
        List<String> parts = new ArrayList<>(List.of(
                from,
                to,
                call.text(),
                Long.toString(at.toEpochMilli()),
                host,
                requester.remote().getAddress().getHostAddress().split("%", 2)[0], // an interface is this machine's
                Integer.toString(requester.remote().getPort()),
                requester.secure() ? "https" : "http",
                head.hex(),
                body.hex(),
                certificates(requester.certificates())));
        return aead.sealText(String.join("\n", parts), CONTEXT);
    }

    /// What was sealed; nothing where it was not, or by another version.
    static Optional<Hop> open(Aead aead, String sealed) {
        try {
            String[] parts = aead.openText(sealed, CONTEXT).split("\n", -1);
            return parts.length == PARTS ? Optional.of(read(parts)) : Optional.empty();
        } catch (SealBroken | CertificateException foreign) {
            return Optional.empty();
        }
    }

    private static Hop read(String[] parts) throws CertificateException {
        InetSocketAddress remote = new InetSocketAddress(InetAddress.ofLiteral(parts[5]), Integer.parseInt(parts[6]));
        return new Hop(
                parts[0],
                parts[1],
                new CallId(parts[2]),
                Instant.ofEpochMilli(Long.parseLong(parts[3])),
                parts[4],
                new Requester(remote, parts[7].equals("https"), certificates(parts[10])),
                digest(parts[8]),
                digest(parts[9]));
    }

    private static String certificates(List<X509Certificate> shown) {
        try {
            List<String> encoded = new ArrayList<>();
            for (X509Certificate certificate : shown) {
                encoded.add(Base64.getEncoder().encodeToString(certificate.getEncoded()));
            }
            return String.join(" ", encoded);
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException("a certificate that was read can't be written", impossible);
        }
    }

    private static Digest digest(String hex) {
        return Digest.stored(HexFormat.of().parseHex(hex));
    }

    private static List<X509Certificate> certificates(String encoded) throws CertificateException {
        List<X509Certificate> shown = new ArrayList<>();
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (String each : encoded.isEmpty() ? List.<String>of() : List.of(encoded.split(" "))) {
            byte[] der = Base64.getDecoder().decode(each);
            shown.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
        }
        return shown;
    }
}
