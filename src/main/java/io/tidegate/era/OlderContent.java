package io.tidegate.era;

import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Description;
import io.tidegate.mcp.ProtocolVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which kinds of content does a version before 2025-06-18 not have? A text stands in the place of each: a link to a
/// resource becomes its URI, and before 2025-03-26 a sound becomes a sentence that says so.
final class OlderContent {
    private static final Pattern MIME = Pattern.compile("[A-Za-z0-9.+-]{1,40}/[A-Za-z0-9.+-]{1,60}");

    private OlderContent() {}

    /// The members `content` and `messages` of a result, where they have to change.
    static Map<String, byte[]> of(JsonValue result, ProtocolVersion version) {
        Map<String, byte[]> changed = new LinkedHashMap<>();
        List<JsonValue> content = elements(result, "content");
        if (content.stream().anyMatch(block -> told(block, version).isPresent())) {
            JsonWriter out = new JsonWriter().array();
            content.forEach(block -> write(out, block, version));
            changed.put("content", out.endArray().bytes());
        }
        List<JsonValue> messages = elements(result, "messages");
        if (messages.stream().anyMatch(message -> inner(message, version).isPresent())) {
            JsonWriter out = new JsonWriter().array();
            messages.forEach(message -> write(out, message, inner(message, version), version));
            changed.put("messages", out.endArray().bytes());
        }
        return changed;
    }

    private static List<JsonValue> elements(JsonValue result, String name) {
        return result.get(name)
                .map(all -> {
                    List<JsonValue> found = new java.util.ArrayList<>();
                    all.elements().forEach(found::add);
                    return found;
                })
                .orElse(List.of());
    }

    /// What a message of a prompt holds, where that has to change.
    private static Optional<JsonValue> inner(JsonValue message, ProtocolVersion version) {
        return message.is(JsonKind.OBJECT)
                ? message.get("content").filter(block -> told(block, version).isPresent())
                : Optional.empty();
    }

    private static void write(JsonWriter out, JsonValue message, Optional<JsonValue> inner, ProtocolVersion version) {
        if (inner.isEmpty()) {
            out.value(message);
            return;
        }
        out.object();
        for (JsonValue.Member member : message.members()) {
            out.name(member.name().text());
            if (member.name().says("content")) {
                write(out, member.value(), version);
            } else {
                out.value(member.value());
            }
        }
        out.endObject();
    }

    private static void write(JsonWriter out, JsonValue block, ProtocolVersion version) {
        Optional<String> text = told(block, version);
        if (text.isPresent()) {
            out.object().member("type", "text").member("text", text.get()).endObject();
        } else {
            out.value(block);
        }
    }

    private static Optional<String> told(JsonValue block, ProtocolVersion version) {
        if (!block.is(JsonKind.OBJECT)) {
            return Optional.empty();
        }
        boolean sounds = !Fitting.isBefore(version, ProtocolVersion.V2025_03_26);
        return switch (block.string("type").orElse("")) {
            case "resource_link" ->
                Optional.of(block.string("uri")
                        .filter(Description::isUri)
                        .orElse("[A link without an address is left out.]"));
            case "audio" -> sounds ? Optional.empty() : Optional.of(sound(block));
            default -> Optional.empty();
        };
    }

    private static String sound(JsonValue block) {
        return "[A sound ("
                + block.string("mimeType")
                        .filter(type -> MIME.matcher(type).matches())
                        .orElse("of an unknown kind")
                + ") is left out: MCP 2024-11-05, which your client speaks, has none.]";
    }
}
