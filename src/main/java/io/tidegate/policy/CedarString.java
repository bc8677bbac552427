package io.tidegate.policy;

/// How is a text written in Cedar's language? So that it can't end early: what is no letter, digit or plain sign of
/// ASCII is an escape.
final class CedarString {
    private CedarString() {}

    /// The text in quotes. A `*` is as it is: itself in a string, anything in a pattern of `like`.
    static String of(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(character -> {
            boolean sign = character > ' ' && character < 127 && character != '"' && character != '\\';
            if (sign || character == ' ' || Character.isLetterOrDigit(character)) {
                quoted.appendCodePoint(character);
            } else {
                quoted.append("\\u{").append(Integer.toHexString(character)).append('}');
            }
        });
        return quoted.append('"').toString();
    }
}
