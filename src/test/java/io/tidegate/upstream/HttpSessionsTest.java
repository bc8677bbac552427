package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.call.Samples;
import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.ProtocolVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Who has how many sessions at a server, and are all of them ended?
class HttpSessionsTest {
    private static final Instant SOON = Samples.NOON.plusSeconds(5);

    private final List<String> open = new ArrayList<>();
    private final HttpSessions sessions = new HttpSessions(10, new AtServer(), () -> Samples.NOON);

    private Runnable whileOpening = () -> {};

    /// A server that remembers which of its sessions are open.
    private final class AtServer implements HttpSessions.Door {
        private int count;

        @Override
        public HttpSessions.Session open(Asker asker, Instant deadline) {
            String id = "session-" + ++count;
            open.add(id);
            whileOpening.run();
            return new HttpSessions.Session(Optional.of(id), ProtocolVersion.V2025_11_25, Greeting.SILENT);
        }

        @Override
        public void log(HttpSessions.Session session, LogLevel level, Instant deadline) {}

        @Override
        public void end(HttpSessions.Session session) {
            open.remove(session.id().orElseThrow());
        }
    }

    private HttpSessions.Session of(Asker asker) throws LinkFailed {
        return sessions.of(asker, SOON);
    }

    private static Asker asker(String payer, String session) {
        return new Asker(payer, session, Capabilities.NONE, Optional.empty());
    }

    private static Asker withExtension(String payer, String session, int extension) {
        return new Asker(
                payer,
                session,
                new Capabilities(Set.of(), JsonDocument.of("{\"extensions\":{\"x/" + extension + "\":{}}}")),
                Optional.empty());
    }

    @Test
    void oneCallerCrowdsOutNobody() throws Exception {
        of(asker("bob", "his"));
        int more = 0;
        try {
            for (; more < 20; more++) {
                of(withExtension("mallory", "m-" + more % 2, more));
            }
        } catch (LinkFailed full) {
            assertThat(full.why()).isEqualTo(LinkFailed.Why.BUSY);
        }
        assertThat(more).isEqualTo(4);
        assertThat(of(asker("bob", "his")).id()).contains("session-1");
        assertThat(of(asker("carol", "hers")).id()).isPresent();
    }

    @Test
    void whoLeavesMakesRoom() throws Exception {
        for (int i = 0; i < 5; i++) {
            of(withExtension("alice", "one", i));
        }
        assertThatThrownBy(() -> of(asker("alice", "two"))).isInstanceOf(LinkFailed.class);
        sessions.forget("one");
        assertThat(open).isEmpty();
        assertThat(of(asker("alice", "two")).id()).contains("session-6");
    }

    @Test
    void whatWasLostIsOpenedAgainInItsPlace() throws Exception {
        HttpSessions.Session first = of(asker("alice", "one"));
        for (int i = 0; i < 20; i++) {
            sessions.lost(asker("alice", "one"), of(asker("alice", "one")));
        }
        assertThat(of(asker("alice", "one"))).isNotEqualTo(first);
        assertThat(of(asker("bob", "two")).id()).isPresent();
    }

    @Test
    void endsWhatIsOpenedForACallerWhoLeft() throws Exception {
        whileOpening = () -> sessions.forget("one");
        assertThatThrownBy(() -> of(asker("alice", "one")))
                .isInstanceOfSatisfying(
                        LinkFailed.class, left -> assertThat(left.why()).isEqualTo(LinkFailed.Why.CANCELLED));
        assertThat(open).isEmpty();
    }
}
