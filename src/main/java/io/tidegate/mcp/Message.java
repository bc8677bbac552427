package io.tidegate.mcp;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import java.util.Optional;

/// One JSON-RPC 2.0 message, read strictly; what it carries stays as it arrived.
///
/// Members beside those of JSON-RPC belong to the envelope: Tidegate writes its own envelope, so they go no further.
public sealed interface Message {
    /// @param params an object; empty where the message had none
    record Request(RequestId id, String method, JsonDocument params) implements Message {}

    /// @param params an object; empty where the message had none
    record Notification(String method, JsonDocument params) implements Message {}

    record Result(RequestId id, JsonDocument result) implements Message {}

    /// @param id empty where the peer could not tell which request it could not read
    /// @param error an object with `code` and `message`
    record Failure(Optional<RequestId> id, JsonDocument error) implements Message {}

    JsonDocument NO_PARAMS = JsonDocument.of("{}");

    /// @throws NotAMessage if this isn't one
    static Message of(JsonDocument document) throws NotAMessage {
        JsonValue root = document.root();
        if (!root.is(JsonKind.OBJECT)) {
            throw new NotAMessage("a message is one JSON object", Optional.empty());
        }
        Optional<RequestId> id = root.get("id").flatMap(RequestId::of);
        if (!root.get("jsonrpc").map(value -> value.says("2.0")).orElse(false)) {
            throw new NotAMessage("`jsonrpc` must be \"2.0\"", id);
        }
        Optional<JsonValue> method = root.get("method");
        Optional<JsonValue> result = root.get("result");
        Optional<JsonValue> error = root.get("error");
        if ((method.isPresent() ? 1 : 0) + (result.isPresent() ? 1 : 0) + (error.isPresent() ? 1 : 0) != 1) {
            throw new NotAMessage("a message has exactly one of `method`, `result` and `error`", id);
        }
        if (method.isPresent()) {
            return asked(root, method.get(), id);
        }
        return result.isPresent() ? answered(result.get(), id) : failed(root, error.orElseThrow(), id);
    }

    private static Message asked(JsonValue root, JsonValue method, Optional<RequestId> id) throws NotAMessage {
        if (!method.is(JsonKind.STRING)) {
            throw new NotAMessage("`method` must be a string", id);
        }
        Optional<JsonValue> params = root.get("params");
        if (params.isPresent() && !params.get().is(JsonKind.OBJECT)) {
            throw new NotAMessage("`params` must be an object", id);
        }
        JsonDocument carried = params.map(JsonValue::detached).orElse(NO_PARAMS);
        if (root.get("id").isEmpty()) {
            return new Notification(method.text(), carried);
        }
        RequestId known = id.orElseThrow(() -> new NotAMessage("`id` must be a string or an integer", id));
        return new Request(known, method.text(), carried);
    }

    private static Message answered(JsonValue result, Optional<RequestId> id) throws NotAMessage {
        RequestId known = id.orElseThrow(() -> new NotAMessage("a result must name the `id` that it answers", id));
        if (!result.is(JsonKind.OBJECT)) {
            throw new NotAMessage("`result` must be an object", id);
        }
        return new Result(known, result.detached());
    }

    private static Message failed(JsonValue root, JsonValue error, Optional<RequestId> id) throws NotAMessage {
        boolean coded = error.get("code").map(code -> code.is(JsonKind.NUMBER)).orElse(false);
        if (!coded || error.string("message").isEmpty()) {
            throw new NotAMessage("`error` must have a number `code` and a string `message`", id);
        }
        boolean unknown = root.get("id").map(value -> value.is(JsonKind.NULL)).orElse(true);
        if (id.isEmpty() && !unknown) {
            throw new NotAMessage("`id` must be a string or an integer", id);
        }
        return new Failure(id, error.detached());
    }
}
