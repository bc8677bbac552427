package io.tidegate.gate;

import io.tidegate.audit.CallTrail;
import io.tidegate.audit.Entry;
import io.tidegate.call.Answer;
import io.tidegate.call.Arrival;
import io.tidegate.call.Call;
import io.tidegate.call.CallId;
import io.tidegate.call.Caller;
import io.tidegate.call.Delivery;
import io.tidegate.call.GateBroken;
import io.tidegate.call.Outlet;
import io.tidegate.call.Own;
import io.tidegate.call.Permit;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Release;
import io.tidegate.call.Rulings;
import io.tidegate.catalog.Server;
import io.tidegate.control.Controls;
import io.tidegate.identity.Principal;
import io.tidegate.json.JsonDocument;
import io.tidegate.mcp.Message;
import io.tidegate.mcp.Method;
import io.tidegate.mcp.Offering;
import io.tidegate.upstream.Upstreams;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of one call, top to bottom. If you read one file of Tidegate, read this one.
public final class Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private final CallTrail trail;
    private final Resolver resolver;
    private final Listing listing;
    private final Controls controls;
    private final Upstreams upstreams;
    private final States states;
    private final Reading reading;
    private final Confirming confirming;
    private final Watching watching;
    private final Names names;

    public Gate(CallTrail trail, Reading reading, Controls controls, Upstreams upstreams) {
        this.trail = trail;
        this.resolver = reading.resolver();
        this.listing = reading.listing();
        this.states = reading.states();
        this.reading = reading;
        this.names = reading.names();
        this.controls = controls;
        this.upstreams = upstreams;
        this.confirming = reading.confirming();
        this.watching = new Watching(reading, controls, upstreams);
    }

    /// Lets a message through, or says why not. Whatever happens is recorded.
    ///
    /// @param outlet takes what is released before the answer
    public Release pass(Arrival arrival, Outlet outlet) {
        Optional<Refusal> refusal = controls.tooOften(arrival);
        return refusal.isPresent()
                ? tooOften(arrival, refusal.get())
                : recorded(arrival, entry -> answer(arrival, entry, outlet));
    }

    /// A flood of lists, or of guesses, fills no disk: what is refused of it is counted, like whatever is turned away
    /// for want of room.
    private Release tooOften(Arrival arrival, Refusal refusal) {
        arrival.trace().ended(Optional.empty(), Optional.of(refusal.reason()));
        return turnAway(arrival.caller().source(), arrival.caller().principal(), arrival.id(), refusal);
    }

    /// Whether, and that, the caller's session is told when a resource changes, or a task. Like
    /// `resources/subscribe`, in any era.
    ///
    /// @param arrival its params name the `uri`; or it is a `tasks/get`
    public Release watch(Arrival arrival) {
        return recorded(arrival, entry -> watching.subscribe(arrival, entry));
    }

    private interface Passage {
        Release through(Entry entry) throws Refused;
    }

    private Release recorded(Arrival arrival, Passage passage) {
        Entry entry = trail.open(arrival); //                                     nothing happens unrecorded
        try {
            return entry.seal(passage.through(entry));
        } catch (Refused refused) {
            Optional<Refusal> often = entry.isOfCall() ? Optional.empty() : controls.strayed(arrival);
            if (often.isPresent()) {
                return tooOften(arrival, often.get());
            }
            Release denied = Release.of(refused.refusal(), arrival.id()); //      a refusal is an answer, and recorded
            Release sealed = entry.seal(denied);
            return sealed.equals(denied) ? Release.of(refused.told(), arrival.id()) : sealed;
        } catch (RuntimeException | StackOverflowError defect) {
            return entry.seal(Release.of(broken(defect), arrival.id())); //       so is a defect of our own
        } catch (Error fatal) {
            entry.seal(Release.of(
                    broken(fatal), arrival.id())); //               so is the end of the machine, if it can be
            throw fatal;
        } finally {
            arrival.holding().answered(); //                                      what it had of limits is free again
        }
    }

    private Release answer(Arrival arrival, Entry entry, Outlet outlet) throws Refused {
        String method = arrival.request().method();
        if (!Method.isServed(method, arrival.version().era())) {
            throw new Refused(unknownMethod());
        }
        return switch (method) {
            case Method.TOOLS_CALL,
                    Method.PROMPTS_GET,
                    Method.RESOURCES_READ,
                    Method.COMPLETE,
                    Method.TASKS_GET,
                    Method.TASKS_UPDATE,
                    Method.TASKS_RESULT,
                    Method.TASKS_CANCEL -> call(arrival, entry, outlet);
            case Method.TOOLS_LIST -> listing.page(arrival, Offering.TOOL);
            case Method.PROMPTS_LIST -> listing.page(arrival, Offering.PROMPT);
            case Method.RESOURCES_LIST -> listing.page(arrival, Offering.RESOURCE);
            case Method.TEMPLATES_LIST -> listing.page(arrival, Offering.TEMPLATE);
            case Method.INITIALIZE, Method.DISCOVER -> listing.greeting(arrival);
            case Method.PING -> Release.of(new Own.Empty());
            case Method.SUBSCRIBE -> watching.subscribe(arrival, entry);
            case Method.UNSUBSCRIBE -> watching.unsubscribe(arrival);
            case Method.SET_LEVEL -> Watching.level(arrival);
            case Method.LISTEN -> watching.listening(arrival);
            default -> throw new Refused(unknownMethod());
        };
    }

    private Release call(Arrival arrival, Entry entry, Outlet outlet) throws Refused {
        Call call = confirming.settled(entry.means(resolver.resolve(arrival))); // what is meant, by this profile
        Rulings before = entry.ruled(call, controls.judge(call)); //              may this be called
        resolver.veil(call, before); //                                           whom no list shows it hears of none
        Optional<Release> question = confirming.question(call, before); //        has the person agreed, if they must
        if (question.isPresent()) {
            return question.get();
        }
        Permit permit = Permit.from(call, before, entry.intent()); //             the key to the server, or Refused
        listing.requireShown(call.target()); //                                   what no list shows is not called
        Answer said = upstreams.send(permit, new Midway(permit.call(), entry, outlet));
        Answer answer = names.shown(call, said); //                               by the names of this profile
        Rulings after = entry.ruled(controls.judge(Delivery.of(permit.call(), answer))); // may this come back
        if (Method.isOfTask(call.method())) {
            Needed.check(after.leaving(), call.caller().capabilities());
        }
        if (answer instanceof Answer.InputRequired asked) {
            return asking(call, asked, after);
        }
        names.requireShown(call, answer, after.leaving());
        return Release.from(answer, after); //                                    the key to the client
    }

    /// What a server may not ask for, it gets no answer to: a call that waits for it is given up.
    private Release asking(Call call, Answer.InputRequired asked, Rulings after) throws Refused {
        try {
            Needed.check(after.leaving(), call.caller().capabilities());
            names.requireShown(call, asked, after.leaving());
            Release release = Release.asking(asked, after, states.seal(call, asked.resume()));
            call.arrival().holding().reached(); //                                it goes on with what it paid for
            return release;
        } catch (Refused refused) {
            upstreams.giveUp(asked.resume());
            throw refused;
        }
    }

    /// Ends a call whose client will not give the input that was asked for. It is recorded as a refusal.
    ///
    /// @param arrival the leg that would have come next
    public Release giveUp(Arrival arrival, Release.Body.Asking asking, Refusal refusal) {
        confirming.giveUp(asking.asked().resume());
        upstreams.giveUp(asking.asked().resume());
        return trail.open(arrival).seal(Release.of(refusal, arrival.id()));
    }

    /// What this caller may be told when a server says that a resource changed; nothing where it may not be told.
    ///
    /// @param params of `notifications/resources/updated`, as the server said them
    /// @param watched whether the caller wants to hear of this URI, as its profile shows it
    public Optional<Watching.News> updated(
            Caller caller, String profile, Server server, JsonDocument params, Predicate<String> watched) {
        return watching.updated(caller, profile, server, params, watched);
    }

    /// What a client of this profile may be told of what a server logs outside of its calls; nothing where that may not
    /// be.
    ///
    /// @param params of `notifications/message`, as the server said them
    public Optional<Release> logged(Caller caller, String profile, Server server, JsonDocument params) {
        return watching.logged(caller, profile, server, params);
    }

    /// What a client may be told when a page of a server's is done that it was sent to.
    public Optional<Release> completed(Server server, String elicitation) {
        return watching.completed(server, elicitation);
    }

    /// Ends what [#watch] began, without a record: nobody is refused to hear less.
    public void unwatch(Arrival arrival) {
        watching.unwatch(arrival);
    }

    /// Whether the id that this caller has for a task means that one.
    ///
    /// @param own the server's own id of it
    public boolean means(Caller caller, String profile, String id, Server server, String own) {
        return watching.means(caller, profile, id, server, own);
    }

    /// Ends all that is kept at servers for a session.
    public void forget(String session) {
        upstreams.forget(session);
    }

    private final class Midway implements Upstreams.Midway {
        private final Call call;
        private final Entry entry;
        private final Outlet outlet;

        Midway(Call call, Entry entry, Outlet outlet) {
            this.call = call;
            this.entry = entry;
            this.outlet = outlet;
        }

        /// A notice that may not pass is dropped: it is no answer, so nothing waits for it.
        @Override
        public void accept(Answer.Notice notice) {
            try {
                entry.noticed();
                outlet.send(controls.release(Delivery.of(call, notice)));
            } catch (Refused refused) {
                LOG.info(
                        "a notice of {} was dropped: {}",
                        call.target().server().name(),
                        refused.refusal().reason().code());
            }
        }

        @Override
        public void rests() {
            outlet.rests();
        }
    }

    /// Records what was turned away before anyone knew who asked, or what.
    ///
    /// @param source the address that it came from
    public Release turnAway(String source, CallId id, Refusal refusal) {
        try {
            trail.turnedAway(source, id, refusal);
        } catch (Refused unrecorded) {
            return Release.of(unrecorded.refusal(), id);
        }
        return Release.of(refusal, id);
    }

    /// The same, of somebody who had proven who they are.
    public Release turnAway(String source, Principal who, CallId id, Refusal refusal) {
        try {
            trail.turnedAway(source, who, id, refusal);
        } catch (Refused unrecorded) {
            return Release.of(unrecorded.refusal(), id);
        }
        return Release.of(refusal, id);
    }

    /// Records that a token is given out.
    ///
    /// @throws Refused if that can't be recorded: then it must not be
    public void tokenGiven(String source, Principal who, String resource, Duration life) throws Refused {
        trail.tokenGiven(source, who, resource, life);
    }

    /// The node at which lives what this request goes on with, where that is another one than this.
    public Optional<String> elsewhere(Principal principal, String profile, Message.Request request) {
        return reading.elsewhere(principal, profile, request);
    }

    /// Records that another node is asked instead, where the call has its own record.
    ///
    /// @throws Refused if that can't be recorded
    public void passedOn(String source, Principal who, CallId id, String node) throws Refused {
        trail.passedOn(source, who, id, node);
    }

    private static Refusal unknownMethod() {
        return Refusal.of(Reason.UNKNOWN_METHOD, "This gateway does not serve that method.");
    }

    private static Refusal broken(Throwable defect) {
        String what = defect instanceof GateBroken ? String.valueOf(defect.getMessage()) : "";
        LOG.error(
                "the gate refused because of its own defect: {} {}",
                defect.getClass().getSimpleName(),
                what);
        LOG.debug("the defect", defect);
        return Refusal.of(
                Reason.GATE_BROKEN,
                "The gateway refused this because of a defect of its own. Tell an administrator.",
                defect.getClass().getSimpleName() + " " + what);
    }
}
