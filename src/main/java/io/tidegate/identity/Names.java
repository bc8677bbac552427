package io.tidegate.identity;

/// Can this be the name of a user, a group, a client? Not empty, at most 256 characters, nothing that cannot be seen.
final class Names {
    static final int LENGTH_MAX = 256; // an OIDC `sub` is at most 255 (OpenID Connect Core 1.0, section 2)

    private Names() {}

    static boolean valid(String name) {
        return !name.isBlank()
                && name.length() <= LENGTH_MAX
                && name.equals(name.strip())
                && name.codePoints().noneMatch(Names::hidden);
    }

    /// A user's, by the word of whoever vouches for users: not one that only Tidegate itself gives.
    static boolean isUsers(String name) {
        return valid(name)
                && !name.equals(Principal.ANONYMOUS_ID)
                && !name.startsWith(Principal.SYSTEM_USER)
                && !name.startsWith(TokenGrants.CLIENT);
    }

    /// A scope (RFC 6749, section 3.3): visible ASCII without quotes and backslashes, so that it can stand in a
    /// challenge.
    static boolean isScope(String text) {
        return !text.isEmpty()
                && text.length() <= LENGTH_MAX
                && text.chars().allMatch(c -> c > ' ' && c < 127 && c != '"' && c != '\\');
    }

    static void check(String what, String name) {
        if (!valid(name)) {
            throw new IllegalArgumentException(
                    "a " + what + " is 1 to " + LENGTH_MAX + " visible characters without blanks around them");
        }
    }

    private static boolean hidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false; // the JDK's categories are numbers, not a closed world
        };
    }
}
