package io.tidegate.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// The one way to what is fetched on somebody's behalf: keys, metadata, what an issuer says of a token. Stops a fetch
/// from reaching into networks that are nobody's business (server-side request forgery).
///
/// Only https, and http where the configuration names this machine. The address that was judged is the one that is
/// connected to, so a name that means another address a moment later changes nothing. No redirect is followed, no proxy
/// is used. One deadline covers the connection, the head and the body; asking a name server comes on top.
public final class Fetcher implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int BYTES_MAX = 256 * 1024; // large providers publish 10 KB
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Duration deadline;
    private final int bytesMax;
    private final ClientSettings settings;
    private final Lookup lookup;
    private final Map<NamedBy, HttpClient> clients = new EnumMap<>(NamedBy.class); // a kept connection was judged once

    /// Who wrote the address down?
    public enum NamedBy {
        /// The operator: it may be anywhere but at links and clouds' metadata.
        CONFIGURATION,
        /// Anybody else, such as an issuer in its own description: public addresses only.
        OTHERS;

        private boolean mayReach(Network network) {
            return switch (network) {
                case PUBLIC -> true;
                case PRIVATE, LOOPBACK -> this == CONFIGURATION;
                case NOWHERE -> false;
            };
        }
    }

    /// All addresses of a host.
    @FunctionalInterface
    public interface Lookup {
        InetAddress[] all(String host) throws UnknownHostException;
    }

    /// What came back.
    @SuppressWarnings("ArrayRecordComponent") // bytes from the wire; answers are not compared
    public record Answer(int status, Headers headers, byte[] body) {}

    public Fetcher() {
        this(DEADLINE, InetAddress::getAllByName);
    }

    public Fetcher(Duration deadline, Lookup lookup) {
        this(deadline, BYTES_MAX, ClientSettings.standard(), lookup);
    }

    /// On other terms; which addresses may be reached stays the same.
    ///
    /// @param bytesMax of an answer
    public Fetcher(Duration deadline, int bytesMax, ClientSettings settings) {
        this(deadline, bytesMax, settings, InetAddress::getAllByName);
    }

    private Fetcher(Duration deadline, int bytesMax, ClientSettings settings, Lookup lookup) {
        this.deadline = deadline;
        this.bytesMax = bytesMax;
        this.settings = settings;
        this.lookup = lookup;
    }

    /// Whether this may be fetched at all, as far as the text of the address says.
    public static boolean isAllowed(URI address, NamedBy by) {
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        String host = address.getHost() == null ? "" : address.getHost().toLowerCase(Locale.ROOT);
        boolean here = LOOPBACK.contains(host);
        boolean reachable =
                switch (by) {
                    case CONFIGURATION ->
                        (scheme.equals("https") && !host.isEmpty()) || (scheme.equals("http") && here);
                    case OTHERS -> scheme.equals("https") && !host.isEmpty() && !here;
                };
        return reachable && address.getRawUserInfo() == null && address.getRawFragment() == null;
    }

    /// The document at `address`. `IOException` when it cannot be had in time, is too large, or the answer is not 200;
    /// its message is for the operator.
    public byte[] get(URI address, NamedBy by) throws IOException {
        Answer answer = send("GET", address, Headers.of("Accept", "application/json"), new byte[0], by);
        if (answer.status() != 200) {
            throw new IOException(address + " answers " + answer.status());
        }
        return answer.body();
    }

    /// The answer, whatever it is. The request may reach the server twice.
    public Answer send(String method, URI address, Headers headers, byte[] body, NamedBy by) throws IOException {
        return sent(by, () -> new ClientRequest(method, address, headers, body, ClientRequest.Repeat.SAFE), address);
    }

    /// The answer to a POST, whatever it is. The request reaches the server once at most: a code or a refresh token
    /// that came twice would count as stolen.
    public Answer postOnce(URI address, Headers headers, byte[] body, NamedBy by) throws IOException {
        return sent(by, () -> new ClientRequest("POST", address, headers, body), address);
    }

    private Answer sent(NamedBy by, Supplier<ClientRequest> made, URI address) throws IOException {
        if (!isAllowed(address, by)) {
            throw new IOException("`" + address + "` is neither an https address nor one of this machine that the"
                    + " configuration names");
        }
        ClientRequest request;
        try {
            request = made.get();
        } catch (IllegalArgumentException odd) {
            throw new IOException("`" + address + "` can't be asked", odd);
        }
        try (ClientResponse response = client(by).send(request, deadline)) {
            return new Answer(response.status(), response.headers(), response.body(bytesMax));
        } catch (HttpFailure failure) {
            throw failure.getCause() instanceof UnknownHostException unreachable
                    ? new IOException(address + ": " + unreachable.getMessage(), failure)
                    : new IOException(address + ": " + failure.getMessage(), failure);
        }
    }

    private InetAddress chosen(String host, NamedBy by) throws UnknownHostException {
        for (InetAddress address : lookup.all(host)) {
            if (by.mayReach(Network.of(address))) {
                return address;
            }
        }
        throw new UnknownHostException("`" + host + "` is in a network that nothing is fetched from");
    }

    // Made when first needed: it is not cheap, and many gateways never need it.
    private synchronized HttpClient client(NamedBy by) throws IOException {
        HttpClient known = clients.get(by);
        if (known == null) {
            known = new HttpClient(settings.withAddresses(host -> chosen(host, by)));
            clients.put(by, known);
        }
        return known;
    }

    @Override
    public synchronized void close() {
        clients.values().forEach(HttpClient::close);
    }
}
