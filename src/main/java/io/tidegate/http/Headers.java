package io.tidegate.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which header fields does a message carry? Immutable, in the order and spelling sent, duplicates kept.
///
/// Names are compared without regard to case. Values are the bytes of the wire read as Latin-1, without the white
/// space around them. Does not judge what a value means, and does not join repeated fields.
public final class Headers {
    private static final Headers NONE = new Headers(new String[0]);
    private static final boolean[] NAME_BYTES = nameBytes();

    /// Name and value in turn.
    private final String[] fields;

    private Headers(String[] fields) {
        this.fields = fields;
    }

    public static Headers none() {
        return NONE;
    }

    /// `namesAndValues`: name, value, name, value... Throws `IllegalArgumentException` for what RFC 9110 section 5
    /// does not allow.
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a header needs a name and a value");
        }
        for (int i = 0; i < namesAndValues.length; i += 2) {
            requireValid(namesAndValues[i], namesAndValues[i + 1]);
        }
        return namesAndValues.length == 0 ? NONE : new Headers(namesAndValues.clone());
    }

    /// Fields that the scanner and the codec have already judged. Takes the array over.
    static Headers judged(String[] fields) {
        return fields.length == 0 ? NONE : new Headers(fields);
    }

    /// These headers and one more.
    public Headers and(String name, String value) {
        requireValid(name, value);
        String[] more = new String[fields.length + 2];
        System.arraycopy(fields, 0, more, 0, fields.length);
        more[fields.length] = name;
        more[fields.length + 1] = value;
        return new Headers(more);
    }

    /// These headers without any of the given name.
    public Headers without(String name) {
        List<String> kept = new ArrayList<>(fields.length);
        for (int i = 0; i < fields.length; i += 2) {
            if (!fields[i].equalsIgnoreCase(name)) {
                kept.add(fields[i]);
                kept.add(fields[i + 1]);
            }
        }
        return judged(kept.toArray(String[]::new));
    }

    /// The first value of that name.
    public Optional<String> first(String name) {
        int at = indexOf(name, 0);
        return at < 0 ? Optional.empty() : Optional.of(fields[at + 1]);
    }

    /// The value of that name if it was sent exactly once. For headers on which something depends, a repeated one
    /// is no value.
    public Optional<String> only(String name) {
        int at = indexOf(name, 0);
        return at < 0 || indexOf(name, at + 2) >= 0 ? Optional.empty() : Optional.of(fields[at + 1]);
    }

    /// All values of that name, in order.
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (int at = indexOf(name, 0); at >= 0; at = indexOf(name, at + 2)) {
            values.add(fields[at + 1]);
        }
        return List.copyOf(values);
    }

    public boolean has(String name) {
        return indexOf(name, 0) >= 0;
    }

    /// How many fields of that name there are.
    public int count(String name) {
        int count = 0;
        for (int at = indexOf(name, 0); at >= 0; at = indexOf(name, at + 2)) {
            count++;
        }
        return count;
    }

    /// How many fields there are.
    public int size() {
        return fields.length / 2;
    }

    /// The name of the field at `index`, as sent.
    public String name(int index) {
        return fields[index * 2];
    }

    public String value(int index) {
        return fields[index * 2 + 1];
    }

    /// True if a comma-separated list header (such as `Connection`) holds the token, in any of its fields.
    boolean lists(String name, String token) {
        for (int at = indexOf(name, 0); at >= 0; at = indexOf(name, at + 2)) {
            String value = fields[at + 1];
            if (value.equalsIgnoreCase(token)) {
                return true;
            }
            if (value.indexOf(',') >= 0 && listed(value, token)) {
                return true;
            }
        }
        return false;
    }

    private static boolean listed(String list, String token) {
        int from = 0;
        while (from <= list.length()) {
            int comma = list.indexOf(',', from);
            int to = comma < 0 ? list.length() : comma;
            if (list.substring(from, to).strip().equalsIgnoreCase(token)) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }

    private int indexOf(String name, int from) {
        int length = name.length();
        for (int i = from; i < fields.length; i += 2) {
            String candidate = fields[i];
            if (candidate.length() == length && candidate.equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    /// RFC 9110 section 5.6.2, `tchar`.
    static boolean isNameByte(int value) {
        return value >= 0 && value < 128 && NAME_BYTES[value];
    }

    private static void requireValid(String name, String value) {
        if (name.isEmpty() || !name.chars().allMatch(Headers::isNameByte)) {
            throw new IllegalArgumentException("a header name has a character that is not allowed there");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 127 || c > 255) {
                throw new IllegalArgumentException(
                        "the value of header `" + name + "` has a character that is not allowed there");
            }
        }
        if (!value.isEmpty() && (isSpace(value.charAt(0)) || isSpace(value.charAt(value.length() - 1)))) {
            throw new IllegalArgumentException("the value of header `" + name + "` has white space around it");
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean[] nameBytes() {
        boolean[] allowed = new boolean[128];
        String marks = "!#$%&'*+-.^_`|~";
        for (int c = 0; c < 128; c++) {
            allowed[c] =
                    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || marks.indexOf(c) >= 0;
        }
        return allowed;
    }

    /// Names only: values may be secrets.
    @Override
    public String toString() {
        StringBuilder names = new StringBuilder("headers");
        for (int i = 0; i < fields.length; i += 2) {
            names.append(' ').append(fields[i]);
        }
        return names.toString();
    }
}
