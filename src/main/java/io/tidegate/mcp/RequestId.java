package io.tidegate.mcp;

import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The id of a JSON-RPC request, as JSON, so that `1` and `"1"` stay two ids and no digit is lost.
///
/// @param json the id as it was written: a string or an integer
public record RequestId(String json) {
    private static final int LENGTH_MAX = 256;

    public static RequestId of(long number) {
        return new RequestId(Long.toString(number));
    }

    public static RequestId of(String text) {
        return new RequestId(new String(new JsonWriter().text(text).bytes(), StandardCharsets.UTF_8));
    }

    /// The id that this value is, where it is one: a string, or a number without fraction or exponent.
    public static Optional<RequestId> of(JsonValue value) {
        if (value.end() - value.start() > LENGTH_MAX) {
            return Optional.empty();
        }
        if (value.is(JsonKind.STRING)) {
            return Optional.of(of(value.text()));
        }
        String json = value.json();
        boolean whole = value.is(JsonKind.NUMBER) && json.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
        return whole ? Optional.of(new RequestId(json)) : Optional.empty();
    }
}
