package io.tidegate.catalog;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which host and port does a URI of `http` or its like mean, in one spelling (RFC 3986, section 6.2.3)?
///
/// The URL standard (WHATWG, URL, section 4.4) reads many more texts than RFC 3986 as the same host. Whatever both
/// don't read alike means none here: users, empty ports, other numbers of slashes, hosts that aren't ASCII, IPv4
/// addresses in other ways than four decimal numbers. The several spellings of one IPv6 address are not seen.
final class WebUri {
    private static final Map<String, Integer> PORTS = Map.of("http", 80, "https", 443, "ws", 80, "wss", 443, "ftp", 21);
    private static final Pattern AUTHORITY =
            Pattern.compile("(?<host>\\[[0-9a-f:.]+]|[a-z0-9-]+(?:\\.[a-z0-9-]+)*)(?::(?<port>0*[0-9]{1,5}))?");
    private static final Pattern NUMBER_AT_END = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1?[1-9]?[0-9]|10[0-9])(?:\\.(?!$)|$)){4}");
    private static final int PORT_MAX = 65_535;

    private WebUri() {}

    static boolean has(String scheme) {
        return PORTS.containsKey(scheme);
    }

    /// `scheme://host`, with the port where it isn't the scheme's own.
    ///
    /// @param authority what stands between `//` and the path
    static Optional<String> origin(String scheme, Optional<String> authority) {
        Optional<Matcher> parts = authority
                .map(text -> AUTHORITY.matcher(text.toLowerCase(Locale.ROOT)))
                .filter(Matcher::matches);
        if (parts.isEmpty() || !authority.orElse("").chars().allMatch(letter -> letter < 0x7f)) {
            return Optional.empty(); // some letters that aren't ASCII have small ones that are
        }
        String host = parts.get().group("host");
        Optional<Integer> port = Optional.ofNullable(parts.get().group("port")).map(Integer::valueOf);
        boolean inOtherWays =
                NUMBER_AT_END.matcher(host).matches() && !IPV4.matcher(host).matches();
        if (inOtherWays || port.filter(number -> number > PORT_MAX).isPresent()) {
            return Optional.empty();
        }
        String shown = port.filter(number -> !number.equals(PORTS.get(scheme)))
                .map(number -> ":" + number)
                .orElse("");
        return Optional.of(scheme + "://" + host + shown);
    }
}
