package io.tidegate.upstream;

import io.tidegate.call.Answer;
import io.tidegate.call.Call;
import io.tidegate.call.Content;
import io.tidegate.call.Permit;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Resume;
import io.tidegate.catalog.Offers;
import io.tidegate.catalog.Server;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonEdits;
import io.tidegate.json.JsonLimits;
import io.tidegate.json.JsonValue;
import io.tidegate.json.MalformedJson;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The servers. The one way to make a server do something is `send`, and its key is a `Permit`.
public final class Upstreams implements AutoCloseable {
    private static final Duration RECORD_DEADLINE = Duration.ofSeconds(5);

    private final Map<String, Upstream> servers = new LinkedHashMap<>();
    private final InstantSource clock;

    private Upstreams(InstantSource clock) {
        this.clock = clock;
    }

    /// Servers by their settings; those that `before` keeps with the same settings are taken over as they run.
    ///
    /// @param listener told of each server's tools, now and when they change
    public static Upstreams of(
            List<UpstreamSettings> settings, UpstreamFactory factory, Optional<Upstreams> before, Listener listener) {
        Upstreams made = new Upstreams(factory.clock());
        for (UpstreamSettings wanted : settings) {
            String name = wanted.server().name();
            Optional<Upstream> kept = before.map(old -> old.servers.get(name))
                    .filter(old -> old.settings().sameAs(wanted));
            Upstream upstream = kept.orElseGet(() -> factory.make(wanted));
            made.servers.put(name, upstream);
            upstream.onOffers(offers -> listener.offers(wanted.server(), offers));
            if (kept.isEmpty()) {
                upstream.start();
            }
        }
        return made;
    }

    /// Is told what a server offers.
    public interface Listener {
        void offers(Server server, Offers offers);

        /// A resource changed that a session watches.
        ///
        /// @param session as in [io.tidegate.call.Caller]
        /// @param uri the server's own
        /// @param params of `notifications/resources/updated`, as the server said them
        void updated(Server server, String session, String uri, JsonDocument params);
    }

    /// Ends the servers that `next` did not take over.
    public void retire(Upstreams next) {
        end(servers.values().stream()
                .filter(upstream -> !next.servers.containsValue(upstream))
                .toList());
    }

    /// How a server is, for operators.
    ///
    /// @param trouble empty where there is none
    public record Status(String server, ServerState state, String trouble) {}

    public List<Status> status() {
        return servers.entrySet().stream()
                .map(entry -> new Status(
                        entry.getKey(),
                        entry.getValue().state(),
                        entry.getValue().trouble()))
                .toList();
    }

    /// Sends what was permitted, once, and waits for the answer.
    ///
    /// @param midway takes the server's notices in the course of the call
    /// @throws Refused if the trail can't record it, or there is no answer to be had; the call may then have run
    public Answer send(Permit permit, Consumer<Answer.Notice> midway) throws Refused {
        Call call = permit.call();
        Upstream upstream = servers.get(call.target().server().name());
        if (upstream == null) {
            throw new Refused(Refusal.of(Reason.SERVER_UNAVAILABLE, "The server of this tool is not configured."));
        }
        call.arrival().holding().examined();
        Duration left = Duration.between(clock.instant(), call.deadline());
        permit.recorded().await(left.compareTo(RECORD_DEADLINE) < 0 ? left : RECORD_DEADLINE);
        try {
            Instant own = clock.instant().plus(upstream.settings().deadline());
            Instant deadline = own.isBefore(call.deadline()) ? own : call.deadline();
            return answer(upstream.ask(question(call, deadline, midway)));
        } catch (LinkFailed failure) {
            throw new Refused(refusal(call.target().server().name(), failure));
        }
    }

    private static Question question(Call call, Instant deadline, Consumer<Answer.Notice> midway) {
        Optional<JsonValue> token = call.progressToken();
        Optional<Consumer<Message.Notification>> notices =
                Optional.of(notice -> renamed(notice, token).ifPresent(midway));
        return new Question(
                call.method(),
                call.method().equals(Method.COMPLETE)
                        ? Optional.empty()
                        : Optional.of(call.target().name()),
                call.params().json(),
                notices,
                call.arrival().trace().traceparent(),
                call.caller().principal().key(),
                deadline,
                call.cancellation(),
                call.arrival().holding());
    }

    /// Progress gets the caller's own token back; it is dropped where the caller asked for none.
    private static Optional<Answer.Notice> renamed(Message.Notification notice, Optional<JsonValue> token) {
        return switch (notice.method()) {
            case Method.PROGRESS -> token.flatMap(wanted -> withToken(notice.params(), wanted));
            case Method.LOG -> Optional.of(new Answer.Notice(Method.LOG, new Content(notice.params())));
            default -> Optional.empty();
        };
    }

