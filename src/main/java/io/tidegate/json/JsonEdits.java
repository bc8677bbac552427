package io.tidegate.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Changes to a document, applied in one go: what is not named stays byte for byte.
public final class JsonEdits {
    private sealed interface Edit {
        record Replace(byte[] json) implements Edit {}

        record Remove() implements Edit {}

        record Put(Map<String, byte[]> members) implements Edit {}
    }

    private final JsonDocument document;
    private final NavigableMap<Integer, Edit> edits = new TreeMap<>();

    public JsonEdits(JsonDocument document) {
        this.document = document;
    }

    public boolean isEmpty() {
        return edits.isEmpty();
    }

    /// Puts other JSON in the place of a value, or of a member's name (which must then be a string).
    public JsonEdits replace(JsonValue value, byte[] json) {
        edits.put(own(value), new Edit.Replace(json));
        return this;
    }

    /// Puts another text in the place of a string.
    public JsonEdits replaceText(JsonValue string, String text) {
        return replace(string, new JsonWriter().text(text).bytes());
    }

    /// Removes a member from its object; `name` is the member's name as `members()` gives it.
    public JsonEdits remove(JsonValue name) {
        if (!name.isName()) {
            throw new IllegalArgumentException("only a member can be removed");
        }
        edits.put(own(name), new Edit.Remove());
        return this;
    }

    /// Sets a member of an object: in its place where it is there, else at the end.
    public JsonEdits put(JsonValue object, String name, byte[] json) {
        for (JsonValue.Member member : object.members()) {
            if (member.name().says(name)) {
                return replace(member.value(), json);
            }
        }
        Edit there = edits.computeIfAbsent(own(object), _ -> new Edit.Put(new LinkedHashMap<>()));
        if (there instanceof Edit.Put(Map<String, byte[]> members)) {
            members.put(name, json);
            return this;
        }
        throw new IllegalStateException("that object is replaced or removed as a whole");
    }

    private int own(JsonValue value) {
        if (value.document() != document) {
            throw new IllegalArgumentException("a value of another document");
        }
        return value.index();
    }

    /// The changed document, read anew so that its map is true; the document itself where nothing was changed.
    ///
    /// @throws MalformedJson if the result exceeds the limits, or a renamed member collides with another
    public JsonDocument apply(JsonLimits limits) throws MalformedJson {
        if (edits.isEmpty()) {
            return document;
        }
        JsonWriter out = new JsonWriter();
        write(document.root(), out);
        return JsonDocument.parse(out.bytes(), limits);
    }

    private boolean touched(JsonValue value) {
        Integer first = edits.ceilingKey(value.index());
        return first != null && first < document.entry(value.index(), JsonDocument.NEXT);
    }

    private void write(JsonValue value, JsonWriter out) {
        if (!touched(value)) {
            out.value(value);
            return;
        }
        if (edits.get(value.index()) instanceof Edit.Replace(byte[] json)) {
            out.raw(json);
            return;
        }
        if (value.is(JsonKind.ARRAY)) {
            out.array();
            value.elements().forEach(element -> write(element, out));
            out.endArray();
            return;
        }
        out.object();
        for (JsonValue.Member member : kept(value)) {
            write(member.name(), out);
            out.colon();
            write(member.value(), out);
        }
        if (edits.get(value.index()) instanceof Edit.Put(Map<String, byte[]> members)) {
            members.forEach((name, json) -> out.name(name).raw(json));
        }
        out.endObject();
    }

    private List<JsonValue.Member> kept(JsonValue object) {
        List<JsonValue.Member> kept = new ArrayList<>();
        for (JsonValue.Member member : object.members()) {
            if (!(edits.get(member.name().index()) instanceof Edit.Remove)) {
                kept.add(member);
            }
        }
        return kept;
    }
}
