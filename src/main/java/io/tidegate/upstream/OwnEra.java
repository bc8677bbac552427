package io.tidegate.upstream;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.ErrorCode;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.MetaKey;
import io.tidegate.mcp.Method;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// What in a server's answer means nothing in the era that it speaks? Words of the newer era in the mouth of a server
/// of the older one are left out, so that it can't ask, give a state or say how long its answer holds in a way that it
/// never agreed on.
///
/// A server of the newer era may ask where multi round-trip requests allow that, and nowhere else (MCP 2026-07-28).
final class OwnEra {
    private static final String TYPE = "resultType";
    private static final String REQUESTS = "inputRequests";
    private static final Set<String> OF_NEWER = Set.of(TYPE, REQUESTS, "requestState", "ttlMs", "cacheScope");
    private static final Set<String> CODES_OF_NEWER = Set.of(
            Integer.toString(ErrorCode.HEADER_MISMATCH),
            Integer.toString(ErrorCode.MISSING_CLIENT_CAPABILITY),
            Integer.toString(ErrorCode.UNSUPPORTED_VERSION));
    private static final byte[] INTERNAL =
            Integer.toString(ErrorCode.INTERNAL_ERROR).getBytes(StandardCharsets.US_ASCII);

    /// What makes the result of each of these one.
    private static final Map<String, String> NEEDED = Map.of(
            Method.TOOLS_CALL, "content",
            Method.PROMPTS_GET, "messages",
            Method.RESOURCES_READ, "contents");

    private OwnEra() {}

    /// @throws LinkFailed if it asks for something in a way that it can't
    static Step only(Era era, String method, Step step) throws LinkFailed {
        if (!(step instanceof Step.Answered(Message message))) {
            return step;
        }
        return switch (era) {
            case STATEFUL -> new Step.Answered(older(message, method));
            case STATELESS -> {
                boolean asks = message instanceof Message.Result result
                        && result.result()
                                .root()
                                .string(TYPE)
                                .filter("input_required"::equals)
                                .isPresent();
                if (asks && !NEEDED.containsKey(method)) {
                    throw malformed();
                }
                yield step;
            }
        };
    }

    private static Message older(Message message, String method) throws LinkFailed {
        return switch (message) {
            case Message.Result result -> new Message.Result(result.id(), older(result.result(), method));
            case Message.Failure failure -> older(failure);
            case Message.Request _, Message.Notification _ -> message;
        };
    }

    private static JsonDocument older(JsonDocument result, String method) throws LinkFailed {
        JsonValue root = result.root();
        boolean asks = root.get(REQUESTS).isPresent()
                || root.get(TYPE).filter(type -> !type.says("complete")).isPresent();
        String needed = NEEDED.get(method);
        if (asks && needed != null && root.get(needed).isEmpty()) {
            throw malformed();
        }
        JsonEdits edits = new JsonEdits(result);
        remove(edits, root, OF_NEWER::contains);
        root.get(MetaKey.META)
                .filter(meta -> meta.is(JsonKind.OBJECT))
                .ifPresent(meta -> remove(edits, meta, OwnEra::isReserved));
        try {
            return edits.isEmpty() ? result : edits.apply(JsonLimits.EXAMINED);
        } catch (MalformedJson tooLarge) {
            throw new LinkFailed(LinkFailed.Why.TOO_LARGE, "a result larger than what may pass");
        }
    }

    private static void remove(JsonEdits edits, JsonValue object, Predicate<String> which) {
        for (JsonValue.Member member : object.members()) {
            if (which.test(member.name().text())) {
                edits.remove(member.name());
            }
        }
    }

    /// The one name that the older era has is looked after where tasks are.
    private static boolean isReserved(String name) {
        return name.startsWith(MetaKey.RESERVED_PREFIX) && !name.equals(MetaKey.RELATED_TASK);
    }

    private static Message.Failure older(Message.Failure failure) {
        boolean ofNewer = failure.error()
                .root()
                .get("code")
                .filter(code -> CODES_OF_NEWER.contains(code.json()))
                .isPresent();
        if (!ofNewer) {
            return failure;
        }
        byte[] error = Envelope.adapted(failure.error(), Set.of("data"), Map.of("code", INTERNAL));
        return new Message.Failure(failure.id(), new JsonWriter().raw(error).document());
    }

    private static LinkFailed malformed() {
        return new LinkFailed(LinkFailed.Why.MALFORMED, "the server asks in a way in which it can't");
    }
}
