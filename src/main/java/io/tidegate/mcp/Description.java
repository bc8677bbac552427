package io.tidegate.mcp;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;

/// A prompt, a resource or a template as its server describes it.
///
/// @param name of a prompt: 1 to 128 visible characters with single spaces between them; else a URI or a template of
/// URIs (RFC 3986, RFC 6570), at most 2,048 visible characters that begin with a scheme
/// @param json the whole definition, an object
public record Description(Offering kind, String name, JsonDocument json) implements Definition {
    private static final int NAME_MAX = 128;
    private static final Pattern NAME =
            Pattern.compile("[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}]+( [\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}]+)*+");
    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{0,63}:[^\\p{Cntrl}\\p{Cf}\\s]{0,1984}");

    public Description {
        if (kind == Offering.TOOL) {
            throw new IllegalArgumentException("a tool has a definition of its own");
        }
    }

    static Optional<Description> of(Offering kind, JsonValue value) {
        boolean named = value.get("name").map(name -> name.is(JsonKind.STRING)).orElse(true);
        return value.string(kind.key())
                .filter(_ -> named)
                .filter(name -> kind == Offering.PROMPT ? isPromptName(name) : isUri(name))
                .map(name -> new Description(kind, name, DefinitionShape.mended(value.detached())));
    }

    private static boolean isPromptName(String text) {
        return text.length() <= NAME_MAX && NAME.matcher(text).matches();
    }

    /// Whether this could be the URI of a resource, or a template of such.
    public static boolean isUri(String text) {
        return URI.matcher(text).matches();
    }
}
