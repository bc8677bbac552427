package io.tidegate.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A host and port to listen on. Port 0 takes any free one. Never asks a name server.
public record Endpoint(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9.-]{1,253}):([0-9]{1,5})");

    public Endpoint {
        if (host.isEmpty() || port < 0 || port > 65_535) {
            throw new IllegalArgumentException("not a host and port");
        }
    }

    /// Reads `127.0.0.1:8420`, `[::1]:8420` or `gateway.example.com:443`.
    static Optional<Endpoint> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65_535) {
            return Optional.empty();
        }
        String host = matcher.group(1).replaceAll("[\\[\\]]", "");
        boolean numbers = host.contains(":") || host.matches("[0-9.]+");
        return numbers && literal(host).isEmpty()
                ? Optional.empty()
                : Optional.of(new Endpoint(host, Integer.parseInt(matcher.group(2))));
    }

    /// Whether only this machine can reach it: a loopback address, or the name `localhost`.
    public boolean loopback() {
        return loopback(host);
    }

    static boolean loopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || literal(host).map(InetAddress::isLoopbackAddress).orElse(false);
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        boolean six = literal(host).filter(Inet6Address.class::isInstance).isPresent() || host.contains(":");
        return (six ? "[" + host + "]" : host) + ":" + port;
    }
}
