package io.tidegate.upstream;

import io.tidegate.call.Cancellation.Registration;
import io.tidegate.http.Allowance;
import io.tidegate.http.Cancellation;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.EventStreamReader;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpFailure;
import io.tidegate.http.StreamEvent;
import io.tidegate.limit.MessageMemory;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One question to a server over HTTP: what is its answer, and what does the server need before that?
///
/// While the server waits for the caller, nobody reads: what it sends meanwhile stays in the connection. A stream that
/// breaks off after it named an event is gone on with where it broke off, in the older era (2025-11-25, Resumability);
/// the question itself is never put a second time from here.
final class HttpCall implements Pause {
    private static final byte[] NOTHING = new byte[0];
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /// Of a stream that ends again and again without saying anything.
    private static final int RESUMED_MAX = 16;

    /// A server that asks more often for what nobody declared gets no more answers.
    private static final int UNSUPPORTED_MAX = 64;

    private final HttpWire wire;
    private final Setting setting;
    private final RequestId id;
    private final Cancellation calledOff = new Cancellation();
    private final Shifting allowance = new Shifting();
    private Set<RequestId> asked = Set.of(); // most calls are asked nothing
    private @Nullable ClientResponse response;
    private @Nullable EventStreamReader events;
    private Optional<RequestId> open = Optional.empty();
    private Optional<String> lastEvent = Optional.empty();
    private Duration retry = RETRY;
    private int resumed;
    private int unsupported;
    private boolean paused;

    /// What a question is asked in.
    interface Setting {
        Dialect dialect();

        /// Empty in the newer era, and before there is one.
        Optional<HttpSessions.Session> session();

        /// What came on the stream and belongs to no question.
        void aside(Message.Notification notice);
    }

    HttpCall(HttpWire wire, Setting setting, RequestId id) {
        this.wire = wire;
        this.setting = setting;
        this.id = id;
    }

    /// Asks for memory for whichever leg is under way.
    private static final class Shifting implements Allowance {
        private @Nullable Intake intake;

        @Override
        public int free() {
            return MessageMemory.FREE_BYTES;
        }

        @Override
        public int upTo(int wanted) throws HttpFailure {
            return now().upTo(wanted);
        }

        @Override
        public int more(int needed, int most) throws HttpFailure {
            return now().more(needed, most);
        }

        private Intake now() throws HttpFailure {
            if (intake == null) {
                throw new HttpFailure.Cancelled();
            }
            return intake;
        }
    }

    /// One leg of it.
    private interface Work {
        Step with(Intake intake) throws HttpFailure, LinkFailed;
    }

    Step begin(Question question, Headers headers, byte[] body) throws LinkFailed {
        return leg(question, intake -> {
            response = wire.post(headers, body, question.deadline(), calledOff);
            return first(response, question, intake);
        });
    }

    @Override
    public Step goOn(Reply reply, Question question) throws LinkFailed {
        RequestId waiting = open.orElseThrow();
        open = Optional.empty();
        paused = false;
        return leg(question, intake -> {
            wire.tell(reply.message(waiting), setting.session(), question.deadline());
            return stream(question, intake);
        });
    }

    private Step leg(Question question, Work work) throws LinkFailed {
        try (Intake intake = new Intake(wire.room(), question);
                Registration _ = question.cancellation().onRequest(this::callOff)) {
            allowance.intake = intake;
            Step step = work.with(intake);
            intake.keep();
            return step;
        } catch (HttpFailure failure) {
            throw HttpWire.failed(failure);
        } finally {
            allowance.intake = null;
            if (!paused) {
                end();
            }
        }
    }

    private void end() {
        if (response != null) {
            response.close();
        }
    }

    /// In the older era a closed connection means nothing, so the server is told; in the newer one it means just this.
    private void callOff() {
        if (setting.dialect() == Dialect.STATEFUL) {
            wire.tellLater(Method.CANCELLED, Dialect.cancelled(id), setting.session());
        }
        calledOff.cancel();
    }

    @Override
    public void giveUp(Reply reply) {
        Optional<RequestId> waiting = open;
        open = Optional.empty();
        Thread.ofVirtual().start(() -> {
            try {
                if (waiting.isPresent()) {
                    wire.farewell(reply.message(waiting.get()), setting.session());
                }
            } catch (LinkFailed gone) {
                return; // then nothing waits there any more; the stream is closed all the same
            } finally {
                callOff();
                end();
            }
        });
    }

    @Override
    public Duration most() {
        return PATIENCE;
    }

    /// The session that the server opened with this.
    Optional<String> opened() {
        return response == null ? Optional.empty() : response.headers().first("Mcp-Session-Id");
    }

    private Step first(ClientResponse came, Question question, Intake intake) throws HttpFailure, LinkFailed {
        int status = came.status();
        boolean known = setting.session().flatMap(HttpSessions.Session::id).isPresent();
        if (status == 404 && setting.session().isPresent()) {
            throw new LinkFailed(LinkFailed.Why.SESSION_LOST, "the server does not know the session");
        }
        if (status == 401 || status == 403) {
            throw new LinkFailed(LinkFailed.Why.CREDENTIAL, "the server answered with status " + status);
        }
        String type = came.headers().first("Content-Type").orElse("");
        if (status == 200 && type.startsWith("text/event-stream")) {
            events = came.events(wire.room().bytesMax(), allowance);
            return stream(question, intake);
        }
        if (!type.startsWith("application/json")) {
            throw new LinkFailed(LinkFailed.Why.MALFORMED, "the server answered with status " + status);
        }
        Message message = intake.read(came.body(wire.room().bytesMax(), intake));
        if (!answers(message, status)) {
            throw new LinkFailed(LinkFailed.Why.MALFORMED, "the server answered something that was not asked");
        }
        if (status == 400 && known && UNINITIALIZED.equals(code(message))) {
            throw new LinkFailed(LinkFailed.Why.SESSION_LOST, "the server does not take the session");
        }
        return new Step.Answered(message);
    }

