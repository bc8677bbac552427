package io.tidegate.upstream;

import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.RequestId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Which of the things that a server asks in the course of a call is its caller asked? All else is answered here, and
/// recorded where no server may ask it.
final class Asking {
    /// A server that asks more often for what nobody declared gets no more answers.
    private static final int UNSUPPORTED_MAX = 64;

    private final HttpWire wire;
    private final HttpSetting setting;
    private Set<RequestId> asked = Set.of(); // most calls are asked nothing
    private int unsupported;

    Asking(HttpWire wire, HttpSetting setting) {
        this.wire = wire;
        this.setting = setting;
    }

    /// Whether the caller is to be asked.
    boolean needsCaller(Message.Request request, Question question) throws LinkFailed {
        if (setting.dialect() == Dialect.STATELESS || asked.contains(request.id())) {
            setting.unsolicited(request.method());
            return false; // no server may ask so, or twice with one id: it gets no answer
        }
        asked = asked.isEmpty() ? new HashSet<>() : asked;
        asked.add(request.id());
        Optional<Reply> reply = Reply.atOnce(request, question.asker());
        if (reply.isPresent()) {
            unsupported++;
            if (unsupported > UNSUPPORTED_MAX) {
                throw new LinkFailed(LinkFailed.Why.MALFORMED, "the server asks without end");
            }
            if (!request.method().equals(Method.PING) && !Method.isOfServers(request.method())) {
                setting.unsolicited(request.method()); // no client can be asked this
            }
            wire.tell(reply.get().message(request.id()), setting.session(), question.deadline());
            return false;
        }
        if (question.desk().isEmpty()) {
            return true;
        }
        Desk.Back back = new WayBack(wire, setting.session(), request.id());
        if (!question.desk().get().take(request, back)) {
            back.answer(Reply.late(request.method()), question.deadline());
        }
        return false;
    }
}
