package io.tidegate.upstream;

import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.ErrorCode;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.RequestId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What is a server answered that asked for something?
sealed interface Reply {
    /// The name under which a client's error comes among `inputResponses`.
    String ERROR = "io.tidegate/error";

    @SuppressWarnings("ArrayRecordComponent") // bytes for the wire; replies are not compared
    record Result(byte[] json) implements Reply {}

    @SuppressWarnings("ArrayRecordComponent")
    record Failure(byte[] json) implements Reply {}

    /// What the client said; empty where it is no answer at all.
    static Optional<Reply> of(JsonValue said) {
        if (!said.is(JsonKind.OBJECT)) {
            return Optional.empty();
        }
        Optional<JsonValue> error = said.get(ERROR);
        return Optional.of(error.isPresent() ? new Failure(error(error.get())) : new Result(said.raw()));
    }

    /// A well-formed error, whatever this value is.
    private static byte[] error(JsonValue said) {
        boolean shaped = said.get("code").map(code -> code.is(JsonKind.NUMBER)).orElse(false)
                && said.string("message").isPresent();
        return shaped ? said.raw() : Envelope.error(ErrorCode.INTERNAL_ERROR, "the client answered with an error");
    }

    /// For a request whose client won't answer any more.
    static Reply late(String method) {
        return method.equals(Method.ELICIT)
                ? new Result("{\"action\":\"cancel\"}".getBytes(StandardCharsets.US_ASCII))
                : none();
    }

    static Reply none() {
        return new Failure(Envelope.error(ErrorCode.INTERNAL_ERROR, "the client did not answer"));
    }

    /// For what nobody declared.
    static Reply unsupported() {
        return new Failure(Envelope.error(ErrorCode.METHOD_NOT_FOUND, "not supported by this client"));
    }

    /// For a request of which nobody can tell whom it is for.
    static Reply ambiguous() {
        return new Failure(Envelope.error(
                ErrorCode.INTERNAL_ERROR, "calls of several clients are under way: it can't be told which one to ask"));
    }

    /// In its own session the gateway has no roots: it declares them there for the sake of the lists.
    static Optional<Reply> rootless(Message.Request request, Asker asker) {
        boolean asked = asker.isGateway() && request.method().equals(Method.ROOTS_LIST);
        return asked ? Optional.of(new Result("{\"roots\":[]}".getBytes(StandardCharsets.US_ASCII))) : Optional.empty();
    }

    /// What is answered without asking anybody: `ping`, and what this asker can't be asked.
    static Optional<Reply> atOnce(Message.Request request, Asker asker) {
        if (request.method().equals(Method.PING)) {
            return Optional.of(new Result(Message.NO_PARAMS.bytes()));
        }
        Optional<Reply> rootless = rootless(request, asker);
        if (rootless.isPresent()) {
            return rootless;
        }
        boolean can = asker.capabilities()
                .canAnswer(request.method(), request.params().root());
        return can ? Optional.empty() : Optional.of(unsupported());
    }

    default byte[] message(RequestId id) {
        return switch (this) {
            case Result(byte[] json) -> Envelope.result(id, json);
            case Failure(byte[] json) -> Envelope.failure(Optional.of(id), json);
        };
    }
}
