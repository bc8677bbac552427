package io.tidegate.front;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What stands in a form (`application/x-www-form-urlencoded`)? Nothing where a field stands twice: which of two was
/// meant nobody knows (RFC 6749, section 3.2).
final class FormFields {
    private static final int FIELDS_MAX = 32;

    private FormFields() {}

    static Optional<Map<String, String>> read(byte[] body) {
        String[] pairs = new String(body, StandardCharsets.UTF_8).split("&", -1);
        Map<String, String> fields = new HashMap<>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            try {
                String name = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8);
                String value = URLDecoder.decode(equals < 0 ? "" : pair.substring(equals + 1), StandardCharsets.UTF_8);
                if (fields.put(name, value) != null || fields.size() > FIELDS_MAX) {
                    return Optional.empty();
                }
            } catch (IllegalArgumentException _) {
                return Optional.empty(); // the caller says that it can't be read
            }
        }
        return Optional.of(fields);
    }
}
