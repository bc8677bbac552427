package io.tidegate.guard;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Is a text an address that a server may go to, however the server reads it?
///
/// Names are compared and not looked up: whoever owns a name may answer the server otherwise than us. What leads into
/// private networks by its text alone is refused, unless that very host is allowed.
public final class UrlRules {
    public static final int LENGTH_MAX = 4_096;

    private static final Pattern URL =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,31})://([^/?#]+)(.*)", Pattern.DOTALL);
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]*\\]|[^:\\[\\]]+)(?::([0-9]{1,5}))?");
    private static final Pattern BELOW = Pattern.compile("\\*\\.[a-z0-9][a-z0-9-]*(?:\\.[a-z0-9][a-z0-9-]*)+");

    private final Set<Scheme> schemes;
    private final List<String> hosts;
    private final Set<Integer> ports;

    /// @param hosts names, addresses, and `*.` with a name for all below it; none for every public host
    /// @param ports beside those of the schemes
    public UrlRules(Set<Scheme> schemes, List<String> hosts, Set<Integer> ports) {
        if (!hosts.stream().allMatch(UrlRules::isHost)) {
            throw new IllegalArgumentException("not a host");
        }
        this.schemes = Set.copyOf(schemes);
        this.hosts = List.copyOf(hosts);
        this.ports = Set.copyOf(ports);
    }

    /// Whether hosts can be named so: in small letters, in ASCII, without a port.
    public static boolean isHost(String text) {
        if (text.startsWith("*.")) {
            return BELOW.matcher(text).matches() && HostText.of(text.substring(2)) instanceof HostText.Name;
        }
        return switch (HostText.of(text)) {
            case HostText.Name(String name) -> name.equals(text);
            case HostText.Address _ -> true;
            case HostText.Bad _ -> false;
        };
    }

    public List<String> hosts() {
        return hosts;
    }

    public Set<Scheme> schemes() {
        return schemes;
    }

    /// What is wrong with an argument; nothing where it is an address that is allowed.
    public Optional<UrlFault> judge(String text) {
        if (text.length() > LENGTH_MAX) {
            return Optional.of(UrlFault.TOO_LONG);
        }
        if (!PlainText.isOfNames(text) || text.codePoints().anyMatch(UrlRules::isForeign)) {
            return Optional.of(UrlFault.CHARACTERS);
        }
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            return Optional.of(UrlFault.MALFORMED);
        }
        Optional<Scheme> scheme = Scheme.named(url.group(1)).filter(schemes::contains);
        if (scheme.isEmpty()) {
            return Optional.of(UrlFault.SCHEME);
        }
        String rest = url.group(3);
        boolean atBehind = !rest.startsWith("/") && rest.indexOf('@') >= 0;
        if (atBehind || url.group(2).indexOf('@') >= 0) {
            return Optional.of(UrlFault.USER);
        }
        Matcher authority = AUTHORITY.matcher(url.group(2));
        if (!authority.matches()) {
            return Optional.of(UrlFault.MALFORMED);
        }
        Optional<UrlFault> host = host(HostText.of(authority.group(1)));
        return host.isPresent() ? host : port(scheme.get(), Optional.ofNullable(authority.group(2)));
    }

    /// Readers of URLs drop blanks, and take a backslash for a slash; none of these stands in one.
    private static boolean isForeign(int c) {
        return c == '\\'
                || c == '"'
                || c == '<'
                || c == '>'
                || c == '`'
                || c == '^'
                || Character.isWhitespace(c)
                || Character.isSpaceChar(c);
    }

    private Optional<UrlFault> host(HostText host) {
        return switch (host) {
            case HostText.Bad(UrlFault fault) -> Optional.of(fault);
            case HostText.Name name -> {
                if (hosts.contains(name.text()) || isBelow(name.text())) {
                    yield Optional.empty();
                }
                yield name.isPrivate() ? Optional.of(UrlFault.PRIVATE) : unnamed();
            }
            case HostText.Address address -> {
                if (hosts.stream().anyMatch(allowed -> isAddress(allowed, address.address()))) {
                    yield Optional.empty();
                }
                yield address.isPrivate() ? Optional.of(UrlFault.PRIVATE) : unnamed();
            }
        };
    }

    private Optional<UrlFault> unnamed() {
        return hosts.isEmpty() ? Optional.empty() : Optional.of(UrlFault.HOST);
    }

    private boolean isBelow(String name) {
        return hosts.stream().anyMatch(host -> host.startsWith("*.") && name.endsWith(host.substring(1)));
    }

    private static boolean isAddress(String allowed, InetAddress address) {
        return HostText.of(allowed) instanceof HostText.Address(InetAddress other) && other.equals(address);
    }

    private Optional<UrlFault> port(Scheme scheme, Optional<String> said) {
        int port = said.map(Integer::parseInt).orElse(scheme.port());
        return port == scheme.port() || ports.contains(port) ? Optional.empty() : Optional.of(UrlFault.PORT);
    }
}
