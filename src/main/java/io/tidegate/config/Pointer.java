package io.tidegate.config;

import java.util.Arrays;
import java.util.List;

/// Where in arguments or in an answer is it: a JSON Pointer (RFC 6901) whose step `*` is any element or member.
///
/// @param text as the operator wrote it; a plain name means the member of that name
public record Pointer(String text) {
    static final String FORM = "(/([^~/*]|~[01]){0,128}|/\\*){1,16}|[^/*\\[\\]][^/*\\[\\]]{0,127}";
    static final String WORDS = "an argument's name, or a JSON pointer such as `/paths/*`";

    /// The step that is any.
    public static final String ANY = "*";

    public Pointer {
        if (!isPointer(text)) {
            throw new IllegalArgumentException("not " + WORDS);
        }
    }

    /// Whether the text is one.
    public static boolean isPointer(String text) {
        return text.matches(FORM);
    }

    /// The names on the way, with [#ANY] for any.
    public List<String> steps() {
        return text.startsWith("/")
                ? Arrays.stream(text.substring(1).split("/", -1))
                        .map(step -> step.replace("~1", "/").replace("~0", "~"))
                        .toList()
                : List.of(text);
    }
}
