package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.Caller;
import io.tidegate.call.ControlId;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;
import io.tidegate.catalog.Target;
import io.tidegate.catalog.Tool;
import java.util.Set;

/// Has an operator stopped this user, tool, server, or everything? Calls that run already are not touched.
final class StopSwitch implements BeforeControl {
    private final Stops stops;

    StopSwitch(Stops stops) {
        this.stops = stops;
    }

    @Override
    public ControlId id() {
        return ControlId.STOP_SWITCH;
    }

    @Override
    public Verdict judge(Call call) {
        Set<Stop> now = stops.now();
        if (now.isEmpty()) {
            return Verdict.PASS;
        }
        return now.stream()
                .filter(stop -> covers(stop, call.caller(), call.target()))
                .findFirst()
                .<Verdict>map(stop -> new Verdict.Refuse(Refusal.of(
                        Reason.STOPPED,
                        "An operator has stopped this for the time being. Do not retry; tell the person.",
                        "stop " + stop.text())))
                .orElse(Verdict.PASS);
    }

    /// Whether a call of this caller to that target would be refused.
    boolean stops(Caller caller, Target target) {
        return stops.now().stream().anyMatch(stop -> covers(stop, caller, target));
    }

    private static boolean covers(Stop stop, Caller caller, Target target) {
        return switch (stop) {
            case Stop.Everything _ -> true;
            case Stop.Server(String name) -> name.equals(target.server().name());
            case Stop.Tool(String id) -> target instanceof Tool tool && id.equals(tool.id());
            case Stop.User(String id) -> id.equals(caller.principal().id());
        };
    }
}
