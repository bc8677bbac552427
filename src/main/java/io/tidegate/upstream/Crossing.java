package io.tidegate.upstream;

import io.tidegate.call.Answer;
import io.tidegate.call.Call;
import io.tidegate.call.Content;
import io.tidegate.call.Leg;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Resume;
import io.tidegate.json.JsonValue;
import io.tidegate.json.JsonWriter;
import io.tidegate.mcp.Envelope;
import io.tidegate.mcp.Era;
import io.tidegate.mcp.ErrorCode;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How does one leg of a call get to its server and back: as a new question, or as the answer that the server waits
/// for?
final class Crossing {
    /// As long as a client may take to answer; see the lifetime of a `requestState`.
    private static final Duration PARKED_MAX = Duration.ofMinutes(10);

    private final Parking parking;
    private final InstantSource clock;
    private final StatefulTasks olderTasks;
    private final StatelessTasks newerTasks;

    /// @param tasks what is kept of tasks
    Crossing(Parking parking, TaskKeeping tasks, InstantSource clock) {
        this.parking = parking;
        this.clock = clock;
        TaskWait wait = new TaskWait(clock);
        this.olderTasks = new StatefulTasks(tasks.questions(), wait, this::answer);
        this.newerTasks = new StatelessTasks(tasks.kept(), wait, this::answer);
    }

    /// @param deadline for this leg
    Answer go(Upstream upstream, Call call, Instant deadline, Upstreams.Midway midway) throws LinkFailed, Refused {
        Optional<SignIn> signIn = upstream.signIn();
        Answer answer = signIn.isPresent()
                ? signIn.get().around(call, deadline, next -> gone(upstream, next, deadline, midway))
                : gone(upstream, call, deadline, midway);
        if (answer instanceof Answer.InputRequired asked) {
            upstream.elicited(call.caller().session(), asked.content().json());
        }
        return answer;
    }

    private Answer gone(Upstream upstream, Call call, Instant deadline, Upstreams.Midway midway)
            throws LinkFailed, Refused {
        Optional<Resume> resume = call.leg().map(Leg::resume);
        if (resume.isPresent() && resume.get() instanceof Resume.Parked(String name)) {
            return goOn(new Way(upstream, call, deadline, midway), name);
        }
        Optional<Answer> ended = resume.isPresent() ? declined(call, upstream.era()) : Optional.empty();
        if (ended.isPresent()) {
            return ended.get();
        }
        Way way = new Way(upstream, call, deadline, midway);
        boolean stateful = call.arrival().version().era() == Era.STATEFUL;
        Optional<Era> era = upstream.era();
        if (era.filter(Era.STATEFUL::equals).isPresent() && ofTasks(call)) {
            return Method.isOfTask(call.method()) ? olderTasks.ask(way) : olderTasks.call(way);
        }
        if (stateful && era.isPresent() && ofTasks(call)) {
            return Method.isOfTask(call.method()) ? newerTasks.ask(way) : newerTasks.call(way);
        }
        Progress progress = new Progress();
        return answer(call, way.put(way.question(progress)), progress);
    }

    private static boolean ofTasks(Call call) {
        return call.method().equals(Method.TOOLS_CALL) || Method.isOfTask(call.method());
    }

    private Answer goOn(Way way, String name) throws LinkFailed, Refused {
        Call call = way.call();
        Parking.Parked parked = parking.take(name, owner(call)).orElseThrow(Crossing::over);
        Map<RequestId, Reply> replies = new LinkedHashMap<>();
        parked.questions().forEach((key, request) -> input(call)
                .flatMap(all -> all.get(key))
                .flatMap(Reply::of)
                .ifPresent(reply -> replies.put(request.id(), reply)));
        if (replies.size() < parked.questions().size()) {
            return park(call, parked); // not answered yet: all of it is asked again, and nothing is lost
        }
        Step step = way.upstream().goOn(parked.pause(), replies, way.question(parked.progress()));
        return answer(call, step, parked.progress());
    }

    private Answer answer(Call call, Step step, Progress progress) throws Refused {
        String key = "input-" + (call.leg().map(Leg::round).orElse(0) + 1);
        return switch (step) {
            case Step.Answered(Message message) -> Answers.of(message, call, key);
            case Step.NotTaken(Message.Failure refusal) -> Answers.of(refusal, call, key);
            case Step.Asked(List<Message.Request> requests, Pause pause) ->
                park(call, new Parking.Parked(owner(call), named(requests, key), pause, progress));
        };
    }

    /// Keys for questions that have none, unlike those of other rounds.
    private static Map<String, Message.Request> named(List<Message.Request> requests, String key) {
        Map<String, Message.Request> named = new LinkedHashMap<>();
        requests.forEach(request -> named.put(named.isEmpty() ? key : key + "-" + (named.size() + 1), request));
        return named;
    }

    /// INVARIANT: whatever goes wrong here, the call is parked or given up: nothing else would end it.
    private Answer park(Call call, Parking.Parked parked) throws Refused {
        Optional<String> name = Optional.empty();
        try {
            Content content = Answers.asked(parked.questions());
            Instant now = clock.instant();
            Instant until = call.leg().map(Leg::until).orElse(now.plus(PARKED_MAX));
            Instant most = now.plus(parked.pause().most());
            name = parking.park(parked, most.isBefore(until) ? most : until);
            return new Answer.InputRequired(content, new Resume.Parked(name.orElseThrow(Crossing::full)));
        } finally {
            if (name.isEmpty()) {
                parked.giveUp();
            }
        }
    }

    private static Refused full() {
        return new Refused(Refusal.of(
                Reason.BUSY, "Too many calls wait for input of their clients. Answer or end some, then call anew."));
    }

    private static Parking.Owner owner(Call call) {
        return new Parking.Owner(
                call.caller().principal().key(),
                call.caller().session(),
                call.target().server().name(),
                call.target().id());
    }

    private static Refused over() {
        return new Refused(Refusal.of(
                Reason.STATE_UNKNOWN,
                "`requestState` can't be used: the call is over, since its input came too late or came before, or it"
                        + " waits at another node of this gateway. Call anew."));
    }

    private static Optional<JsonValue> input(Call call) {
        return call.params().json().root().get("inputResponses");
    }

    /// A client's error ends a call that the server would have to be asked anew; and so does a client that does not
    /// want to do what a server of the older era needs, which would ask for just that again.
    private static Optional<Answer> declined(Call call, Optional<Era> era) {
        for (JsonValue.Member member : input(call).map(JsonValue::members).orElse(List.of())) {
            if (member.value().get(Reply.ERROR).isPresent()
                    && Reply.of(member.value()).orElseThrow() instanceof Reply.Failure(byte[] json)) {
                return Optional.of(failure(json));
            }
            boolean accepts =
                    member.value().string("action").filter("accept"::equals).isPresent();
            if (era.filter(Era.STATEFUL::equals).isPresent() && !accepts) {
                return Optional.of(failure(Envelope.error(
                        ErrorCode.UPSTREAM, "the server needs what its client declined; call anew to be asked again")));
            }
        }
        return Optional.empty();
    }

    private static Answer failure(byte[] error) {
        return new Answer.Failure(new Content(new JsonWriter().raw(error).document()));
    }
}
