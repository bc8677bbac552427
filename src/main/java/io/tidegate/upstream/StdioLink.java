package io.tidegate.upstream;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonWriter;
import io.tidegate.limit.Holding;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.LogLevel;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.ParamHeaders;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.ServerCapabilities;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Questions and answers over a process's pipes, many at a time, told apart by ids of the gateway's own.
///
/// All callers share the one process and whatever it remembers.
final class StdioLink implements Link {
    private static final Logger LOG = LoggerFactory.getLogger(StdioLink.class);

    /// How often the writer looks whether the link still lives.
    private static final Duration WRITER_LOOKS = Duration.ofSeconds(1);

    /// How long a large line may take: until its end it holds memory, and all other answers of this server wait behind
    /// it.
    private static final Duration LINE_MAX = Duration.ofMinutes(1);

    /// How long the reader waits for memory for a large line. All other answers of this server wait behind it.
    private static final Duration ROOM_WAIT_MAX = Duration.ofSeconds(1);

    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final String server;
    private final ServerProcess process;
    private final Intake.Room room;
    private final Duration lineMax;
    private final Switchboard board;
    private final PipeSubscription subscription;
    private final StatefulSubscriptions subscriptions;
    private final Outgoing outgoing = new Outgoing();
    private volatile Dialect dialect = Dialect.STATEFUL;
    private volatile Greeting greeting = Greeting.SILENT;
    private Optional<LogLevel> level = Optional.empty();
    private volatile boolean alive = true;
    private volatile Optional<Unasked> unasked = Optional.empty();

    StdioLink(String server, ServerProcess process, Intake.Room room) {
        this(server, process, room, LINE_MAX);
    }

    StdioLink(String server, ServerProcess process, Intake.Room room, Duration lineMax) {
        this.lineMax = lineMax;
        this.server = server;
        this.process = process;
        this.room = room;
        this.board = new Switchboard(server, room, new Pipe());
        this.subscription = new PipeSubscription(board, room.clock());
        this.subscriptions = new StatefulSubscriptions(this::ask, room.clock());
        // Pipes block the thread beneath a virtual one, so each gets a thread of its own.
        Thread.ofPlatform().daemon().name("read-" + server).start(this::read);
        Thread.ofPlatform().daemon().name("write-" + server).start(this::writeAll);
    }

    /// From now on questions are put in the dialect of this version.
    void speak(ProtocolVersion version, Greeting said) {
        board.agreed(version);
        dialect = Dialect.of(version.era());
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
    public void greeted(Greeting anew) {
        greeting = anew;
    }

    @Override
    public boolean alive() {
        return alive && process.alive();
    }

    @Override
    public void attach(Unasked told) {
        unasked = Optional.of(told);
    }

    @Override
    public void listen() {
        if (dialect == Dialect.STATELESS && greeting.tellsChanges()) {
            try {
                subscription.cover(watched(), Optional.empty(), room.clock().instant());
            } catch (LinkFailed gone) {
                LOG.debug("server {} is not listened to", server);
            }
        }
    }

    /// A process gets no headers.
    @Override
    public void declared(Map<String, ParamHeaders> headers) {}

    /// The process knows one client only, so it is asked once, whoever watches.
    @Override
    public void watch(Asker asker, String uri, Instant deadline) throws LinkFailed {
        switch (dialect) {
            case STATELESS -> subscription.cover(watched(), Optional.of(uri), deadline);
            case STATEFUL -> {
                if (Watched.taskOf(uri).isEmpty()) {
                    subscriptions.subscribe(Asker.GATEWAY, uri, deadline);
                }
            }
        }
    }

    @Override
    public void unwatch(Asker asker, String uri) {
        if (dialect == Dialect.STATEFUL
                && !watchedByAnybody(uri)
                && Watched.taskOf(uri).isEmpty()) {
            subscriptions.unsubscribe(Asker.GATEWAY, uri, () -> watchedByAnybody(uri));
        }
    }

    private boolean watchedByAnybody(String uri) {
        return unasked.map(told -> told.watches().anybody(uri)).orElse(false);
    }

    private Set<String> watched() {
        return unasked.map(told -> told.watches().all()).orElse(Set.of());
    }

    @Override
    public void tend() {}

    @Override
    public void forget(String session) {}

    @Override
    public Step ask(Question question) throws LinkFailed {
        question.asker().log().ifPresent(this::log);
        return ask(question, dialect);
    }

    /// The process logs for all callers from the lowest level on that any of them wanted.
    private void log(LogLevel wanted) {
        boolean can = dialect == Dialect.STATEFUL && greeting.capabilities().can(ServerCapabilities.Able.LOGGING);
        if (!can || !lowers(wanted)) {
            return;
        }
        JsonDocument params = new JsonWriter()
                .object()
                .member("level", wanted.id())
                .endObject()
                .document();
        Question question =
                Question.own(Method.SET_LEVEL, params, room.clock().instant().plus(FAREWELL));
        try (Holding _ = question.holding()) {
            Step.answer(ask(question, dialect));
        } catch (LinkFailed unheard) {
            LOG.debug("server {} logs as it likes", server);
        }
    }

    /// The first question, in a dialect that isn't agreed yet.
    Step ask(Question question, Dialect spoken) throws LinkFailed {
        if (!alive) {
            throw gone();
        }
        return SharedCall.begin(board, room, spoken, question);
    }

    private synchronized boolean lowers(LogLevel wanted) {
        boolean more = level.map(set -> wanted.compareTo(set) < 0).orElse(true);
        level = more ? Optional.of(wanted) : level;
        return more;
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
        public void unsolicited(String method) {
            unasked.ifPresent(told -> told.events().unsolicited(method));
        }

        @Override
        public void aside(Message.Notification notice) {
            if (notice.method().equals(Method.LISTENING)) {
                subscription.acknowledged(notice);
            } else {
                unasked.ifPresent(told -> told.take(notice));
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
            unasked.ifPresent(told -> told.events().ended());
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

        @Override
        public Overdue begun() {
            return new Overdue(lineMax, StdioLink.this::endless);
        }
    }

    /// Nothing more can be had of it but by starting it again.
    private void endless() {
        LOG.warn(
                "server {} began a large line and did not end it within {} s: it is ended",
                server,
                lineMax.toSeconds());
        close();
    }

    @Override
    public void close() {
        alive = false;
        process.end();
        board.endAll(gone());
    }
}
