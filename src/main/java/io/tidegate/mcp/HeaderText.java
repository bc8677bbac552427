package io.tidegate.mcp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

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

    /// What the header says; empty where its encoding is broken, padding and letters included.
    public static Optional<String> decoded(String header) {
        if (!header.startsWith(START) || !header.endsWith(END) || header.length() < START.length() + END.length()) {
            return Optional.of(header);
        }
        String inner = header.substring(START.length(), header.length() - END.length());
        try {
            byte[] bytes = Base64.getDecoder().decode(inner);
            String text = new String(bytes, StandardCharsets.UTF_8);
            // The one way to write it: the decoder takes others too, and puts marks where there is no UTF-8.
            boolean exact = inner.equals(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
            return exact ? Optional.of(text) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /// Whether a header can say it, and nobody would take it for something encoded.
    private static boolean isPlain(String text) {
        boolean visible = text.chars().allMatch(letter -> letter >= ' ' && letter < 127);
        return visible && !text.isEmpty() && text.strip().equals(text) && !text.startsWith(START);
    }
}
