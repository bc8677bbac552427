package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.ControlId;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Verdict;
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
                .filter(stop -> covers(stop, call))
                .findFirst()
                .<Verdict>map(stop -> new Verdict.Refuse(Refusal.of(
                        Reason.STOPPED,
                        "An operator has stopped this for the time being. Do not retry; tell the person.",
                        "stop " + stop.text())))
                .orElse(Verdict.PASS);
    }

    private static boolean covers(Stop stop, Call call) {
        return switch (stop) {
            case Stop.Everything _ -> true;
            case Stop.Server(String name) -> name.equals(call.target().server().name());
            case Stop.Tool(String id) -> call.target() instanceof Tool tool && id.equals(tool.id());
            case Stop.User(String id) -> id.equals(call.caller().principal().id());
        };
    }
}
