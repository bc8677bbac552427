package io.tidegate.guard;

import io.tidegate.http.Network;
import java.net.IDN;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Which host does the host of a URL mean: a name, or an address in its one plain notation?
sealed interface HostText {
    /// @param text in small letters, in ASCII, without a dot at its end
    record Name(String text) implements HostText {
        /// Whether it can be known from the name alone that it leads to no public host: names of this machine, of
        /// links, of networks at home and in clouds, and those without a dot, which a resolver completes.
        boolean isPrivate() {
            return text.indexOf('.') < 0
                    || SPECIAL.stream().anyMatch(own -> text.equals(own) || text.endsWith("." + own));
        }
    }

    record Address(InetAddress address) implements HostText {
        boolean isPrivate() {
            return Network.of(address) != Network.PUBLIC;
        }
    }

    record Bad(UrlFault fault) implements HostText {}

    /// RFC 6761, RFC 6762, RFC 8375, RFC 9476 and what networks, clusters and clouds use beside them.
    Set<String> SPECIAL = Set.of(
            "alt",
            "mail",
            "intra",
            "svc",
            "default",
            "consul",
            "metadata.tencentyun.com",
            "api.metadata.cloud.ibm.com",
            "localhost",
            "localdomain",
            "local",
            "internal",
            "home.arpa",
            "intranet",
            "lan",
            "home",
            "corp",
            "private",
            "test",
            "invalid",
            "example",
            "onion",
            "in-addr.arpa",
            "ip6.arpa");

    Pattern LABEL = Pattern.compile("[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");
    /// What URL readers take for an IPv4 address (WHATWG URL, "ends in a number").
    Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");
    Pattern OCTETS = Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");
    /// Letters that the two editions of IDNA write differently.
    Pattern DEVIATIONS = Pattern.compile("[\u00DF\u1E9E\u03C2\u200C\u200D]");

    /// @param text as it stands, brackets included
    static HostText of(String text) {
        if (text.startsWith("[") && text.endsWith("]")) {
            return bracketed(text.substring(1, text.length() - 1));
        }
        if (text.indexOf('%') >= 0) {
            return new Bad(UrlFault.ENCODED);
        }
        Optional<String> ascii = ascii(text);
        if (ascii.isEmpty()) {
            return new Bad(UrlFault.CHARACTERS);
        }
        String host = ascii.get().toLowerCase(Locale.ROOT);
        host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        List<String> labels = Arrays.asList(host.split("\\.", -1));
        if (NUMBER.matcher(labels.getLast()).matches()) {
            return numeric(host, labels);
        }
        boolean plain = host.length() <= 253
                && labels.stream().allMatch(label -> LABEL.matcher(label).matches() && isHonest(label));
        return plain ? new Name(host) : new Bad(UrlFault.MALFORMED);
    }

    private static HostText numeric(String host, List<String> octets) {
        boolean plain =
                OCTETS.matcher(host).matches() && octets.stream().allMatch(octet -> Integer.parseInt(octet) <= 255);
        return plain ? new Address(InetAddress.ofLiteral(host)) : new Bad(UrlFault.NOTATION);
    }

    private static HostText bracketed(String text) {
        try {
            return text.matches("[0-9A-Fa-f:.]{2,45}") && text.indexOf(':') >= 0
                    ? new Address(InetAddress.ofLiteral(text))
                    : new Bad(UrlFault.MALFORMED);
        } catch (IllegalArgumentException malformed) {
            return new Bad(UrlFault.MALFORMED);
        }
    }

    /// Names in other letters as they are looked up. Forms that only look like letters are not folded but refused, and
    /// so is what two readers would look up differently.
    private static Optional<String> ascii(String text) {
        if (PlainText.isAscii(text)) {
            return Optional.of(text);
        }
        boolean folds = !PlainText.folded(text, PathStyle.WINDOWS)
                .equals(java.text.Normalizer.normalize(text, java.text.Normalizer.Form.NFC));
        if (folds || DEVIATIONS.matcher(text).find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    /// A label in Punycode that stands for nothing but ASCII is another spelling of a plain name.
    private static boolean isHonest(String label) {
        return !label.startsWith("xn--") || !PlainText.isAscii(IDN.toUnicode(label));
    }
}
