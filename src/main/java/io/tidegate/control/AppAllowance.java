package io.tidegate.control;

import io.tidegate.config.Apps;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import java.util.Set;
import java.util.stream.Collectors;

/// What may the apps of one server have?
///
/// @param permissions by the names that MCP Apps has for them
record AppAllowance(AppSources sources, Set<String> permissions) {
    static final AppAllowance NOTHING = of(Apps.NOTHING);

    static AppAllowance of(Apps apps) {
        return new AppAllowance(
                new AppSources(apps.domains()),
                apps.permissions().stream().map(Apps.Permission::member).collect(Collectors.toUnmodifiableSet()));
    }

    boolean allows(JsonValue source) {
        return judge(source) == AppSources.Answer.ALLOWED;
    }

    /// Whether this is an object whose members of these names are lists of origins, allowed or not.
    boolean isPolicy(JsonValue csp, Set<String> lists) {
        for (JsonValue.Member list : csp.members()) {
            if (lists.contains(list.name().text()) && !isList(list.value())) {
                return false;
            }
        }
        return csp.is(JsonKind.OBJECT);
    }

    /// `null` is an empty one.
    private boolean isList(JsonValue list) {
        for (JsonValue source : list.elements()) {
            if (judge(source) == AppSources.Answer.MALFORMED) {
                return false;
            }
        }
        return list.is(JsonKind.ARRAY) || list.is(JsonKind.NULL);
    }

    private AppSources.Answer judge(JsonValue source) {
        return source.is(JsonKind.STRING) ? sources.judge(source.text()) : AppSources.Answer.MALFORMED;
    }
}
