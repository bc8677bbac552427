package io.tidegate.era;

import io.tidegate.call.Reason;
import io.tidegate.http.Headers;
import io.tidegate.identity.Principal;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.PeerInfo;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import java.util.List;
import java.util.Optional;

/// How clients of 2024-11-05 to 2025-11-25 speak: `initialize` opens a session, whose id they send from then on.
///
/// A client that never sends its session id is served too: the session holds nothing that grants anything.
public final class StatefulEra {
    public static final String SESSION_HEADER = "Mcp-Session-Id";

    private final SessionIds sessions;

    public StatefulEra(SessionIds sessions) {
        this.sessions = sessions;
    }

    /// To whom a session belongs: ids of one owner mean nothing from another.
    public static String owner(Principal principal, String profile) {
        return principal.key() + "\n" + profile;
    }

    /// The session of a client that opened none: all of a principal's such clients share it.
    private Heard.Client client(Headers headers, Optional<SessionIds.Session> session, Principal principal) {
        return session.map(known -> client(headers.first(SESSION_HEADER).orElseThrow(), known, principal))
                .orElseGet(() -> new Heard.Client(
                        PeerInfo.UNKNOWN, Capabilities.NONE, principal.key(), Optional.of(LogLevel.INFO)));
    }

    private Heard.Client client(String id, SessionIds.Session session, Principal principal) {
        return new Heard.Client(
                session.client(), session.capabilities(), key(principal, id), Optional.of(sessions.level(id)));
    }

    /// Names a session among those of all principals.
    public static String key(Principal principal, String id) {
        return principal.key() + "\nsession " + id;
    }

    /// From which level on the client of a session wants to see what servers log.
    ///
    /// @param scope of a request that was heard in it
    public void level(String scope, LogLevel level) {
        if (!scope.isEmpty()) {
            sessions.level(scope, level);
        }
    }

    Heard hear(Headers headers, Message message, Principal principal, String owner) throws Unheard {
        return switch (message) {
            case Message.Request request
            when request.method().equals(Method.INITIALIZE) -> initialize(request, principal, owner);
            case Message.Request request -> request(headers, request, principal, owner);
            case Message.Notification notice -> notification(headers, notice, owner);
            case Message.Result result -> {
                session(headers, owner, Optional.of(result.id()));
                yield new Heard.Answered(result.id(), result.result(), scope(headers));
            }
            case Message.Failure failure -> {
                session(headers, owner, failure.id());
                yield failure.id()
                        .<Heard>map(id -> new Heard.Answered(id, Inputs.failure(failure.error()), scope(headers)))
                        .orElseGet(Heard.Noted::new);
            }
        };
    }

    /// The client's version where it is spoken here, else the latest (MCP 2025-11-25, Lifecycle).
    private Heard initialize(Message.Request request, Principal principal, String owner) throws Unheard {
        JsonValue params = request.params().root();
        String wanted = params.string("protocolVersion")
                .orElseThrow(() -> new Unheard(
                        Reason.MALFORMED, "`params.protocolVersion` must be a string.", Optional.of(request.id())));
        ProtocolVersion version = ProtocolVersion.of(wanted)
                .filter(known -> known.era() == Era.STATEFUL)
                .orElse(ProtocolVersion.LATEST_STATEFUL);
        PeerInfo client = params.get("clientInfo")
                .filter(info -> info.is(JsonKind.OBJECT))
                .map(PeerInfo::of)
                .orElse(PeerInfo.UNKNOWN);
        Capabilities can = params.get("capabilities").map(Capabilities::of).orElse(Capabilities.NONE);
        SessionIds.Session session = new SessionIds.Session(version, client, can);
        String id = sessions.open(owner, session);
        return new Heard.Asked(request, version, client(id, session, principal), Optional.of(id), id);
    }

