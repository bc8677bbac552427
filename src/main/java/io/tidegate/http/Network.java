package io.tidegate.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// In which network is an address? By the registries of special-purpose addresses (RFC 6890), and the addresses at
/// which the clouds hand out credentials to whoever is on the machine.
public enum Network {
    PUBLIC,
    /// Of an organisation's own (RFC 1918, RFC 4193, RFC 6598).
    PRIVATE,
    LOOPBACK,
    /// Nothing that is fetched is there: links, clouds' metadata, many receivers at once, examples, what has no
    /// meaning.
    NOWHERE;

    @SuppressWarnings("ArrayRecordComponent") // ranges are not compared
    private record Range(byte[] prefix, int bits, Network network) {
        static Range of(String text, Network network) {
            int slash = text.indexOf('/');
            byte[] prefix = InetAddress.ofLiteral(text.substring(0, slash)).getAddress();
            return new Range(prefix, Integer.parseInt(text.substring(slash + 1)), network);
        }

        boolean has(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final Range TRANSLATED = Range.of("64:ff9b::/96", NOWHERE);
    private static final Range SIX_TO_FOUR = Range.of("2002::/16", NOWHERE);

    /// The first that has an address decides.
    private static final List<Range> RANGES = ranges();

    private static List<Range> ranges() {
        List<Range> ranges = new ArrayList<>();
        List.of("168.63.129.16/32", "100.100.100.200/32", "fd00:ec2::254/128", "fd20:ce::254/128")
                .forEach(metadata -> ranges.add(Range.of(metadata, NOWHERE)));
        List.of("127.0.0.0/8", "::1/128").forEach(here -> ranges.add(Range.of(here, LOOPBACK)));
        List.of(
                        "10.0.0.0/8",
                        "100.64.0.0/10",
                        "172.16.0.0/12",
                        "192.168.0.0/16",
                        "198.18.0.0/15",
                        "fc00::/7",
                        "fec0::/10")
                .forEach(own -> ranges.add(Range.of(own, PRIVATE)));
        List.of(
                        "0.0.0.0/8",
                        "169.254.0.0/16",
                        "192.0.0.0/24",
                        "192.0.2.0/24",
                        "198.51.100.0/24",
                        "203.0.113.0/24",
                        "224.0.0.0/3",
                        "2001::/32",
                        "2001:db8::/32",
                        "3fff::/20")
                .forEach(none -> ranges.add(Range.of(none, NOWHERE)));
        List.of("0.0.0.0/0", "2000::/3").forEach(rest -> ranges.add(Range.of(rest, PUBLIC)));
        ranges.add(Range.of("::/0", NOWHERE));
        return List.copyOf(ranges);
    }

    /// An address that only carries an older one is where that is (RFC 6052, RFC 3056); Java itself reads mapped ones
    /// so.
    public static Network of(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return of(bytes);
        }
        if (TRANSLATED.has(bytes)) {
            return of(part(bytes, 12));
        }
        return SIX_TO_FOUR.has(bytes) ? of(part(bytes, 2)) : of(bytes);
    }

    private static Network of(byte[] address) {
        return RANGES.stream()
                .filter(range -> range.has(address))
                .findFirst()
                .map(Range::network)
                .orElse(NOWHERE);
    }

    private static byte[] part(byte[] bytes, int from) {
        return new byte[] {bytes[from], bytes[from + 1], bytes[from + 2], bytes[from + 3]};
    }
}
