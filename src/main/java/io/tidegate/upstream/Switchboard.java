package io.tidegate.upstream;

import io.tidegate.json.JsonDocument;
import io.tidegate.json.MalformedJson;
import io.tidegate.limit.Shares;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.MetaKey;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.NotAMessage;
import io.tidegate.mcp.ProtocolVersion;
import io.tidegate.mcp.RequestId;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whose is what a server says on a stream that many calls share?
///
/// An answer and a progress notification name their question. A request of the server's names none: it is for the one
/// caller whose calls are under way. Where there are several it is for nobody, so that nobody is asked what another
/// should be, and from then on callers take turns. A call that was given up is under way until it is answered. A server
/// that asks after it has answered, which no server may, can still reach whoever comes next.
final class Switchboard {
    private static final int ANSWERED_MAX = 1_024;
    private static final Logger LOG = LoggerFactory.getLogger(Switchboard.class);

    /// How many requests of the server's may be open at a time.
    private static final int ASKED_MAX = 1_024;

    /// A request whose method was not read.
    private static final String UNREAD = "request";

    private final String server;
    private final Intake.Room room;
    private final Line line;
    private final AtomicLong ids = new AtomicLong();
    private final Map<RequestId, Exchange> waiting = new ConcurrentHashMap<>();
    private final Set<RequestId> asked = ConcurrentHashMap.newKeySet();
    private final SequencedSet<RequestId> answered = new LinkedHashSet<>(); // the last ones; for whoever reads
    private final Turns turns;
    private final BatchIntake batch;
    private volatile boolean batches;
    private final Complaints garbage = new Complaints(System::nanoTime);
    private final Complaints unwanted = new Complaints(System::nanoTime);
    private final Complaints dropped = new Complaints(System::nanoTime);

    /// The way back, and who is told of what belongs to no call.
    interface Line {
        void write(byte[] message) throws LinkFailed;

        void aside(Message.Notification notice);

        /// What is answered whoever's calls are under way.
        default Optional<Reply> own(Message.Request request) {
            return Optional.empty();
        }

        /// A request that nobody could be asked was refused, or an answer that nobody waits for was dropped.
        ///
        /// @param method of the request, or [Upstreams#ANSWER]
        default void unsolicited(String method) {}
    }

    Switchboard(String server, Intake.Room room, Line line) {
        this.server = server;
        this.room = room;
        this.line = line;
        this.turns = new Turns(room.clock());
        this.batch = new BatchIntake(server, room, this);
    }

    RequestId open(Exchange exchange) {
        return open(exchange, Optional.empty());
    }

    /// @param stay of the call that is put under the id
    RequestId open(Exchange exchange, Optional<Turns.Stay> stay) {
        RequestId id = RequestId.of(ids.incrementAndGet());
        stay.ifPresent(held -> turns.puts(held, id));
        waiting.put(id, exchange);
        return id;
    }

    void close(RequestId id) {
        waiting.remove(id);
    }

    /// Waits until it is this asker's turn; the gateway needs none. [#leave] must follow.
    Optional<Turns.Stay> enter(Asker asker, Instant deadline) throws LinkFailed {
        return asker.isGateway() ? Optional.empty() : Optional.of(turns.enter(asker, deadline));
    }

    /// @param put whether the server may be at it, as far as it has not answered
    void leave(Turns.Stay stay, boolean put, Runnable done) {
        if (put) {
            turns.giveUp(stay, done);
        } else {
            turns.leave(stay);
        }
    }

    /// Answers what the server asked.
    void reply(RequestId request, Reply reply) throws LinkFailed {
        if (asked.remove(request)) {
            line.write(reply.message(request));
        }
    }

    /// From now on this version is spoken. Of all, 2025-03-26 alone has batches, which whoever speaks it must take.
    void agreed(ProtocolVersion version) {
        batches = version == ProtocolVersion.V2025_03_26;
    }

