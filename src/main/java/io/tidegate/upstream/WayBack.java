package io.tidegate.upstream;

import io.tidegate.mcp.RequestId;
import java.time.Instant;
import java.util.Optional;

/// Over HTTP the answer to a server's request is a message of its own.
record WayBack(HttpWire wire, Optional<HttpSessions.Session> session, RequestId waiting) implements Desk.Back {
    @Override
    public void answer(Reply reply, Instant deadline) throws LinkFailed {
        wire.tell(reply.message(waiting), session, deadline);
    }

    @Override
    public void farewell(Reply reply) throws LinkFailed {
        wire.farewell(reply.message(waiting), session);
    }
}
