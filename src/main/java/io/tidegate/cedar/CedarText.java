package io.tidegate.cedar;

/// How is a policy's text given to Cedar's library? With escapes for the characters that it can't be given as they are:
/// its Java half hands texts over in the JVM's own form of UTF-8, in which NUL and what is beyond the first 65,536
/// characters are not UTF-8.
///
/// Cedar allows these only in strings and comments, and an escape means the same in a string.
public final class CedarText {
    private CedarText() {}

    /// The same text, as the library can be given it.
    public static String of(String text) {
        if (text.chars().noneMatch(unit -> unit == 0 || Character.isSurrogate((char) unit))) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(character -> {
            if (character == 0 || character > Character.MAX_VALUE) {
                safe.append("\\u{").append(Integer.toHexString(character)).append('}');
            } else {
                safe.appendCodePoint(character);
            }
        });
        return safe.toString();
    }
}
