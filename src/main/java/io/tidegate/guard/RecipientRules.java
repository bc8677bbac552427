package io.tidegate.guard;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Is a text a recipient whom the operator allowed, or a list of them, however a server reads it?
///
/// Only addresses in their plainest form are taken, since mail programs read the others in many ways: no quoted local
/// parts, comments, groups, encoded words, routes, `%` or `!` in front of the `@`, escapes, or letters beyond ASCII.
public final class RecipientRules {
    public static final int LENGTH_MAX = 4_096;
    public static final int MOST = 100;
    public static final String DOMAIN_FORM =
            "(?:\\*\\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?";
    public static final String NAME_FORM = "[#@+]?[A-Za-z0-9][A-Za-z0-9_.-]{0,127}\\*?";

    private static final int LOCAL_MAX = 64;
    /// With a `-` in front, some program would take it for an option.
    private static final Pattern LOCAL = Pattern.compile("(?!-)[A-Za-z0-9_+-]+(?:\\.[A-Za-z0-9_+-]+)*");
    private static final Pattern DOMAIN = Pattern.compile(DOMAIN_FORM);
    private static final Pattern NAME = Pattern.compile("[#@+]?[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");
    private static final Pattern DISPLAYED = Pattern.compile("(?:([A-Za-z0-9_.' -]{0,128}) )?<([^<>]*)>");

    private final List<String> addresses;
    private final List<String> domains;
    private final List<String> names;

    /// @param addresses whole ones; large and small letters are the same
    /// @param domains of addresses; with `*.` in front all below one
    /// @param names of channels and users, and telephone numbers, letter by letter, which may end in `*`
    public record Allowed(List<String> addresses, List<String> domains, List<String> names) {
        public Allowed {
            if (!addresses.stream().allMatch(RecipientRules::isAddress)
                    || !domains.stream()
                            .allMatch(domain -> DOMAIN.matcher(domain).matches())) {
                throw new IllegalArgumentException("not an address or a domain");
            }
            addresses = List.copyOf(addresses);
            domains = List.copyOf(domains);
            names = List.copyOf(names);
        }
    }

    public RecipientRules(Allowed allowed) {
        this.addresses = allowed.addresses().stream()
                .map(address -> address.toLowerCase(Locale.ROOT))
                .toList();
        this.domains = allowed.domains();
        this.names = allowed.names();
    }

    /// Whether it is an address in its plainest form.
    public static boolean isAddress(String text) {
        int at = text.indexOf('@');
        return at > 0
                && at <= LOCAL_MAX
                && LOCAL.matcher(text.substring(0, at)).matches()
                && isDomain(text.substring(at + 1).toLowerCase(Locale.ROOT));
    }

    /// Punycode hides letters that look alike, so there is none.
    private static boolean isDomain(String domain) {
        return domain.length() <= 253
                && !domain.startsWith("*")
                && DOMAIN.matcher(domain).matches()
                && !domain.startsWith("xn--")
                && !domain.contains(".xn--");
    }

    /// What is wrong with an argument; nothing where everyone whom it names is allowed.
    public Optional<RecipientFault> judge(String text) {
        if (text.length() > LENGTH_MAX) {
            return Optional.of(RecipientFault.TOO_LONG);
        }
        if (!text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            return Optional.of(RecipientFault.CHARACTERS);
        }
        String[] all = text.split(",", -1);
        if (all.length > MOST) {
            return Optional.of(RecipientFault.TOO_LONG);
        }
        for (String one : all) {
            Optional<RecipientFault> fault = one(all.length == 1 ? one : stripped(one));
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    /// Without the one blank that people write behind a comma.
    private static String stripped(String one) {
        return one.startsWith(" ") ? one.substring(1) : one;
    }

    private Optional<RecipientFault> one(String text) {
        Matcher displayed = DISPLAYED.matcher(text);
        String bare = displayed.matches() ? displayed.group(2) : text;
        if (isAddress(bare)) {
            return isAllowed(bare.toLowerCase(Locale.ROOT)) ? Optional.empty() : Optional.of(RecipientFault.OTHER);
        }
        if (displayed.matches() || !NAME.matcher(text).matches()) {
            return Optional.of(RecipientFault.FORM);
        }
        return names.stream().anyMatch(name -> fits(name, text)) ? Optional.empty() : Optional.of(RecipientFault.OTHER);
    }

    private boolean isAllowed(String address) {
        String domain = address.substring(address.indexOf('@') + 1);
        return addresses.contains(address)
                || domains.contains(domain)
                || domains.stream().anyMatch(each -> each.startsWith("*.") && domain.endsWith(each.substring(1)));
    }

    private static boolean fits(String pattern, String name) {
        return pattern.endsWith("*")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : name.equals(pattern);
    }
}