    /// What servers made with the official packages answer in a session that they don't have.
    private static final Optional<String> UNINITIALIZED = Optional.of("-32000");

    private static Optional<String> code(Message message) {
        return message instanceof Message.Failure failure
                ? failure.error().root().get("code").map(value -> value.json())
                : Optional.empty();
    }

    /// An error may come without the id, since a server that can't read a request doesn't know it.
    private boolean answers(Message message, int status) {
        return switch (message) {
            case Message.Result result -> status == 200 && result.id().equals(id);
            case Message.Failure failure -> failure.id().map(id::equals).orElse(status >= 400);
            case Message.Request _, Message.Notification _ -> false;
        };
    }

    private Step stream(Question question, Intake intake) throws HttpFailure, LinkFailed {
        while (true) {
            StreamEvent event = next(question);
            byte[] data = event.data().orElse(NOTHING);
            if (data.length == 0) {
                continue; // primes the stream (2025-11-25)
            }
            switch (intake.read(data)) {
                case Message.Result result
                when result.id().equals(id) -> {
                    return new Step.Answered(result);
                }
                case Message.Failure failure
                when failure.id().map(id::equals).orElse(false) -> {
                    return new Step.Answered(failure);
                }
                case Message.Notification notice -> notice(notice, question, intake);
                case Message.Request request -> {
                    if (needsCaller(request, question)) {
                        return new Step.Asked(request, this);
                    }
                }
                case Message.Result _, Message.Failure _ -> {
                    // Not asked: a server gets no answer to that.
                }
            }
            intake.drop();
            if (!wire.clock().instant().isBefore(question.deadline())) {
                throw new LinkFailed(LinkFailed.Why.SLOW, "no answer in time");
            }
        }
    }

    private void notice(Message.Notification notice, Question question, Intake intake) {
        boolean anothers = notice.method().equals(Method.PROGRESS)
                && notice.params()
                        .root()
                        .get("progressToken")
                        .flatMap(RequestId::of)
                        .filter(id::equals)
                        .isEmpty();
        if (notice.method().equals(Method.PROGRESS) || notice.method().equals(Method.LOG)) {
            if (!anothers) {
                intake.pass();
                question.notices().ifPresent(listener -> listener.accept(notice));
            }
        } else {
            setting.aside(notice);
        }
    }

    /// Whether the caller is to be asked; everything else is answered here.
    private boolean needsCaller(Message.Request request, Question question) throws LinkFailed {
        if (setting.dialect() == Dialect.STATELESS || asked.contains(request.id())) {
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
            wire.tell(reply.get().message(request.id()), setting.session(), question.deadline());
            return false;
        }
        if (question.desk().isPresent()) {
            Desk.Back back = new Back(request.id());
            if (!question.desk().get().take(request, back)) {
                back.answer(Reply.none(), question.deadline());
            }
            return false;
        }
        open = Optional.of(request.id());
        paused = true;
        if (events != null) {
            events.pause();
        }
        return true;
    }

    private final class Back implements Desk.Back {
        private final RequestId waiting;

        Back(RequestId waiting) {
            this.waiting = waiting;
        }

        @Override
        public void answer(Reply reply, Instant deadline) throws LinkFailed {
            wire.tell(reply.message(waiting), setting.session(), deadline);
        }

        @Override
        public void farewell(Reply reply) throws LinkFailed {
            wire.farewell(reply.message(waiting), setting.session());
        }
    }

    private StreamEvent next(Question question) throws HttpFailure, LinkFailed {
        while (true) {
            Optional<StreamEvent> event = available(question);
            if (event.isPresent()) {
                event.get().id().filter(name -> !name.isEmpty()).ifPresent(name -> lastEvent = Optional.of(name));
                event.get().retry().ifPresent(wanted -> retry = wanted);
                return event.get();
            }
            resume(question);
        }
    }

    /// Empty where the stream ended.
    private Optional<StreamEvent> available(Question question) throws HttpFailure {
        if (events == null) {
            return Optional.empty();
        }
        Duration left = wire.left(question.deadline());
        try {
            return events.next(left, left);
        } catch (HttpFailure.Gone broke) {
            if (lastEvent.isEmpty()) {
                throw broke;
            }
            return Optional.empty();
        }
    }

    private void resume(Question question) throws HttpFailure, LinkFailed {
        resumed++;
        boolean can = setting.dialect() == Dialect.STATEFUL && lastEvent.isPresent() && resumed <= RESUMED_MAX;
        Instant again = wire.clock().instant().plus(retry);
        if (!can || again.isAfter(question.deadline())) {
            throw new LinkFailed(LinkFailed.Why.GONE, "the server ended its answer before it was complete");
        }
        end();
        rest(question);
        ClientResponse more = wire.listen(setting.session(), lastEvent, question.deadline(), calledOff);
        response = more;
        boolean streams = more.status() == 200
                && more.headers().first("Content-Type").orElse("").startsWith("text/event-stream");
        if (!streams) {
            throw new LinkFailed(LinkFailed.Why.GONE, "the server does not go on with its answer");
        }
        events = more.events(wire.room().bytesMax(), allowance);
    }

    /// As long as the server wants, or until the caller gives up.
    private void rest(Question question) throws LinkFailed {
        CountDownLatch over = new CountDownLatch(1);
        try (Registration _ = question.cancellation().onRequest(over::countDown)) {
            if (over.await(retry.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LinkFailed(LinkFailed.Why.CANCELLED, "given up");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new LinkFailed(LinkFailed.Why.CANCELLED, "stopped while waiting");
        }
    }
}
