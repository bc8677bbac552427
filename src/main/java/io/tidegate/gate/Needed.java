package io.tidegate.gate;

import io.tidegate.call.Content;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.Capabilities.Asked;
import io.tidegate.mcp.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Can the client give what a server asks of it? By what it declared; nobody is asked for anything else (MCP
/// 2026-07-28, multi round-trip requests).
final class Needed {
    private static final int REQUESTS_MAX = 32;

    private Needed() {}

    /// @param asked `inputRequests` by the server's keys, where it asks for anything
    /// @throws Refused if the client did not declare it, or if it is nothing that this gateway passes on
    static void check(Content asked, Capabilities can) throws Refused {
        Optional<JsonValue> requests = asked.json().root().get("inputRequests");
        if (requests.isEmpty()) {
            return;
        }
        if (!requests.get().is(JsonKind.OBJECT)) {
            throw malformed();
        }
        Set<Asked> missing = EnumSet.noneOf(Asked.class);
        int count = 0;
        for (JsonValue.Member member : requests.get().members()) {
            missing.addAll(of(member.value()));
            count++;
        }
        if (count > REQUESTS_MAX) {
            throw malformed();
        }
        missing.removeAll(can.asked());
        if (!missing.isEmpty()) {
            throw missing(missing);
        }
    }

    private static Set<Asked> of(JsonValue request) throws Refused {
        if (!request.is(JsonKind.OBJECT)) {
            throw malformed();
        }
        Optional<JsonValue> params = request.get("params");
        if (params.filter(value -> !value.is(JsonKind.OBJECT)).isPresent()) {
            throw malformed();
        }
        return switch (request.string("method").orElse("")) {
            case Method.ELICIT -> {
                Optional<JsonValue> mode = params.flatMap(found -> found.get("mode"));
                boolean url = mode.filter(value -> value.says("url")).isPresent();
                if (mode.filter(value -> !url && !value.says("form")).isPresent()
                        || (url
                                && params.flatMap(found -> found.string("url"))
                                        .filter(Needed::isPage)
                                        .isEmpty())) {
                    throw malformed();
                }
                yield EnumSet.of(url ? Asked.ELICITATION_URL : Asked.ELICITATION_FORM);
            }
            case Method.SAMPLE -> {
                boolean tools = params.filter(found -> found.get("tools").isPresent()
                                || found.get("toolChoice").isPresent())
                        .isPresent();
                yield tools ? EnumSet.of(Asked.SAMPLING, Asked.SAMPLING_TOOLS) : EnumSet.of(Asked.SAMPLING);
            }
            case Method.ROOTS_LIST -> EnumSet.of(Asked.ROOTS);
            default -> throw malformed();
        };
    }

    /// What a person is to open is a page of the web, and no script or file. Hosts with an underscore are none to
    /// `URI`.
    private static boolean isPage(String url) {
        try {
            URI page = new URI(url);
            String scheme = Optional.ofNullable(page.getScheme()).orElse("").toLowerCase(Locale.ROOT);
            return (scheme.equals("https") || scheme.equals("http"))
                    && page.getRawAuthority() != null
                    && !page.getRawAuthority().contains("@"); // it shows another host than it leads to
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private static Refused missing(Set<Asked> missing) {
        String names = missing.stream()
                .map(asked -> "`" + asked.name().toLowerCase(Locale.ROOT).replace('_', '.') + "`")
                .collect(Collectors.joining(", "));
        if (missing.contains(Asked.SAMPLING_TOOLS)) {
            missing.add(Asked.SAMPLING); // the one is declared within the other
        }
        Refusal refusal = Refusal.of(
                Reason.CAPABILITY_MISSING,
                "The server needs input for this that the client can't give: it does not declare " + names + ".",
                names);
        return new Refused(refusal.needing(new Capabilities(missing, Capabilities.NONE.extensions())));
    }

    private static Refused malformed() {
        return new Refused(Refusal.of(
                Reason.ANSWER_MALFORMED, "The server asks the client for something that this gateway can't pass on."));
    }
}
