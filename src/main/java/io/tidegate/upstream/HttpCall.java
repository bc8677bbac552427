package io.tidegate.upstream;

import io.tidegate.call.Cancellation.Registration;
import io.tidegate.http.Cancellation;
import io.tidegate.http.ClientResponse;
import io.tidegate.http.Headers;
import io.tidegate.http.HttpFailure;
import io.tidegate.http.StreamEvent;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One question to a server over HTTP: what is its answer, and what does the server need before that?
///
/// While the server waits for the caller, nobody reads: what it sends meanwhile stays in the connection. What it asks
/// within a moment is asked of the caller at once. The question itself is never put a second time from here.
///
/// A server may ask on the stream of its session instead ([#hear]): whoever looks after that tells the one call that is
/// under way there.
final class HttpCall implements Pause {
    private static final byte[] NOTHING = new byte[0];
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /// How soon a call finds out what the server asked elsewhere.
    private static final Duration LOOK = Duration.ofMillis(100);

    private final HttpWire wire;
    private final HttpSetting setting;
    private final RequestId id;
    private final Cancellation calledOff = new Cancellation();
    private final LegMemory allowance = new LegMemory();
    private final Asking asking;
    private final CallStream stream;
    private final Overheard overheard;
    private List<Message.Request> open = List.of();
    private @Nullable Posting posting;
    private final boolean batches;
    private final Deque<Message> unread = new ArrayDeque<>(0); // of a batch
    private boolean overhears;
    private boolean paused;

    HttpCall(HttpWire wire, HttpSetting setting, RequestId id) {
        this.wire = wire;
        this.setting = setting;
        this.id = id;
        this.stream = new CallStream(wire, setting, calledOff, allowance);
        this.overheard = new Overheard(setting.log());
        this.batches = Batch.may(setting.session());
        this.asking = new Asking(wire, setting);
    }

    /// One leg of it.
    private interface Work {
        Step with(Intake intake) throws HttpFailure, LinkFailed;
    }

    Step begin(Question question, Headers headers, byte[] body) throws LinkFailed {
        return leg(question, intake -> {
            overhears = setting.began(this);
            if (overhears) {
                Instant until = question.deadline().plus(PATIENCE); // the caller may be asked before the answer begins
                posting = new Posting(() -> wire.post(headers, body, until, calledOff), calledOff);
                return begun(question, intake);
            }
            ClientResponse came = wire.post(headers, body, question.deadline(), calledOff);
            return first(came, question, intake, new Gathered());
        });
    }

    @Override
    public Step goOn(Map<RequestId, Reply> replies, Question question) throws LinkFailed {
        List<Message.Request> waiting = open;
        open = List.of();
        paused = false;
        overheard.rests(false);
        return leg(question, intake -> {
            for (Message.Request request : waiting) {
                Reply reply = replies.getOrDefault(request.id(), Reply.late(request.method()));
                wire.tell(reply.message(request.id()), setting.session(), question.deadline());
            }
            return posting == null ? stream(question, intake, new Gathered()) : begun(question, intake);
        });
    }

    /// Takes what the server asked elsewhere. False where this call takes it no more. Does not block.
    boolean hear(Message.Request request) {
        return overheard.add(request);
    }

    /// Takes what the server logged elsewhere. Does not block.
    void hearLog(Message.Notification notice) {
        overheard.log(notice);
    }

    private Step leg(Question question, Work work) throws LinkFailed {
        try (Intake intake = new Intake(wire.room(), question);
                Registration _ = question.cancellation().onRequest(this::callOff)) {
            allowance.is(intake);
            Step step = work.with(intake);
            overheard.logsTo(question.notices());
            intake.keep();
            return step;
        } catch (HttpFailure failure) {
            throw HttpWire.failed(failure);
        } finally {
            allowance.over();
            if (!paused) {
                end();
            }
        }
    }

    private void end() {
        Posting unanswered = posting;
        if (unanswered != null) {
            unanswered.abandon();
        }
        stream.end();
        List<Message.Request> unheard = overheard.end();
        setting.ended(this);
        lateReplies(unheard);
    }

