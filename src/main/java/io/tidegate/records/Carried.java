package io.tidegate.records;

import io.tidegate.config.Records.Others;
import io.tidegate.json.Canonical;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Which documents does the result of a tool carry? Its structured content, and blocks of text that say the same in
/// JSON; or, without the one, each block of text as a document by itself.
///
/// Whatever else it carries is refused, or left out.
public final class Carried {
    private final Optional<JsonValue> structured;
    private final List<JsonValue> texts;

    private Carried(Optional<JsonValue> structured, List<JsonValue> texts) {
        this.structured = structured;
        this.texts = List.copyOf(texts);
    }

    /// @throws Unfilterable where there is something else, and that is to be refused
    public static Carried of(JsonValue result, Others others) throws Unfilterable {
        Optional<JsonValue> structured = result.get("structuredContent");
        Optional<JsonValue> content = result.get("content");
        if (content.filter(list -> !list.is(JsonKind.ARRAY)).isPresent()) {
            throw new Unfilterable("content-shape");
        }
        Optional<byte[]> said = structured.map(Canonical::of);
        List<JsonValue> texts = new ArrayList<>();
        for (JsonValue block : content.map(JsonValue::elements).orElse(List.of())) {
            Optional<JsonValue> document = document(block)
                    .filter(text -> said.map(its -> Arrays.equals(its, Canonical.of(text)))
                            .orElse(true));
            if (document.isPresent()) {
                texts.add(document.get());
            } else if (others == Others.REFUSED) {
                throw new Unfilterable(structured.isPresent() ? "content-differs" : "not-json");
            }
        }
        return new Carried(structured, texts);
    }

    private static Optional<JsonValue> document(JsonValue block) {
        return block.string("type")
                .filter("text"::equals)
                .flatMap(_ -> block.string("text"))
                .flatMap(Carried::parsed);
    }

    private static Optional<JsonValue> parsed(String text) {
        try {
            return Optional.of(JsonDocument.parse(text.getBytes(StandardCharsets.UTF_8), JsonLimits.DEFAULT)
                    .root());
        } catch (MalformedJson prose) {
            return Optional.empty();
        }
    }

    /// What is to be filtered.
    public List<JsonValue> documents() {
        return structured.map(List::of).orElse(texts);
    }

    /// Whether the documents are its structured content.
    public boolean isStructured() {
        return structured.isPresent();
    }

    /// A result that says these documents in place of its own, and nothing else.
    ///
    /// @param filtered each in the place of what was to be filtered
    /// @param told a word of the gateway's beside them
    public byte[] with(List<byte[]> filtered, Optional<String> told) {
        JsonWriter out = new JsonWriter().object().name("content").array();
        for (int at = 0; at < texts.size(); at++) {
            text(out, new String(filtered.get(isStructured() ? 0 : at), StandardCharsets.UTF_8));
        }
        told.ifPresent(words -> text(out, words));
        out.endArray();
        if (isStructured()) {
            out.name("structuredContent").raw(filtered.getFirst());
        }
        return out.endObject().bytes();
    }

    /// A result that says that there is none.
    public static byte[] withheld(String told) {
        JsonWriter out = new JsonWriter().object().name("content").array();
        text(out, told);
        return out.endArray().member("isError", true).endObject().bytes();
    }

    private static void text(JsonWriter out, String text) {
        out.object().member("type", "text").member("text", text).endObject();
    }
}
