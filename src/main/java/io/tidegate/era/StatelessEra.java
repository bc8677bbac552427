package io.tidegate.era;

import io.tidegate.call.Reason;
import io.tidegate.catalog.Catalog;
import io.tidegate.catalog.Tool;
import io.tidegate.crypto.Digest;
import io.tidegate.http.Headers;
import io.tidegate.identity.Principal;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.HeaderText;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.MetaKey;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.PeerInfo;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/// How clients of 2026-07-28 speak: every request carries its version and capabilities, and headers repeat the body.
///
/// The headers are checked against the body and never believed (MCP 2026-07-28, Streamable HTTP; SEP-2243).
public final class StatelessEra {
    private static final String METHOD_HEADER = "Mcp-Method";
    private static final String NAME_HEADER = "Mcp-Name";

    private final RepeatedArguments arguments;

    /// @param catalog what tools say of their headers
    /// @param hidden whether a caller is not to know of a tool
    public StatelessEra(Catalog catalog, BiPredicate<Principal, Tool> hidden) {
        this.arguments = new RepeatedArguments(catalog, hidden);
    }

    Heard hear(Headers headers, Message message, Principal principal, String profile) throws Unheard {
        return switch (message) {
            case Message.Request request -> {
                Heard heard = request(headers, request, principal);
                checkArguments(headers, request, principal, profile);
                yield heard;
            }
            case Message.Notification _ -> new Heard.Noted();
            case Message.Result _, Message.Failure _ ->
                throw new Unheard(Reason.MALFORMED, "In 2026-07-28 clients send no responses.", EraChoice.id(message));
        };
    }

    private static Heard request(Headers headers, Message.Request request, Principal principal) throws Unheard {
        Optional<RequestId> id = Optional.of(request.id());
        String claimed = EraChoice.meta(request, MetaKey.VERSION)
                .filter(value -> value.is(JsonKind.STRING))
                .map(JsonValue::text)
                .orElseThrow(() -> missing(MetaKey.VERSION, id));
        String header = single(headers, EraChoice.VERSION_HEADER, id);
        if (!header.equals(claimed)) {
            throw mismatch(EraChoice.VERSION_HEADER, id);
        }
        ProtocolVersion version = ProtocolVersion.of(claimed)
                .filter(known -> known.era() == Era.STATELESS)
                .orElseThrow(() -> Unheard.version(
                        claimed,
                        "This version is not spoken here. Spoken without sessions: "
                                + String.join(", ", ProtocolVersion.ids(Era.STATELESS)) + ".",
                        id));
        Capabilities can = EraChoice.meta(request, MetaKey.CLIENT_CAPABILITIES)
                .filter(value -> value.is(JsonKind.OBJECT))
                .map(Capabilities::of)
                .orElseThrow(() -> missing(MetaKey.CLIENT_CAPABILITIES, id));
        if (!single(headers, METHOD_HEADER, id).equals(request.method())) {
            throw mismatch(METHOD_HEADER, id);
        }
        checkName(headers, request, id);
        PeerInfo info =
                EraChoice.meta(request, MetaKey.CLIENT_INFO).map(PeerInfo::of).orElse(PeerInfo.UNKNOWN);
        Heard.Client client = new Heard.Client(info, can, session(principal, can), level(request, id));
        return new Heard.Asked(Inputs.withoutReserved(request), version, client, Optional.empty(), "");
    }

    /// Clients of one principal share a session while they can be asked for the same.
    private static String session(Principal principal, Capabilities can) {
        return can.equals(Capabilities.NONE)
                ? principal.key()
                : principal.key() + "\ncapabilities " + Digest.of(can.json()).hex();
    }

    private static Optional<LogLevel> level(Message.Request request, Optional<RequestId> id) throws Unheard {
        Optional<JsonValue> wanted = EraChoice.meta(request, MetaKey.LOG_LEVEL);
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(wanted.filter(value -> value.is(JsonKind.STRING))
                .flatMap(value -> LogLevel.of(value.text()))
                .orElseThrow(() -> new Unheard(Reason.MALFORMED, "`" + MetaKey.LOG_LEVEL + "` is no level.", id)));
    }

    private void checkArguments(Headers headers, Message.Request request, Principal principal, String profile)
            throws Unheard {
        Optional<String> wrong = arguments.contradiction(headers, request, principal, profile);
        if (wrong.isPresent()) {
            throw mismatch(wrong.get(), Optional.of(request.id()));
        }
    }

    private static void checkName(Headers headers, Message.Request request, Optional<RequestId> id) throws Unheard {
        Optional<String> member = named(request.method());
        if (member.isEmpty()) {
            return;
        }
        String header =
                HeaderText.decoded(single(headers, NAME_HEADER, id)).orElseThrow(() -> mismatch(NAME_HEADER, id));
        if (!request.params().root().string(member.get()).map(header::equals).orElse(false)) {
            throw mismatch(NAME_HEADER, id);
        }
    }

    /// The member of the params that the header repeats, for methods that name something.
    private static Optional<String> named(String method) {
        return switch (method) {
            case Method.TOOLS_CALL, Method.PROMPTS_GET -> Optional.of("name");
            case Method.RESOURCES_READ -> Optional.of("uri");
            case Method.TASKS_GET, Method.TASKS_UPDATE, Method.TASKS_CANCEL -> Optional.of("taskId");
            default -> Optional.empty();
        };
    }

    private static String single(Headers headers, String name, Optional<RequestId> id) throws Unheard {
        List<String> values = headers.all(name);
        if (values.size() != 1) {
            throw new Unheard(Reason.HEADER_MISMATCH, "The header `" + name + "` is needed exactly once.", id);
        }
        return values.getFirst();
    }

    private static Unheard mismatch(String header, Optional<RequestId> id) {
        return new Unheard(Reason.HEADER_MISMATCH, "The header `" + header + "` contradicts the body.", id);
    }

    private static Unheard missing(String name, Optional<RequestId> id) {
        return new Unheard(Reason.MALFORMED, "`_meta` must have `" + name + "`.", id);
    }
}
