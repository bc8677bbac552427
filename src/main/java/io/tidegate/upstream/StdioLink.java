package io.tidegate.upstream;

import io.tidegate.limit.Shares;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Questions and answers over a process's pipes, many at a time, told apart by ids of the gateway's own.
///
/// All callers share the one process and whatever it remembers.
final class StdioLink implements Link {
    private static final Logger LOG = LoggerFactory.getLogger(StdioLink.class);

    /// How often the writer looks whether the link still lives.
    private static final Duration WRITER_LOOKS = Duration.ofSeconds(1);

    /// How long the reader waits for memory for a large line. All other answers of this server wait behind it.
    private static final Duration ROOM_WAIT_MAX = Duration.ofSeconds(1);

    private final String server;
    private final ServerProcess process;
    private final Intake.Room room;
    private final Switchboard board;
    private final Outgoing outgoing = new Outgoing();
    private volatile Dialect dialect = Dialect.STATEFUL;
    private volatile Greeting greeting = Greeting.SILENT;
    private volatile boolean alive = true;
    private volatile Optional<Events> events = Optional.empty();

    StdioLink(String server, ServerProcess process, Intake.Room room) {
        this.server = server;
        this.process = process;
        this.room = room;
        this.board = new Switchboard(server, room, new Pipe());
        // Pipes block the thread beneath a virtual one, so each gets a thread of its own.
        Thread.ofPlatform().daemon().name("read-" + server).start(this::read);
        Thread.ofPlatform().daemon().name("write-" + server).start(this::writeAll);
    }

    /// From now on questions are put in this dialect.
    void speak(Dialect agreed, Greeting said) {
        dialect = agreed;
        greeting = said;
    }

    @Override
    public Era era() {
        return dialect.era();
    }

    @Override
    public Greeting greeting(Instant deadline) {
        return greeting;
    }

    @Override
    public boolean alive() {
        return alive && process.alive();
    }

    @Override
    public void onEvents(Events told) {
        events = Optional.of(told);
    }

    @Override
    public void tend() {}

    @Override
    public void forget(String session) {}

    @Override
    public Step ask(Question question) throws LinkFailed {
        return ask(question, dialect);
    }

    /// The first question, in a dialect that isn't agreed yet.
    Step ask(Question question, Dialect spoken) throws LinkFailed {
        if (!alive) {
            throw gone();
        }
        return SharedCall.begin(board, room, spoken, question);
    }

    void tell(String method, byte[] params) throws LinkFailed {
        board.write(Envelope.notification(method, params));
    }

    private final class Pipe implements Switchboard.Line {
        @Override
        public void write(byte[] message) throws LinkFailed {
            if (!alive) {
                throw gone();
            }
            outgoing.add(message);
        }

        @Override
        public void aside(Message.Notification notice) {
            if (Lists.changed(notice.method())) {
                events.ifPresent(told -> told.listChanged(notice.method()));
            }
        }
    }

    private void writeAll() {
        try (OutputStream out = process.input()) {
            while (alive) {
                outgoing.writeNext(out, WRITER_LOOKS);
            }
        } catch (IOException | InterruptedException ended) {
            LOG.debug("server {} takes nothing more", server);
        }
    }

    private LinkFailed gone() {
        return new LinkFailed(LinkFailed.Why.GONE, "the server's process has ended");
    }

    private void read() {
        Lines lines = new Lines(process.output(), room, new Allotment());
        try {
            for (Optional<Lines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
                switch (line.get()) {
                    case Lines.Line.Whole(byte[] bytes) -> board.take(bytes);
                    case Lines.Line.Large(byte[] bytes, Shares.Share held) -> board.takeLarge(bytes, held);
                    case Lines.Line.Dropped(LinkFailed.Why why, var id) -> board.dropped(why, id);
                }
            }
        } catch (IOException closed) {
            LOG.debug("server {} closed its output", server);
        } finally {
            alive = false;
            board.endAll(gone());
            events.ifPresent(Events::ended);
        }
    }

    /// What its lines hold counts as the server's until it is known whose they are.
    private final class Allotment implements Lines.Allotment {
        @Override
        public Shares.Share none() {
            return room.memory().none("server " + server);
        }

        @Override
        public boolean grow(Shares.Share held, int bytes) {
            return room.memory().toHoldMore(held, bytes).await(ROOM_WAIT_MAX).isPresent();
        }
    }

    @Override
    public void close() {
        alive = false;
        process.end();
        board.endAll(gone());
    }
}