    private static Optional<Answer.Notice> withToken(JsonDocument params, JsonValue token) {
        try {
            JsonDocument renamed = new JsonEdits(params)
                    .put(params.root(), "progressToken", token.raw())
                    .apply(JsonLimits.EXAMINED);
            return Optional.of(new Answer.Notice(Method.PROGRESS, new Content(renamed)));
        } catch (MalformedJson tooLarge) {
            return Optional.empty();
        }
    }

    private static Answer answer(Message message) throws Refused {
        return switch (message) {
            case Message.Result result -> complete(result.result());
            case Message.Failure failure -> new Answer.Failure(new Content(failure.error()));
            case Message.Request _, Message.Notification _ ->
                throw new Refused(Refusal.of(Reason.ANSWER_MALFORMED, "The server did not answer with a result."));
        };
    }

    private static Answer complete(JsonDocument result) throws Refused {
        Optional<String> type = result.root().string("resultType");
        if (type.filter("input_required"::equals).isPresent()) {
            return inputRequired(result);
        }
        if (type.isPresent() && !type.get().equals("complete")) {
            throw new Refused(Refusal.of(
                    Reason.ANSWER_MALFORMED, "The server asks for something that this gateway can't pass on yet."));
        }
        return new Answer.Result(new Content(result));
    }

    private static Answer inputRequired(JsonDocument result) throws Refused {
        Optional<String> state = result.root().string("requestState");
        JsonEdits edits = new JsonEdits(result);
        for (JsonValue.Member member : result.root().members()) {
            if (member.name().says("requestState") || member.name().says("resultType")) {
                edits.remove(member.name());
            }
        }
        try {
            return new Answer.InputRequired(new Content(edits.apply(JsonLimits.EXAMINED)), new Resume.Anew(state));
        } catch (MalformedJson tooLarge) {
            throw new Refused(Refusal.of(Reason.ANSWER_TOO_LARGE, "The server's answer is larger than what may pass."));
        }
    }

    /// From now on the session of the permit's caller is told when the resource changes, until [#unwatch] or [#forget].
    ///
    /// @throws Refused if the server does not tell
    public void watch(Permit permit) throws Refused {
        if (!servers.containsKey(permit.call().target().server().name())) {
            throw new Refused(Refusal.of(Reason.SERVER_UNAVAILABLE, "The server of this is not configured."));
        }
    }

    /// Ends what [#watch] began.
    ///
    /// @param uri the server's own
    public void unwatch(String server, String session, String uri) {}

    /// Ends all that was kept for a session: what it watches, its parked calls, its sessions at servers.
    public void forget(String session) {}

    /// Ends what waits for a client's input that won't come.
    public void giveUp(Resume resume) {
        switch (resume) {
            case Resume.Anew _ -> {} // the server remembers nothing
            case Resume.Parked _ -> {} // none is parked yet
        }
    }

    private static Refusal refusal(String server, LinkFailed failure) {
        String detail = server + ": " + failure.getMessage();
        return switch (failure.why()) {
            case GONE, SESSION_LOST ->
                Refusal.of(
                        Reason.SERVER_UNAVAILABLE,
                        "The server `" + server + "` is not available at the moment. If the call changes anything,"
                                + " check before you repeat it: it may have run.",
                        detail);
            case CREDENTIAL ->
                Refusal.of(
                        Reason.SERVER_UNAVAILABLE,
                        "The server `" + server + "` does not accept the gateway's credential. An administrator has"
                                + " to renew it.",
                        detail);
            case SLOW ->
                Refusal.of(
                        Reason.SERVER_TOO_SLOW,
                        "The server `" + server + "` did not answer in time. If the call changes anything, check"
                                + " before you repeat it: it may have run.",
                        detail);
            case TOO_LARGE ->
                Refusal.of(
                        Reason.ANSWER_TOO_LARGE,
                        "The server's answer is larger than what may pass. Ask for less at a time.",
                        detail);
            case NO_MEMORY ->
                Refusal.of(
                        Reason.NO_ROOM_FOR_ANSWER,
                        "The server `" + server + "` has answered, but the gateway has no memory left for so large an"
                                + " answer now. If the call changes anything, check before you repeat it: it has run."
                                + " Ask for less at a time, or later.",
                        detail);
            case MALFORMED ->
                Refusal.of(
                        Reason.ANSWER_MALFORMED,
                        "The server `" + server + "` answered with something that is not valid MCP.",
                        detail);
            case CANCELLED -> Refusal.of(Reason.CANCELLED, "The call was cancelled.", detail);
        };
    }

    @Override
    public void close() {
        end(servers.values());
    }

    private static void end(Collection<Upstream> upstreams) {
        List<Thread> ending = upstreams.stream()
                .map(upstream -> Thread.ofVirtual().start(upstream::close))
                .toList();
        for (Thread thread : ending) {
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
