package io.tidegate.front;

import io.tidegate.call.Arrival;
import io.tidegate.call.CallId;
import io.tidegate.call.Cancellation;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Release;
import io.tidegate.call.Trace;
import io.tidegate.era.Asks;
import io.tidegate.era.Asks.Question;
import io.tidegate.era.Inputs;
import io.tidegate.http.HttpExchange;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// How does a call of a stateful client get the input that its server needs? The client is asked on the stream of the
/// call, its answers come by requests of their own, and then the call goes through the gate again, as a whole.
///
/// The client may hang up meanwhile without giving up: then it can still answer, but does not see what came of it.
final class Dialogue {
    /// For all rounds together; the state of a call lives no longer either.
    private static final Duration PATIENCE = Duration.ofMinutes(9);

    /// A call that comes back finds its place within that time, or is ended.
    private static final Duration TURN = Duration.ofSeconds(30);

    /// How long a page that the client opened gets before the server is asked again, at first and at last.
    private static final Duration PAGE_FIRST = Duration.ofSeconds(2);
    private static final Duration PAGE_LAST = Duration.ofSeconds(30);

    private static final JsonDocument ACCEPTED = JsonDocument.of("{\"action\":\"accept\"}");

    private final Supplier<Premises> current;
    private final Questions questions;
    private final InstantSource clock;
    private final RandomGenerator random;

    Dialogue(Supplier<Premises> current, Questions questions, InstantSource clock, RandomGenerator random) {
        this.current = current;
        this.questions = questions;
        this.clock = clock;
        this.random = random;
    }

    /// One call and where it is answered.
    ///
    /// @param scope the session of its client
    record Talk(HttpExchange exchange, Arrival first, String scope, Reply reply, Place place) {}

    /// Goes on with the call until it needs nothing more of its client, or does not get it.
    Release converse(Talk talk, Release.Body.Asking begun) {
        Instant until = clock.instant().plus(PATIENCE);
        Set<String> opened = new HashSet<>();
        Duration pause = PAGE_FIRST;
        Release.Body.Asking asking = begun;
        while (true) {
            List<Question> all =
                    Asks.of(asking, CallId.next(clock.instant(), random).text());
            List<Question> put = all.stream()
                    .filter(question -> question.url().filter(opened::contains).isEmpty())
                    .toList();
            Round round = put.isEmpty() && !all.isEmpty() ? rest(talk, pause, until) : ask(talk, put, until);
            switch (round) {
                case Round.Unanswered(Refusal why) -> {
                    return giveUp(talk, asking, why);
                }
                case Round.Answered(Map<RequestId, JsonDocument> answers) -> {
                    boolean pages = accepted(put, answers, opened);
                    pause = all.size() > put.size() ? longer(pause) : PAGE_FIRST;
                    if (pages && rest(talk, PAGE_FIRST, until) instanceof Round.Unanswered(Refusal why)) {
                        return giveUp(talk, asking, why);
                    }
                    Release next = next(talk, asking, all, answers);
                    if (!(next.body() instanceof Release.Body.Asking more)) {
                        return next;
                    }
                    asking = more;
                }
            }
        }
    }

    /// What came of asking once.
    private sealed interface Round {
        record Answered(Map<RequestId, JsonDocument> answers) implements Round {}

        record Unanswered(Refusal why) implements Round {}
    }

    private Round ask(Talk talk, List<Question> put, Instant until) {
        String who = talk.first().caller().principal().key();
        List<RequestId> ids = put.stream().map(Question::id).toList();
        Optional<Questions.Waiting> open = questions.open(who, talk.scope(), ids);
        if (open.isEmpty()) {
            return new Round.Unanswered(
                    Refusal.of(Reason.BUSY, "Too many calls wait for their clients now.", "questions"));
        }
        try (Questions.Waiting waiting = open.get()) {
            if (!put.isEmpty() && !talk.reply().ask(put)) {
                return new Round.Unanswered(Refusal.of(
                        Reason.CAPABILITY_MISSING,
                        "The server needs input for this, and the client takes no event stream on which it could be"
                                + " asked.",
                        "no-stream"));
            }
            Questions.End end = awaited(talk, waiting, until);
            if (end == Questions.End.ANSWERED) {
                waiting.held().forEach(talk.first().holding()::keep);
                return new Round.Answered(waiting.answers());
            }
            Set<RequestId> answered = waiting.answers().keySet();
            talk.reply()
                    .withdraw(put.stream()
                            .filter(question -> !answered.contains(question.id()))
                            .toList());
            return new Round.Unanswered(refusal(end));
        }
    }

