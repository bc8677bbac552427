package io.tidegate.mcp;

import io.tidegate.json.JsonValue;

/// What a client or server says it is: a hint for people, never a ground for a decision.
///
/// @param name at most 64 printable characters
/// @param version at most 32 printable characters
public record PeerInfo(String name, String version) {
    public static final PeerInfo UNKNOWN = new PeerInfo("unknown", "");

    public PeerInfo {
        name = printable(name, 64);
        version = printable(version, 32);
    }

    public static PeerInfo of(JsonValue info) {
        return new PeerInfo(
                info.string("name").orElse("unknown"), info.string("version").orElse(""));
    }

    private static String printable(String text, int lengthMax) {
        StringBuilder kept = new StringBuilder();
        for (int at = 0; at < text.length() && kept.length() < lengthMax; at++) {
            char letter = text.charAt(at);
            kept.append(letter > ' ' && letter < 127 ? letter : '_');
        }
        return kept.toString();
    }
}
