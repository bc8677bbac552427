package io.tidegate.toolclass;

import io.tidegate.config.ToolClass;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.ToolDefinition;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What do the parameters of a tool say of it? Only what is dangerous: a parameter that is not there says nothing.
final class ParameterSigns {
    private static final int PARAMETERS_MAX = 256;

    private static final Set<String> CODE = Set.of("command", "cmd", "script", "shell", "javascript", "python", "code");
    private static final Set<String> ADDRESS =
            Set.of("url", "uri", "urls", "endpoint", "webhook", "callback", "callback_url", "webhook_url");
    private static final Set<String> RECIPIENT =
            Set.of("to", "cc", "bcc", "recipient", "recipients", "channel", "channel_id");

    private ParameterSigns() {}

    static Set<ToolClass> of(ToolDefinition definition) {
        Set<ToolClass> signs = EnumSet.noneOf(ToolClass.class);
        Optional<JsonValue> properties =
                definition.inputSchema().get("properties").filter(value -> value.is(JsonKind.OBJECT));
        int seen = 0;
        for (JsonValue.Member member : properties.map(JsonValue::members).orElse(List.of())) {
            if (++seen > PARAMETERS_MAX) {
                return EnumSet.complementOf(EnumSet.of(ToolClass.READS)); // what is further down is not looked at
            }
            sign(member.name().text().toLowerCase(Locale.ROOT), signs);
        }
        return signs;
    }

    private static void sign(String parameter, Set<ToolClass> signs) {
        if (CODE.contains(parameter)) {
            signs.add(ToolClass.RUNS_CODE);
        }
        if (ADDRESS.contains(parameter)) {
            signs.add(ToolClass.SENDS_OUT);
            signs.add(ToolClass.RETURNS_UNTRUSTED);
        }
        if (RECIPIENT.contains(parameter)) {
            signs.add(ToolClass.SENDS_OUT);
        }
    }
}
