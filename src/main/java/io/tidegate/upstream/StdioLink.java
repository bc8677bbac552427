package io.tidegate.upstream;

import io.tidegate.call.Cancellation;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.ErrorCode;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.NotAMessage;
import io.tidegate.mcp.RequestId;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
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

    private final String server;
    private final ServerProcess process;
    private final Intake.Room room;
    private final InstantSource clock;
    private final Duration lineMax;
    private final AtomicLong ids = new AtomicLong();
    private final Map<RequestId, Exchange> waiting = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Outgoing outgoing = new Outgoing();
    private final Complaints garbage = new Complaints(System::nanoTime);
    private final Complaints unwanted = new Complaints(System::nanoTime);
    private final Complaints dropped = new Complaints(System::nanoTime);
    private volatile Dialect dialect = Dialect.STATEFUL;
    private volatile boolean alive = true;

    StdioLink(String server, ServerProcess process, Intake.Room room) {
        this(server, process, room, LINE_MAX);
    }

    StdioLink(String server, ServerProcess process, Intake.Room room, Duration lineMax) {
        this.lineMax = lineMax;
        this.server = server;
        this.process = process;
        this.room = room;
        this.clock = room.clock();
        // Pipes block the thread beneath a virtual one, so each gets a thread of its own.
        Thread.ofPlatform().daemon().name("read-" + server).start(this::read);
        Thread.ofPlatform().daemon().name("write-" + server).start(this::writeAll);
    }

    /// From now on questions are put in this dialect.
    void speak(Dialect agreed) {
        dialect = agreed;
    }

    @Override
    public Era era() {
        return dialect.era();
    }

    @Override
    public boolean alive() {
        return alive && process.alive();
    }

    @Override
    public void onChange(Runnable action) {
        listeners.add(action);
    }

    @Override
    public Message ask(Question question) throws LinkFailed {
        return ask(question, dialect);
    }

    /// The first question, in a dialect that isn't agreed yet.
    Message ask(Question question, Dialect spoken) throws LinkFailed {
        Exchange exchange = new Exchange();
        RequestId id = put(question, spoken, exchange);
        try (exchange;
                Intake intake = new Intake(room, question);
                Cancellation.Registration _ =
                        question.cancellation().onRequest(() -> cancel(id, exchange, LinkFailed.Why.CANCELLED))) {
            Message answer = exchange.await(question, clock, intake);
            if (!answers(answer, id)) {
                throw new LinkFailed(LinkFailed.Why.MALFORMED, "an answer that seemed to be another's");
            }
            intake.keep();
            return answer;
        } catch (LinkFailed failure) {
            if (failure.why() == LinkFailed.Why.SLOW) {
                cancel(id, exchange, LinkFailed.Why.SLOW);
            }
            throw failure;
        } finally {
            waiting.remove(id);
        }
    }

    private static boolean answers(Message message, RequestId id) {
        return switch (message) {
            case Message.Result result -> result.id().equals(id);
            case Message.Failure failure -> failure.id().map(id::equals).orElse(false);
            case Message.Request _, Message.Notification _ -> false;
        };
    }

    /// Puts a question without waiting for its answer, which goes to `exchange`.
    RequestId put(Question question, Dialect spoken, Exchange exchange) throws LinkFailed {
        RequestId id = RequestId.of(ids.incrementAndGet());
        Optional<RequestId> token = question.notices().map(_ -> id);
        byte[] params = question.method().equals(Method.INITIALIZE)
                ? question.params().bytes()
                : spoken.params(question.params(), token, question.traceparent());
        waiting.put(id, exchange);
        if (!alive) {
            waiting.remove(id);
            throw gone();
        }
        write(Envelope.request(id, question.method(), params));
        return id;
    }

    void tell(String method, byte[] params) throws LinkFailed {
        write(Envelope.notification(method, params));
    }

    private void cancel(RequestId id, Exchange exchange, LinkFailed.Why why) {
        exchange.end(new LinkFailed(why, "given up"));
        try {
            tell(Method.CANCELLED, Dialect.cancelled(id));
        } catch (LinkFailed gone) {
            LOG.debug("server {} went away before it heard of a cancellation", server);
        }
    }

    private void write(byte[] message) throws LinkFailed {
        if (!alive) {
            throw gone();
        }
        outgoing.add(message);
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
                    case Lines.Line.Whole(byte[] bytes) -> take(bytes);
                    case Lines.Line.Large(byte[] bytes, Shares.Share held) -> takeLarge(bytes, held);
                    case Lines.Line.Dropped(LinkFailed.Why why, Optional<RequestId> id) -> dropped(why, id);
                }
            }
        } catch (IOException closed) {
            LOG.debug("server {} closed its output", server);
        } finally {
            alive = false;
            endAll(gone());
            changed();
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

    /// Left to whoever waits for it: reading it takes time and memory, which none of the others should wait for.
    private void takeLarge(byte[] line, Shares.Share held) {
        Optional<RequestId> id = IdScan.of(line);
        Optional<Exchange> exchange = id.map(waiting::get);
        if (exchange.isPresent() && exchange.get().offer(line, held)) {
            return;
        }
        held.close();
        unwanted.add(count -> LOG.warn(
                "server {} wrote {} bytes that answer nothing that waits, the last of {} answers like that",
                server,
                line.length,
                count));
        if (id.isEmpty()) {
            unreadable(line[0]);
        }
    }

    private void dropped(LinkFailed.Why why, Optional<RequestId> id) {
        dropped.add(count -> LOG.info(
                "server {} wrote lines that were too large and dropped: {}, the last: {}", server, count, why));
        LinkFailed failure = new LinkFailed(why, "an answer beyond the limit, or beyond the memory that there is now");
        Optional<Exchange> exchange = id.map(waiting::get);
        if (exchange.isPresent()) {
            exchange.get().end(failure);
        } else if (id.isEmpty()) {
            endAll(failure);
        }
    }

    private void unreadable(byte first) {
        if (first == '{' && waiting.size() == 1) {
            endAll(new LinkFailed(LinkFailed.Why.MALFORMED, "an answer that is no message"));
        }
    }

    private void take(byte[] line) {
        try {
            switch (Message.of(JsonDocument.parse(line, room.limits()))) {
                case Message.Result result -> answer(result.id(), result);
                case Message.Failure failure -> failure.id().ifPresent(id -> answer(id, failure));
                case Message.Notification notice -> notice(notice);
                case Message.Request request -> serve(request);
            }
        } catch (MalformedJson | NotAMessage malformed) {
            garbage.add(count -> LOG.warn(
                    "server {} wrote {} that is no message: {}",
                    server,
                    count == 1 ? "a line" : count + " lines, the last of them one",
                    malformed.getMessage()));
            unreadable(line[0]);
        }
    }

    private void answer(RequestId id, Message message) {
        Exchange exchange = waiting.get(id);
        if (exchange == null || !exchange.offer(message)) {
            unwanted.add(count -> LOG.info(
                    "server {} answered what nobody waits for, too late, twice or unasked; answers like that: {}",
                    server,
                    count));
        }
    }

    /// A progress notification names its question by token; a log message on a pipe names none, so nobody gets it.
    private void notice(Message.Notification notice) {
        if (notice.method().equals(Method.TOOLS_CHANGED)) {
            changed();
            return;
        }
        Optional<JsonValue> token = notice.params().root().get("progressToken");
        token.flatMap(RequestId::of).map(waiting::get).ifPresent(exchange -> exchange.offer(notice));
    }

    /// What servers may ask a client for needs capabilities that the gateway did not declare; `ping` needs none.
    private void serve(Message.Request request) {
        byte[] reply = request.method().equals(Method.PING)
                ? Envelope.result(request.id(), Message.NO_PARAMS.bytes())
                : Envelope.failure(
                        Optional.of(request.id()),
                        Envelope.error(ErrorCode.METHOD_NOT_FOUND, "not supported by this client"));
        try {
            write(reply);
        } catch (LinkFailed gone) {
            LOG.debug("server {} asked and takes no answer", server);
        }
    }

    private void endAll(LinkFailed failure) {
        waiting.values().forEach(exchange -> exchange.end(failure));
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public void close() {
        alive = false;
        process.end();
        endAll(gone());
    }
}
