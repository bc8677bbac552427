package io.tidegate.mcp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// How does a text of the body stand in a header (MCP 2026-07-28, Streamable HTTP, Value encoding)? As it is where a
/// header can say it, else as `=?base64?...?=`.
public final class HeaderText {
    private static final String START = "=?base64?";
    private static final String END = "?=";

    private HeaderText() {}

    public static String encoded(String text) {
        if (isPlain(text)) {
            return text;
        }
        return START + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + END;
    }

    /// Whether a header can say it, and nobody would take it for something encoded.
    private static boolean isPlain(String text) {
        boolean visible = text.chars().allMatch(letter -> letter >= ' ' && letter < 127);
        return visible && !text.isEmpty() && text.strip().equals(text) && !text.startsWith(START);
    }
}