    /// Answers what nobody answers any more. Does not wait.
    private void lateReplies(List<Message.Request> unanswered) {
        if (!unanswered.isEmpty()) {
            Thread.ofVirtual().start(() -> farewell(unanswered));
        }
    }

    private void farewell(List<Message.Request> unanswered) {
        try {
            for (Message.Request request : unanswered) {
                wire.farewell(Reply.late(request.method()).message(request.id()), setting.session());
            }
        } catch (LinkFailed gone) {
            return; // then nothing waits there any more
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
    public void giveUp() {
        List<Message.Request> waiting = open;
        open = List.of();
        Thread.ofVirtual().start(() -> {
            farewell(waiting);
            callOff();
            end();
        });
    }

    @Override
    public Duration most() {
        return PATIENCE;
    }

    /// The session that the server opened with this.
    Optional<String> opened() {
        return stream.response().flatMap(came -> came.headers().first("Mcp-Session-Id"));
    }

    /// Waits until the answer begins, or until the server asks for something elsewhere before that.
    private Step begun(Question question, Intake intake) throws HttpFailure, LinkFailed {
        Posting waiting = Objects.requireNonNull(posting);
        Gathered gathered = new Gathered();
        while (true) {
            boolean asks = !gathered.requests().isEmpty();
            Optional<ClientResponse> came = waiting.await(asks ? Step.QUIET : LOOK);
            if (came.isPresent()) {
                posting = null;
                came.get().within(wire.left(question.deadline()));
                return first(came.get(), question, intake, gathered);
            }
            int before = gathered.requests().size();
            overheard.logsTo(question.notices());
            for (var heard = overheard.request(); heard.isPresent(); heard = overheard.request()) {
                if (asking.needsCaller(heard.get(), question)) {
                    gathered.add(heard.get());
                }
            }
            if (asks && (gathered.requests().size() == before || gathered.isAll())) {
                return asked(gathered);
            }
            requireTime(question);
        }
    }

    private void requireTime(Question question) throws LinkFailed {
        if (!wire.clock().instant().isBefore(question.deadline())) {
            throw new LinkFailed(LinkFailed.Why.SLOW, "no answer in time");
        }
    }

    private Step first(ClientResponse came, Question question, Intake intake, Gathered gathered)
            throws HttpFailure, LinkFailed {
        stream.on(came);
        int status = came.status();
        if (status == 404 && setting.session().isPresent()) {
            throw new LinkFailed(LinkFailed.Why.SESSION_LOST, "the server does not know the session");
        }
        if (status == 401 || status == 403) {
            throw LinkFailed.refused(status, came.headers());
        }
        String type = came.headers().first("Content-Type").orElse("");
        if (status == 200 && type.startsWith("text/event-stream")) {
            stream.read(came);
            return stream(question, intake, gathered);
        }
        try {
            return plain(came, question, intake, gathered);
        } catch (LinkFailed odd) {
            if (Untaken.looksOlder(status, odd)) {
                setting.looksOlder();
            }
            throw odd;
        }
    }

    /// An answer without a stream.
    private Step plain(ClientResponse came, Question question, Intake intake, Gathered gathered)
            throws HttpFailure, LinkFailed {
        int status = came.status();
        if (!came.headers().first("Content-Type").orElse("").startsWith("application/json")) {
            throw new LinkFailed(LinkFailed.Why.MALFORMED, "the server answered with status " + status);
        }
        List<Message> said = intake.readAll(came.body(wire.room().bytesMax(), intake), batches);
        Message message = answer(said, status, question, intake);
        boolean known = setting.session().flatMap(HttpSessions.Session::id).isPresent();
        if (known && Untaken.lacksSession(status, message)) {
            throw new LinkFailed(LinkFailed.Why.SESSION_LOST, "the server does not take the session");
        }
        if (Untaken.looksOlder(status, message)) {
            setting.looksOlder();
        }
        Optional<Message.Failure> untaken =
                setting.dialect() == Dialect.STATELESS ? Untaken.wantsOtherHeaders(status, message) : Optional.empty();
        lateReplies(gathered.requests());
        return untaken.<Step>map(Step.NotTaken::new).orElseGet(() -> new Step.Answered(message));
    }

    /// The one that answers. What is asked beside it the server does not wait for.
    private Message answer(List<Message> said, int status, Question question, Intake intake) throws LinkFailed {
        Optional<Message> answer = Optional.empty();
        List<Message.Request> unheard = new ArrayList<>(0);
        for (Message message : said) {
            switch (message) {
                case Message.Notification notice -> notice(notice, question, intake);
                case Message.Request request -> unheard.add(request);
                case Message.Result _, Message.Failure _ -> {
                    if (answer.isEmpty() && answers(message, status)) {
                        answer = Optional.of(message);
                    } else if (said.size() > 1) {
                        setting.unsolicited(Upstreams.ANSWER);
                    }
                }
            }
        }
        lateReplies(unheard);
        return answer.orElseThrow(
                () -> new LinkFailed(LinkFailed.Why.MALFORMED, "the server answered something that was not asked"));
    }

    /// An error may come without the id, since a server that can't read a request doesn't know it.
    private boolean answers(Message message, int status) {
        return switch (message) {
            case Message.Result result -> status == 200 && result.id().equals(id);
            case Message.Failure failure -> failure.id().map(id::equals).orElse(status >= 400);
            case Message.Request _, Message.Notification _ -> false;
        };
    }

    private Step stream(Question question, Intake intake, Gathered gathered) throws HttpFailure, LinkFailed {
        while (true) {
            Optional<Message> message = next(question, intake, gathered);
            if (message.isEmpty()) {
                return asked(gathered);
            }
            switch (message.get()) {
                case Message.Result result
                when result.id().equals(id) -> {
                    return answered(result, gathered);
                }
                case Message.Failure failure
                when failure.id().map(id::equals).orElse(false) -> {
                    return answered(failure, gathered);
                }
                case Message.Notification notice -> notice(notice, question, intake);
                case Message.Request request -> {
                    if (asking.needsCaller(request, question)) {
                        gathered.add(request);
                        intake.keep();
                    }
                }
                case Message.Result _, Message.Failure _ -> setting.unsolicited(Upstreams.ANSWER);
            }
            if (unread.isEmpty()) {
                intake.drop();
            }
            requireTime(question);
        }
    }

    /// What it asked before that, or beside it, it did not wait for.
    private Step answered(Message answer, Gathered gathered) {
        lateReplies(gathered.requests());
        leaveUnread();
        return new Step.Answered(answer);
    }

    /// Of a batch, what is asked comes last; what of it is not asked at once is not asked at all.
    private void leaveUnread() {
        lateReplies(unread.stream()
                .filter(Message.Request.class::isInstance)
                .map(Message.Request.class::cast)
                .toList());
        unread.clear();
    }

    private Step asked(Gathered gathered) {
        leaveUnread();
        open = gathered.requests();
        paused = true;
        overheard.rests(true);
        stream.pause();
        return new Step.Asked(gathered.requests(), this);
    }

    /// The next message. Once there is something to ask, empty as soon as the server is quiet.
    private Optional<Message> next(Question question, Intake intake, Gathered gathered) throws HttpFailure, LinkFailed {
        while (!gathered.isAll()) {
            if (!unread.isEmpty()) {
                return Optional.of(unread.removeFirst());
            }
            overheard.logsTo(question.notices());
            Optional<Message.Request> heard = overheard.request();
            if (heard.isPresent()) {
                return Optional.of(heard.get());
            }
            boolean asks = !gathered.requests().isEmpty();
            Optional<StreamEvent> event =
                    asks ? stream.soon(Step.QUIET) : overhears ? look(question) : Optional.of(stream.next(question));
            if (event.isEmpty() && asks) {
                return Optional.empty();
            }
            byte[] data = event.flatMap(StreamEvent::data).orElse(NOTHING);
            if (data.length > 0) { // none: it primes the stream (2025-11-25)
                unread.addAll(intake.readAll(data, batches));
            }
        }
        return Optional.empty();
    }

    /// The next event, if there is one soon.
    private Optional<StreamEvent> look(Question question) throws HttpFailure, LinkFailed {
        if (stream.isOver()) {
            return Optional.of(stream.next(question));
        }
        requireTime(question);
        return stream.soon(LOOK);
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
}
