package io.tidegate.upstream;

import io.tidegate.call.Caller;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.LogLevel;
import java.util.Optional;

/// For whom is a question asked? Decides whose state at the server it touches, and what the server may ask back.
///
/// @param payer whose memory the answer counts as
/// @param session callers with different sessions never share state at a server
/// @param capabilities what the server may ask for in the course of the question
/// @param log from which level on log messages are wanted; empty where none are
record Asker(String payer, String session, Capabilities capabilities, Optional<LogLevel> log) {
    /// The gateway itself, which can be asked for nothing.
    static final Asker GATEWAY = new Asker("", "", Capabilities.NONE, Optional.empty());

    static Asker of(Caller caller) {
        return new Asker(caller.principal().key(), caller.session(), caller.capabilities(), caller.log());
    }

    /// The same, of whom nothing can be asked.
    Asker silent() {
        return new Asker(payer, session, Capabilities.NONE, log);
    }

    boolean isGateway() {
        return session.isEmpty();
    }
}
