package io.tidegate.era;

import io.tidegate.http.Headers;
import io.tidegate.identity.Principal;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.MetaKey;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.NotAMessage;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which era does this message speak? Decided by what the body claims; a header can't move it to the other era.
public final class EraChoice {
    static final String VERSION_HEADER = "MCP-Protocol-Version";
    private static final int BATCH_MAX = 64;

    private final StatefulEra stateful;
    private final StatelessEra stateless;
    private final JsonLimits limits;

    public EraChoice(StatefulEra stateful, StatelessEra stateless, JsonLimits limits) {
        this.stateful = stateful;
        this.stateless = stateless;
        this.limits = limits;
    }

    /// Reads one POST.
    ///
    /// @throws Unheard if it is no message of either era
    public Heard hear(Headers headers, byte[] body, Principal principal, String profile) throws Unheard {
        Message message = read(body);
        if (claimsStateless(headers, message)) {
            return stateless.hear(headers, message, principal, profile);
        }
        return stateful.hear(headers, message, principal, StatefulEra.owner(principal, profile));
    }

    /// The messages of a batch, each to be heard on its own (MCP 2025-03-26, Messages).
    ///
    /// @throws Unheard if it is none, or has more messages than may be
    public List<byte[]> apart(byte[] body) throws Unheard {
        try {
            List<byte[]> messages = new ArrayList<>();
            for (JsonValue message : JsonDocument.parse(body, limits).root().elements()) {
                messages.add(message.raw());
            }
            if (messages.isEmpty() || messages.size() > BATCH_MAX) {
                throw Unheard.noMessage("A batch has 1 to " + BATCH_MAX + " messages.", Optional.empty());
            }
            return messages;
        } catch (MalformedJson malformed) {
            throw Unheard.noJson(malformed);
        }
    }

    /// Whether this asks for a session.
    public boolean opens(byte[] body) {
        try {
            return read(body) instanceof Message.Request request
                    && request.method().equals(Method.INITIALIZE);
        } catch (Unheard none) {
            return false;
        }
    }

    private Message read(byte[] body) throws Unheard {
        try {
            return Message.of(JsonDocument.parse(body, limits));
        } catch (MalformedJson malformed) {
            throw Unheard.noJson(malformed);
        } catch (NotAMessage malformed) {
            throw Unheard.noMessage("The body is not a JSON-RPC message: " + malformed.getMessage(), malformed.id());
        }
    }

    /// Whether the headers name a version without sessions.
    public static boolean isStateless(Headers headers) {
        return headers.all(VERSION_HEADER).stream()
                .flatMap(id -> ProtocolVersion.of(id).stream())
                .anyMatch(version -> version.era() == Era.STATELESS);
    }

    private static boolean claimsStateless(Headers headers, Message message) {
        boolean claimed = params(message)
                .flatMap(params -> params.root().get(MetaKey.META))
                .flatMap(meta -> meta.get(MetaKey.VERSION))
                .isPresent();
        return claimed || isStateless(headers);
    }

    private static Optional<JsonDocument> params(Message message) {
        return switch (message) {
            case Message.Request request -> Optional.of(request.params());
            case Message.Notification notice -> Optional.of(notice.params());
            case Message.Result _, Message.Failure _ -> Optional.empty();
        };
    }

    static Optional<RequestId> id(Message message) {
        return switch (message) {
            case Message.Request request -> Optional.of(request.id());
            case Message.Notification _ -> Optional.empty();
            case Message.Result result -> Optional.of(result.id());
            case Message.Failure failure -> failure.id();
        };
    }

    static Optional<JsonValue> meta(Message.Request request, String name) {
        return request.params().root().get(MetaKey.META).flatMap(meta -> meta.get(name));
    }
}