    /// A line that was read whole.
    void take(byte[] json) {
        if (BatchScan.begins(json)) {
            batch.take(json, batches);
            return;
        }
        try {
            switch (Message.of(JsonDocument.parse(json, room.limits()))) {
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
            unreadable(json[0]);
        }
    }

    /// Ends the call that this message answers where it stands in a list that may not be there.
    void refuseAnswer(byte[] json) {
        Optional<RequestId> id = RequestScan.asks(json) ? Optional.empty() : IdScan.of(json);
        Optional<Exchange> exchange = id.map(waiting::get);
        id.ifPresent(turns::answered);
        exchange.ifPresent(waits -> waits.end(new LinkFailed(LinkFailed.Why.MALFORMED, "an answer in a batch")));
        if (id.isPresent() && exchange.isEmpty()) {
            stray(id.get(), false);
        }
    }

    /// Left to whoever waits for it: reading it takes time and memory, which none of the others should wait for.
    void takeLarge(byte[] json, Shares.Share held) {
        if (BatchScan.begins(json)) {
            try (held) {
                batch.take(json, batches);
            }
            return;
        }
        Optional<RequestId> id = IdScan.of(json);
        if (RequestScan.asks(json)) {
            if (id.isEmpty() || !serveLarge(id.get(), json, held)) {
                held.close();
                id.ifPresent(_ -> line.unsolicited(UNREAD));
                unwanted.add(count -> LOG.warn("server {} says too much unasked, {} times", server, count));
            }
            return;
        }
        Optional<Exchange> exchange = id.map(waiting::get);
        boolean wanted = exchange.isPresent() && exchange.get().offer(json, held);
        id.ifPresent(turns::answered);
        if (wanted) {
            answered(id.get());
            return;
        }
        held.close();
        id.ifPresent(own -> stray(own, exchange.isPresent()));
        unwanted.add(count -> LOG.warn(
                "server {} wrote {} bytes that answer nothing that waits, the last of {} answers like that",
                server,
                json.length,
                count));
        if (id.isEmpty()) {
            unreadable(json[0]);
        }
    }

    /// A large request is for the one caller whose calls are under way, who finds out what it is. Returns whether that
    /// one has it now. Its id is the server's own, whatever of ours it looks like.
    private boolean serveLarge(RequestId request, byte[] json, Shares.Share held) {
        if (asked.size() >= ASKED_MAX || !asked.add(request)) {
            return false;
        }
        Optional<String> only = turns.only();
        for (Exchange call : calls()) {
            boolean may = only.filter(call.asker().session()::equals).isPresent()
                    && !call.asker().capabilities().equals(Capabilities.NONE);
            if (may && call.offerRequest(request, json, held)) {
                return true;
            }
        }
        answer(request, only.isEmpty() && !calls().isEmpty() ? Reply.ambiguous() : Reply.unsupported());
        return false;
    }

    void dropped(LinkFailed.Why why, Optional<RequestId> id) {
        dropped.add(count -> LOG.info(
                "server {} wrote lines that were too large and dropped: {}, the last: {}", server, count, why));
        LinkFailed failure = new LinkFailed(why, "an answer beyond the limit, or beyond the memory that there is now");
        Optional<Exchange> exchange = id.map(waiting::get);
        id.ifPresent(turns::answered);
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

    private void answer(RequestId id, Message message) {
        Exchange exchange = waiting.get(id);
        boolean wanted = exchange != null && exchange.offer(message);
        turns.answered(id);
        if (wanted) {
            answered(id);
        } else {
            stray(id, exchange != null);
            unwanted.add(count -> LOG.info(
                    "server {} answered what nobody waits for, too late, twice or unasked; answers like that: {}",
                    server,
                    count));
        }
    }

    private void answered(RequestId id) {
        answered.add(id);
        if (answered.size() > ANSWERED_MAX) {
            answered.removeFirst();
        }
    }

    /// An answer that nobody waits for is told of, unless it only comes too late.
    private void stray(RequestId id, boolean again) {
        if (again || answered.contains(id) || !wasAsked(id)) {
            line.unsolicited(Upstreams.ANSWER);
        }
    }

    private boolean wasAsked(RequestId id) {
        String number = id.json();
        boolean ours = number.length() < 19 && number.chars().allMatch(Character::isDigit);
        return ours && Long.parseLong(number) <= ids.get();
    }

    /// Progress names its question by token; a log message names none, and is for the one call that is under way.
    private void notice(Message.Notification notice) {
        Optional<Exchange> exchange =
                switch (notice.method()) {
                    case Method.PROGRESS ->
                        notice.params()
                                .root()
                                .get("progressToken")
                                .flatMap(RequestId::of)
                                .map(waiting::get);
                    case Method.LOG -> onlyCall();
                    default -> {
                        line.aside(notice);
                        yield Optional.empty();
                    }
                };
        exchange.ifPresent(one -> one.offer(notice));
    }

    /// The one call that is waited for, if the server can be at nobody else's.
    private Optional<Exchange> onlyCall() {
        List<Exchange> calls = calls();
        Optional<String> only = turns.only();
        return calls.size() == 1
                ? Optional.of(calls.getFirst())
                        .filter(call ->
                                only.filter(call.asker().session()::equals).isPresent())
                : Optional.empty();
    }

    private List<Exchange> calls() {
        return waiting.values().stream()
                .filter(exchange ->
                        !exchange.asker().isGateway() && exchange.task().isEmpty() && !exchange.isAnswered())
                .toList();
    }

    private void serve(Message.Request request) {
        if (asked.size() >= ASKED_MAX || !asked.add(request.id())) {
            unwanted.add(count -> LOG.info("server {} asks twice with one id, or too much, {} times", server, count));
            line.unsolicited(request.method());
            return;
        }
        Optional<Reply> own =
                request.method().equals(Method.PING) ? Reply.atOnce(request, Asker.GATEWAY) : line.own(request);
        Optional<Reply> reply = own.isPresent() ? own : handOver(request);
        if (own.isEmpty() && reply.isPresent() && calls().isEmpty()) {
            line.unsolicited(request.method());
        }
        reply.ifPresent(said -> answer(request.id(), said));
    }

    private void answer(RequestId request, Reply reply) {
        try {
            reply(request, reply);
        } catch (LinkFailed gone) {
            LOG.debug("server {} asked and takes no answer", server);
        }
    }

    /// Answers a request whose caller is gone.
    void refuse(RequestId request) {
        answer(request, Reply.none());
    }

    /// Empty where somebody has it now.
    private Optional<Reply> handOver(Message.Request request) {
        Optional<String> task = request.params()
                .root()
                .get(MetaKey.META)
                .flatMap(meta -> meta.get(MetaKey.RELATED_TASK))
                .flatMap(related -> related.string("taskId"));
        return task.isPresent() ? handOver(request, task.get()) : handOverToCall(request);
    }

    /// What belongs to a task is for who waits for its result, and for nobody where several callers do.
    private Optional<Reply> handOver(Message.Request request, String task) {
        List<Exchange> waits = waiting.values().stream()
                .filter(exchange -> exchange.task().filter(task::equals).isPresent())
                .toList();
        long callers = waits.stream()
                .map(exchange -> exchange.asker().payer())
                .distinct()
                .count();
        for (Exchange one : callers > 1 ? List.<Exchange>of() : waits) {
            if (Reply.atOnce(request, one.asker()).isEmpty() && one.offer(request)) {
                return Optional.empty();
            }
        }
        return Optional.of(callers > 1 ? Reply.ambiguous() : Reply.unsupported());
    }

    private Optional<Reply> handOverToCall(Message.Request request) {
        List<Exchange> calls = calls();
        Optional<String> only = turns.only();
        if (!calls.isEmpty() && only.isEmpty()) {
            turns.separate();
            LOG.info("server {} asked one of several callers: from now on they take turns there", server);
            if (turns.anyGivenUp()) {
                line.unsolicited(request.method());
            }
            return Optional.of(Reply.ambiguous());
        }
        for (Exchange call : calls) {
            boolean can = only.filter(call.asker().session()::equals).isPresent()
                    && Reply.atOnce(request, call.asker()).isEmpty();
            if (can && call.offer(request)) {
                return Optional.empty();
            }
        }
        return Optional.of(Reply.unsupported());
    }

    void endAll(LinkFailed failure) {
        waiting.values().forEach(exchange -> exchange.end(failure));
    }

    /// Tells the server that a call was given up. That is noted before: the server may ask in the same moment.
    void cancel(RequestId id, Optional<Turns.Stay> stay) {
        stay.ifPresent(turns::giveUp);
        cancel(id);
    }

    /// Tells the server that a question was given up.
    void cancel(RequestId id) {
        try {
            line.write(Envelope.notification(Method.CANCELLED, Dialect.cancelled(id)));
        } catch (LinkFailed gone) {
            LOG.debug("server {} went away before it heard of a cancellation", server);
        }
    }

    void write(byte[] message) throws LinkFailed {
        line.write(message);
    }
}
