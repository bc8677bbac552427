package io.tidegate.control;

import io.tidegate.call.Arrival;
import io.tidegate.call.Call;
import io.tidegate.call.Caller;
import io.tidegate.call.Delivery;
import io.tidegate.call.Door;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.call.Release;
import io.tidegate.call.Rulings;
import io.tidegate.catalog.Target;
import io.tidegate.identity.Principal;
import io.tidegate.mcp.PeerInfo;
import java.util.List;
import java.util.Optional;

/// Which controls rule, in which order. The second file to read, after `Gate`.
///
/// It only collects rulings: whether they open a door is for `Permit` and `Release` to say.
public final class Controls {
    private final ToolAccess access;
    private final StopSwitch stop;
    private final CallLimits limits;
    private final List<BeforeControl> before;
    private final List<AfterControl> after;

    public Controls(ControlParts parts) {
        Shadow shadow = new Shadow(parts.shadow(), System::nanoTime);
        PolicyQuestions questions = new PolicyQuestions(
                parts.policies(),
                parts.relations(),
                shadow,
                new Surroundings(parts.models(), parts.clock()),
                parts.sessions());
        this.access = new ToolAccess(questions);
        this.stop = new StopSwitch(parts.stops());
        this.limits = parts.limits();
        this.before = List.of(
                stop, //                                                                   NONE   J4         T11
                new RateLimit(parts.limits()), //                                         NONE   C6         T7
                new TokenScopes(parts.scopes()), //                                       NONE   B1 C1      T4 T8
                new SizeLimit(parts.requestBytesMax()), //                                 RAW    C6         T7
                new OutgoingData(parts.outgoing()), //                                     MENDS  D1         T3
                access, //                                                                 FINAL  C1 C3 C8   T4
                new ArgumentShape(), //                                                    FINAL  C4         T10
                new PathRoots(parts.guards()), //                                          FINAL  C3         T10
                new UrlTarget(parts.guards()), //                                          FINAL  C3         T10
                new AllowedValues(parts.guards()), //                                      FINAL  C3         T4 T10
                new SqlShape(parts.guards()), //                                           FINAL  C3         T4 T10
                new CommandShape(parts.guards()), //                                       FINAL  C3         T4 T10
                new RecipientList(parts.guards()), //                                     FINAL  C3         T3 T4
                new CallsAtOnce(parts.limits(), parts.clock()), //                        NONE   C6         T7
                new CallBudget(parts.limits(), parts.budgets(), parts.clock())); //       NONE   C6         T7
        this.after = List.of(
                new AnswerSize(parts.answerBytesMax()), //                                 RAW    C6         T7
                new HiddenTextStrip(), //                                                  MENDS  D4         T1 T2
                new RecordFilter(questions, parts.records()), //                           MENDS  C5         T3 T4
                new ReturnedData(parts.returned()), //                                     MENDS  D1         T3
                new AppLimits(parts.apps()), //                                            MENDS  D4         T3
                new UntrustedMark(parts.random()), //                                      MENDS  D4         T1
                new ReleasePolicy(questions)); //                                          FINAL  D2 C5      T3
    }

    /// Why a request that is no call is not answered: its user asks too often. Nothing where it is.
    public Optional<Refusal> tooOften(Arrival arrival) {
        return limits.tooOften(arrival);
    }

    /// Why a call that named nothing that is there is not even recorded by itself: its user asks too often.
    public Optional<Refusal> strayed(Arrival arrival) {
        return limits.strayed(arrival);
    }

    /// Rules on a call; stops at the first refusal, which no later control could lift.
    public Rulings judge(Call call) {
        Sitting sitting = new Sitting(Door.BEFORE, call.params());
        for (BeforeControl control : before) {
            if (!sitting.rule(control.id(), content -> control.judge(call.carrying(content)))) {
                break;
            }
        }
        return sitting.rulings();
    }

    /// Rules on what a server said.
    public Rulings judge(Delivery delivery) {
        Sitting sitting = new Sitting(Door.AFTER, delivery.answer().content());
        for (AfterControl control : after) {
            if (!sitting.rule(control.id(), content -> control.judge(delivery.carrying(content, sitting.noted())))) {
                break;
            }
        }
        return sitting.rulings();
    }

    /// Whether the caller is not to know of it: no list shows it, and no policy tells them why.
    public boolean hides(Caller caller, Target target) {
        return access.hides(caller, target);
    }

    /// The same, of whom nothing else is known: lists go by nothing else.
    public boolean hides(Principal principal, Target target) {
        return hides(new Caller(principal, PeerInfo.UNKNOWN, ""), target);
    }

    /// Whether a list shows it to the caller: by the control that will rule on the call.
    public boolean shows(Caller caller, Target target) {
        return access.shows(caller, target);
    }

    /// Whether the caller may be told what nobody asked for of it: what a list would show, and no operator has stopped.
    public boolean tells(Caller caller, Target target) {
        return access.shows(caller, target) && !stop.stops(caller, target);
    }

    /// Judges and releases in one step, for what isn't recorded one by one: notices and list entries.
    public Release release(Delivery delivery) throws Refused {
        return Release.from(delivery.answer(), judge(delivery));
    }
}