    private Questions.End awaited(Talk talk, Questions.Waiting waiting, Instant until) {
        talk.place().leave();
        Questions.End end;
        Cancellation over = talk.first().cancellation();
        try (Cancellation.Registration _ =
                over.onRequest(() -> waiting.end(over.expired() ? Questions.End.TOO_LATE : Questions.End.CANCELLED))) {
            end = waiting.await(Duration.between(clock.instant(), until));
        }
        boolean back = talk.place().comeBack(TURN);
        return end == Questions.End.ANSWERED && !back ? Questions.End.TOO_LATE : end;
    }

    /// Gives a page time, in which nothing is asked.
    private Round rest(Talk talk, Duration pause, Instant until) {
        Instant end = clock.instant().plus(pause);
        if (end.isAfter(until)) {
            return new Round.Unanswered(refusal(Questions.End.TOO_LATE));
        }
        String who = talk.first().caller().principal().key();
        RequestId nothing = RequestId.of(CallId.next(clock.instant(), random).text());
        try (Questions.Waiting waiting =
                questions.open(who, talk.scope(), List.of(nothing)).orElse(null)) {
            if (waiting == null) {
                return new Round.Unanswered(refusal(Questions.End.TOO_LATE));
            }
            Questions.End how = awaited(talk, waiting, end);
            return how == Questions.End.TOO_LATE ? new Round.Answered(Map.of()) : new Round.Unanswered(refusal(how));
        }
    }

    /// Whether the client agreed to open a page that it was not asked about before.
    private static boolean accepted(List<Question> put, Map<RequestId, JsonDocument> answers, Set<String> opened) {
        boolean some = false;
        for (Question question : put) {
            boolean agreed = question.url().isPresent()
                    && Optional.ofNullable(answers.get(question.id()))
                            .flatMap(answer -> answer.root().string("action"))
                            .filter("accept"::equals)
                            .isPresent();
            some |= agreed && opened.add(question.url().orElseThrow());
        }
        return some;
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(PAGE_LAST) > 0 ? PAGE_LAST : twice;
    }

    private static Refusal refusal(Questions.End end) {
        return switch (end) {
            case ANSWERED, TOO_LATE ->
                Refusal.of(
                        Reason.CANCELLED,
                        "The call was ended: what the server asked the client for did not come in time.",
                        "input-too-late");
            case CANCELLED -> Refusal.of(Reason.CANCELLED, "The call was cancelled.");
            case SESSION_ENDED ->
                Refusal.of(Reason.CANCELLED, "The call was ended together with its session.", "session-ended");
            case STOPPING -> Refusal.of(Reason.STOPPING, "The gateway is stopping.");
        };
    }

    /// The same request with what the client answered, judged and recorded like any other.
    private Release next(
            Talk talk, Release.Body.Asking asking, List<Question> all, Map<RequestId, JsonDocument> answers) {
        Map<String, JsonDocument> responses = new LinkedHashMap<>();
        all.forEach(question -> responses.put(question.key(), answers.getOrDefault(question.id(), ACCEPTED)));
        Message.Request asked = talk.first().request();
        try {
            JsonDocument params = Inputs.next(asked.params(), responses, asking.state());
            Message.Request request = new Message.Request(asked.id(), asked.method(), params);
            Premises premises = current.get(); // what is in force may have changed while people were asked
            Admission.requireUnrevoked(
                    talk.exchange(), premises, talk.first().caller().principal());
            Trace trace = premises.tracing().begin(request, talk.exchange().headers());
            return premises.gate().pass(leg(talk, request, trace), talk.reply());
        } catch (MalformedJson tooLarge) {
            return giveUp(
                    talk, asking, Refusal.of(Reason.TOO_LARGE, "The client's answers are larger than what may pass."));
        } catch (Refused revoked) {
            return giveUp(talk, asking, revoked.refusal());
        }
    }

    private Release giveUp(Talk talk, Release.Body.Asking asking, Refusal why) {
        return current.get().gate().giveUp(leg(talk, talk.first().request(), Trace.NONE), asking, why);
    }

    private Arrival leg(Talk talk, Message.Request request, Trace trace) {
        Arrival first = talk.first();
        return new Arrival(
                CallId.next(clock.instant(), random),
                clock.instant(),
                first.caller(),
                first.profile(),
                first.version(),
                request,
                first.cancellation(),
                trace,
                first.holding());
    }
}
