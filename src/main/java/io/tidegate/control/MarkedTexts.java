package io.tidegate.control;

import io.tidegate.catalog.Server;
import io.tidegate.detect.UntrustedNotice;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import java.util.List;
import java.util.Optional;

/// Which texts of a result does a model or a person take at their word? Those get a mark of their own: the text blocks
/// of a call, also of one that went on as a task, and the messages with which a server asks a person for something.
final class MarkedTexts {
    private final JsonEdits edits;
    private final String nonce;
    private int count;

    MarkedTexts(JsonEdits edits, String nonce) {
        this.edits = edits;
        this.nonce = nonce;
    }

    /// How many were marked.
    int count() {
        return count;
    }

    /// Whether everything was as it must be: false where `content` is no list of blocks that say what they are, or a
    /// text is no string.
    boolean mark(JsonValue result, Server from) {
        asked(result, from);
        Optional<JsonValue> ofTask = result.get("result").filter(inner -> inner.is(JsonKind.OBJECT));
        return blocks(result) && ofTask.map(this::blocks).orElse(true);
    }

    private boolean blocks(JsonValue result) {
        Optional<JsonValue> content = result.get("content");
        if (content.filter(list -> !list.is(JsonKind.ARRAY)).isPresent()) {
            return false;
        }
        alone(result, content);
        for (JsonValue block : content.map(JsonValue::elements).orElse(List.of())) {
            if (block.string("type").isEmpty()) {
                return false;
            }
            Optional<JsonValue> text =
                    block.get("type").filter(type -> type.says("text")).flatMap(_ -> block.get("text"));
            if (text.isPresent() && !text.get().is(JsonKind.STRING)) {
                return false;
            }
            String said = text.map(JsonValue::text).orElse("");
            if (text.isPresent() && isProse(said)) {
                edits.replaceText(text.get(), UntrustedNotice.around(said, nonce));
                count++;
            }
        }
        return true;
    }

    /// A text that is all of a result gets its mark in a block of its own: clients of older versions are given it so.
    private void alone(JsonValue result, Optional<JsonValue> content) {
        Optional<String> said = result.string("structuredContent").filter(MarkedTexts::isProse);
        if (said.isEmpty()
                || content.filter(list -> list.elements().iterator().hasNext()).isPresent()) {
            return;
        }
        byte[] blocks = new JsonWriter()
                .array()
                .object()
                .member("type", "text")
                .member("text", UntrustedNotice.around(said.get(), nonce))
                .endObject()
                .endArray()
                .bytes();
        if (content.isPresent()) {
            edits.replace(content.get(), blocks);
        } else {
            edits.put(result, "content", blocks);
        }
        count++;
    }

    /// A person who is asked for something sees who asks: behind one gateway there are many that could.
    private void asked(JsonValue result, Server from) {
        Optional<JsonValue> requests = result.get("inputRequests").filter(all -> all.is(JsonKind.OBJECT));
        for (JsonValue.Member request : requests.map(JsonValue::members).orElse(List.of())) {
            Optional<JsonValue> message = request.value()
                    .get("params")
                    .flatMap(params -> params.get("message"))
                    .filter(text -> text.is(JsonKind.STRING));
            if (message.isPresent()) {
                edits.replaceText(
                        message.get(),
                        UntrustedNotice.asking(from.name(), message.get().text()));
                count++;
            }
        }
    }

    private static boolean isProse(String said) {
        return JsonDocument.within(said, JsonLimits.DEFAULT).isEmpty();
    }
}