    private Heard request(Headers headers, Message.Request request, Principal principal, String owner) throws Unheard {
        Optional<RequestId> id = Optional.of(request.id());
        Optional<SessionIds.Session> session = session(headers, owner, id);
        ProtocolVersion version = version(headers, session, id);
        return new Heard.Asked(
                Inputs.withoutStateless(request),
                version,
                client(headers, session, principal),
                Optional.empty(),
                scope(headers));
    }

    private Heard notification(Headers headers, Message.Notification notice, String owner) throws Unheard {
        session(headers, owner, Optional.empty());
        if (!notice.method().equals(Method.CANCELLED) || scope(headers).isEmpty()) {
            return new Heard.Noted();
        }
        return notice.params()
                .root()
                .get("requestId")
                .flatMap(RequestId::of)
                .<Heard>map(request -> new Heard.GivenUp(request, scope(headers)))
                .orElseGet(Heard.Noted::new);
    }

    /// Ends the session that the headers name. Returns its id, which was the scope of its requests.
    ///
    /// @throws Unheard if they name none of this owner's
    public String end(Headers headers, Principal principal, String profile) throws Unheard {
        if (session(headers, owner(principal, profile), Optional.empty()).isEmpty()) {
            throw new Unheard(Reason.MALFORMED, "The header `" + SESSION_HEADER + "` is needed.", Optional.empty());
        }
        String id = headers.first(SESSION_HEADER).orElseThrow();
        sessions.end(id);
        return id;
    }

    /// The client of the session that the headers name; nothing where they name none.
    ///
    /// @throws Unheard if the session is unknown or another's
    public Optional<Heard.Client> listening(Headers headers, Principal principal, String profile) throws Unheard {
        return session(headers, owner(principal, profile), Optional.empty())
                .map(known -> client(headers.first(SESSION_HEADER).orElseThrow(), known, principal));
    }

    /// The node at which the session lives that the headers name, where that is another one than this.
    public Optional<String> elsewhere(Headers headers, Principal principal, String profile) {
        return headers.only(SESSION_HEADER).flatMap(id -> sessions.elsewhere(id, owner(principal, profile)));
    }

    private Optional<SessionIds.Session> session(Headers headers, String owner, Optional<RequestId> id) throws Unheard {
        List<String> named = headers.all(SESSION_HEADER);
        if (named.isEmpty()) {
            return Optional.empty();
        }
        Optional<SessionIds.Session> session =
                named.size() == 1 ? sessions.find(named.getFirst(), owner) : Optional.empty();
        return Optional.of(session.orElseThrow(() ->
                new Unheard(Reason.SESSION_UNKNOWN, "This session is unknown or has ended. Initialize again.", id)));
    }

    /// A session stays in the version that it was opened in: some clients name another one of this era in the header,
    /// which servers take.
    private static ProtocolVersion version(
            Headers headers, Optional<SessionIds.Session> session, Optional<RequestId> id) throws Unheard {
        List<String> named = headers.all(EraChoice.VERSION_HEADER);
        if (named.isEmpty()) {
            return session.map(SessionIds.Session::version).orElse(ProtocolVersion.UNNAMED);
        }
        Optional<ProtocolVersion> version = named.size() == 1 ? ProtocolVersion.of(named.getFirst()) : Optional.empty();
        ProtocolVersion spoken = version.filter(known -> known.era() == Era.STATEFUL)
                .orElseThrow(() -> new Unheard(
                        Reason.UNSUPPORTED_VERSION,
                        "This version is not spoken here. Spoken with sessions: "
                                + String.join(", ", ProtocolVersion.ids(Era.STATEFUL)) + ".",
                        id));
        return session.map(SessionIds.Session::version).orElse(spoken);
    }

    /// Without a session nothing tells two clients of one caller apart, so their ids are not held against each other,
    /// and nothing can be given up by id.
    private static String scope(Headers headers) {
        return headers.first(SESSION_HEADER).orElse("");
    }
}
