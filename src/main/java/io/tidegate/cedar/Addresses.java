package io.tidegate.cedar;

import io.tidegate.cedar.EvaluationError.Kind;
import io.tidegate.cedar.Value.Address;

/// Which address or range does a text name (Cedar's `ipaddr`)? IPv4 in four decimal numbers without leading zeros; IPv6
/// as RFC 4291 writes it, but without an IPv4 address inside; `/` and a prefix without leading zeros may follow.
///
/// Nothing is resolved, and no other notation of an address is one.
final class Addresses {
    private static final int LENGTH_MAX = 43;
    private static final int GROUPS = 8;

    private final String text;
    private final int end;
    private int place;

    private Addresses(String text, int end) {
        this.text = text;
        this.end = end;
    }

    /// @throws EvaluationError where it names none
    static Address of(String text) {
        if (text.length() > LENGTH_MAX) {
            throw Kind.EXTENSION.error();
        }
        int slash = text.indexOf('/');
        Addresses reader = new Addresses(text, slash < 0 ? text.length() : slash);
        boolean isFour = text.indexOf(':') < 0;
        int bits = isFour ? 32 : 128;
        int prefix = slash < 0 ? bits : prefix(text.substring(slash + 1), bits);
        Address address = isFour ? reader.four(prefix) : reader.six(prefix);
        if (reader.place != reader.end) {
            throw Kind.EXTENSION.error();
        }
        return address;
    }

    /// 127.0.0.0/8 or ::1, all of it.
    static boolean isLoopback(Address address) {
        return address.isFour()
                ? address.low() >>> 24 == 127 && address.prefix() >= 8
                : address.high() == 0 && address.low() == 1 && address.prefix() == 128;
    }

    /// 224.0.0.0/4 or ff00::/8, all of it.
    static boolean isMulticast(Address address) {
        return address.isFour()
                ? address.low() >>> 28 == 0xe && address.prefix() >= 4
                : address.high() >>> 56 == 0xff && address.prefix() >= 8;
    }

    /// Whether all of `inner` is in `outer`.
    static boolean isInRange(Address inner, Address outer) {
        if (inner.isFour() != outer.isFour() || inner.prefix() < outer.prefix()) {
            return false;
        }
        int prefix = outer.prefix();
        long high = inner.high() ^ outer.high();
        long low = inner.low() ^ outer.low();
        if (inner.isFour()) {
            return low >>> (32 - prefix) == 0;
        }
        return prefix <= 64 ? leading(high, prefix) == 0 : high == 0 && leading(low, prefix - 64) == 0;
    }

    /// The first `count` of 64 bits; a shift by 64 would be one by none.
    private static long leading(long bits, int count) {
        return count == 0 ? 0 : bits >>> (64 - count);
    }

    private static int prefix(String digits, int max) {
        int length = digits.length();
        boolean isNumber = length > 0
                && length <= 3
                && digits.chars().allMatch(digit -> digit >= '0' && digit <= '9')
                && (length == 1 || digits.charAt(0) != '0');
        if (!isNumber || Integer.parseInt(digits) > max) {
            throw Kind.EXTENSION.error();
        }
        return Integer.parseInt(digits);
    }

    private Address four(int prefix) {
        long address = 0;
        for (int part = 0; part < 4; part++) {
            if (part > 0 && !take('.')) {
                throw Kind.EXTENSION.error();
            }
            address = (address << 8) | decimal();
        }
        return new Address(true, 0, address, prefix);
    }

    /// 0 to 255, without leading zeros.
    private int decimal() {
        int begin = place;
        int number = 0;
        while (place < end && place - begin < 3 && digit(10) >= 0) {
            number = number * 10 + digit(10);
            place++;
        }
        boolean hasZero = place - begin > 1 && text.charAt(begin) == '0';
        if (place == begin || hasZero || number > 255) {
            throw Kind.EXTENSION.error();
        }
        return number;
    }

    private Address six(int prefix) {
        int[] groups = new int[GROUPS];
        int head = groups(groups, GROUPS);
        if (head < GROUPS) {
            if (!text.startsWith("::", place) || place + 2 > end) {
                throw Kind.EXTENSION.error();
            }
            place += 2;
            int[] rest = new int[GROUPS];
            int tail = groups(rest, GROUPS - head - 1); // `::` stands for a group at least
            System.arraycopy(rest, 0, groups, GROUPS - tail, tail);
        }
        return new Address(false, half(groups, 0), half(groups, 4), prefix);
    }

    private static long half(int[] groups, int from) {
        long half = 0;
        for (int group = from; group < from + 4; group++) {
            half = (half << 16) | groups[group];
        }
        return half;
    }

    /// Reads up to `max` groups with colons between them; stops before what is none.
    private int groups(int[] to, int max) {
        int count = 0;
        while (count < max) {
            int back = place;
            if ((count > 0 && !take(':')) || !group(to, count)) {
                place = back;
                break;
            }
            count++;
        }
        return count;
    }

    private boolean group(int[] to, int at) {
        int begin = place;
        int number = 0;
        while (place < end && digit(16) >= 0) {
            number = (number << 4) | digit(16);
            place++;
            if (place - begin > 4) {
                return false;
            }
        }
        to[at] = number;
        return place > begin;
    }

    /// The ASCII digit here, or -1.
    private int digit(int radix) {
        char here = text.charAt(place);
        return here < 128 ? Character.digit(here, radix) : -1;
    }

    private boolean take(char expected) {
        boolean is = place < end && text.charAt(place) == expected;
        place += is ? 1 : 0;
        return is;
    }
}
