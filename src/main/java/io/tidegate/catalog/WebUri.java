package io.tidegate.catalog;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Which host and port does a URI of `http` or its like mean, in one spelling (RFC 3986, section 6.2.3)?
///
/// The URL standard (WHATWG, URL, section 4.4) reads many more texts than RFC 3986 as the same host. Whatever both
/// don't read alike means none here: users, empty ports, other numbers of slashes, hosts that aren't ASCII, IPv4
/// addresses in other ways than four decimal numbers, IPv4 addresses within IPv6 ones. An IPv6 address is written as
/// RFC 5952 has it.
final class WebUri {
    private static final Map<String, Integer> PORTS = Map.of("http", 80, "https", 443, "ws", 80, "wss", 443, "ftp", 21);
    private static final Pattern AUTHORITY =
            Pattern.compile("(?<host>\\[[0-9a-f:.]+]|[a-z0-9-]+(?:\\.[a-z0-9-]+)*)(?::(?<port>0*[0-9]{1,5}))?");
    private static final Pattern NUMBER_AT_END = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1?[1-9]?[0-9]|10[0-9])(?:\\.(?!$)|$)){4}");
    private static final int PORT_MAX = 65_535;
    private static final int GROUPS = 8; // of an IPv6 address

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
        Optional<String> named = host(parts.get().group("host"));
        if (named.isEmpty()) {
            return Optional.empty();
        }
        String host = named.get();
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

    private static Optional<String> host(String written) {
        if (!written.startsWith("[")) {
            return Optional.of(written);
        }
        try {
            return InetAddress.ofLiteral(written.substring(1, written.length() - 1)) instanceof Inet6Address address
                    ? Optional.of("[" + shortest(address.getAddress()) + "]")
                    : Optional.empty();
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    /// RFC 5952, section 4: no zeros in front, and `::` for the longest run of two or more groups that are zero, the
    /// first of several.
    private static String shortest(byte[] address) {
        int start = GROUPS;
        int length = 1;
        for (int from = 0; from < GROUPS; from++) {
            int to = from;
            while (to < GROUPS && group(address, to) == 0) {
                to++;
            }
            if (to - from > length) {
                start = from;
                length = to - from;
            }
        }
        if (start == GROUPS) {
            return groups(address, 0, GROUPS);
        }
        return groups(address, 0, start) + "::" + groups(address, start + length, GROUPS);
    }

    private static String groups(byte[] address, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(place -> Integer.toHexString(group(address, place)))
                .collect(Collectors.joining(":"));
    }

    private static int group(byte[] address, int place) {
        return Byte.toUnsignedInt(address[2 * place]) << 8 | Byte.toUnsignedInt(address[2 * place + 1]);
    }
}
