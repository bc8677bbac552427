package io.tidegate.control;

import io.tidegate.call.ControlId;
import io.tidegate.call.Delivery;
import io.tidegate.call.Verdict;
import io.tidegate.catalog.Server;
import io.tidegate.config.Apps;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Does an app ask for more than its server's apps may have? What it asks for too much is taken out (MCP Apps,
/// SEP-1865).
///
/// Wherever it is said: in definitions, in what is read, in results, links and embedded resources, in what a client is
/// asked. It does not look into the app itself, and grants nothing: a host may allow less. Trust in a server's words is
/// no leave for its apps.
final class AppLimits implements AfterControl {
    private static final String META = "_meta";
    private static final String READ_AS_META = "meta"; // clients on the Python SDK take it for `_meta`
    private static final String DATA = "structuredContent"; // a tool's own data: no host looks for apps there

    private final Map<String, AppAllowance> allowed;

    /// @param apps what the apps of each server may do, by its name
    AppLimits(Map<String, Apps> apps) {
        this.allowed = apps.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, server -> AppAllowance.of(server.getValue())));
    }

    @Override
    public ControlId id() {
        return ControlId.APP_LIMITS;
    }

    @Override
    public Verdict judge(Delivery delivery) {
        JsonDocument json = delivery.answer().content().json();
        Optional<AppTrims> trims = Optional.empty();
        int dataEnd = 0;
        for (JsonValue.Member member : json.root().named(META, READ_AS_META, DATA)) {
            if (member.name().start() < dataEnd) {
                continue;
            }
            if (member.name().says(DATA)) {
                dataEnd = member.value().end();
            } else {
                trims = trims.or(() -> Optional.of(new AppTrims(json, allowed(delivery.from()))));
                trims.get().meta(member.value());
            }
        }
        return trims.map(AppTrims::verdict).orElse(Verdict.PASS);
    }

    private AppAllowance allowed(Server from) {
        return allowed.getOrDefault(from.name(), AppAllowance.NOTHING);
    }
}
