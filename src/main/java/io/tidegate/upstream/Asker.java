package io.tidegate.upstream;

import io.tidegate.call.Caller;
import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.Capabilities.Asked;
import io.tidegate.mcp.LogLevel;
import io.tidegate.oauth.Bearer;
import io.tidegate.oauth.Owner;
import java.util.Optional;
import java.util.Set;

/// For whom is a question asked? Decides whose state at the server it touches, and what the server may ask back.
///
/// @param payer whose memory the answer counts as
/// @param session callers with different sessions never share state at a server
/// @param capabilities what the server may ask for in the course of the question
/// @param log from which level on log messages are wanted; empty where none are
/// @param listener who is told of what it watches: there may be several in one session
/// @param caller for whom a token is shown; empty where the gateway asks for itself
record Asker(
        String payer,
        String session,
        Capabilities capabilities,
        Optional<LogLevel> log,
        String listener,
        Optional<Bearer.Caller> caller) {
    /// The gateway itself, which can be asked for nothing.
    static final Asker GATEWAY = new Asker("", "", Capabilities.NONE, Optional.empty());

    /// What hosts of MCP Apps declare (extension `io.modelcontextprotocol/ui`).
    private static final JsonDocument APPS =
            JsonDocument.of("{\"" + Capabilities.APPS + "\":{\"mimeTypes\":[\"text/html;profile=mcp-app\"]}}");

    /// What clients can be asked for in all, but for their roots, and what they can show. It is what a process
    /// is told, which all callers share: it would ask for roots when nobody can be asked, and take those of one
    /// for everybody's.
    static final Capabilities OF_ALL =
            new Capabilities(Set.of(Asked.ELICITATION_FORM, Asked.ELICITATION_URL, Asked.SAMPLING), APPS);

    private static final Capabilities OF_ALL_AND_ROOTS =
            new Capabilities(Set.of(Asked.ELICITATION_FORM, Asked.ELICITATION_URL, Asked.SAMPLING, Asked.ROOTS), APPS);

    /// One for whom no token is needed.
    Asker(String payer, String session, Capabilities capabilities, Optional<LogLevel> log, String listener) {
        this(payer, session, capabilities, log, listener, Optional.empty());
    }

    /// One who is told of all that is watched in its session.
    Asker(String payer, String session, Capabilities capabilities, Optional<LogLevel> log) {
        this(payer, session, capabilities, log, session);
    }

    static Asker of(Caller caller) {
        return new Asker(
                caller.principal().key(),
                caller.atServers(),
                caller.capabilities(),
                caller.log(),
                caller.session(),
                Optional.of(new Bearer.Caller(
                        Owner.of(caller.principal()), caller.principal().key(), caller.shown())));
    }

    /// For whom a token is shown.
    Bearer bearer() {
        return caller.<Bearer>map(each -> each).orElseGet(Bearer.Itself::new);
    }

    /// The same, to be kept for longer than a call: without the token that the caller showed.
    Asker kept() {
        return new Asker(payer, session, capabilities, log, listener, caller.map(Bearer.Caller::withoutShown));
    }

    /// The same, knowing of tasks.
    Asker withTasks() {
        return new Asker(payer, session, capabilities.withTasks(), log, listener, caller);
    }

    /// The same, not knowing of tasks.
    Asker withoutTasks() {
        return new Asker(payer, session, capabilities.withoutTasks(), log, listener, caller);
    }

    /// The same, of whom nothing can be asked.
    Asker silent() {
        return new Asker(payer, session, Capabilities.NONE, log, listener, caller);
    }

    /// What a server of the older era is told when a session begins. In the gateway's own it is asked for its
    /// lists, and many a server lists what asks its client, or shows something, only to clients that can do so: so
    /// there it is told what all of them can. It has no roots there ([Reply#rootless]); nobody else can be asked.
    Capabilities told() {
        return isGateway() ? OF_ALL_AND_ROOTS : capabilities;
    }

    /// What a server of the newer era is told with a request. With the gateway's own, for lists and the like, it is
    /// told all that clients can do: nothing can be asked for in their course, and nothing is kept.
    Capabilities declared() {
        return isGateway() ? OF_ALL_AND_ROOTS.withTasks() : capabilities;
    }

    boolean isGateway() {
        return session.isEmpty();
    }
}
