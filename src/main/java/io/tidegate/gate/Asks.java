package io.tidegate.gate;

import io.tidegate.call.Answer;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Refused;
import io.tidegate.json.JsonKind;
import io.tidegate.json.JsonValue;
import io.tidegate.mcp.Capabilities;
import io.tidegate.mcp.Capabilities.Asked;
import io.tidegate.mcp.Method;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// May a server ask this client for that? Only for what the client said that it can be asked for (MCP 2026-07-28, multi
/// round-trip requests); anything else no client would know how to answer.
final class Asks {
    private static final int REQUESTS_MAX = 32;

    private Asks() {}

    /// @throws Refused if the server asks for something else, or for too much at a time
    static void check(Answer.InputRequired asked, Capabilities declared) throws Refused {
        JsonValue root = asked.content().json().root();
        int requests = 0;
        for (JsonValue.Member request :
                root.get("inputRequests").map(Asks::members).orElse(List.of())) {
            requests++;
            Set<Asked> wanted = wanted(request.value());
            if (requests > REQUESTS_MAX || !declared.asked().containsAll(wanted)) {
                throw notFor(requests > REQUESTS_MAX ? "too many requests" : "undeclared " + wanted);
            }
        }
    }

    private static Iterable<JsonValue.Member> members(JsonValue requests) {
        return requests.is(JsonKind.OBJECT) ? requests.members() : List.of();
    }

    private static Set<Asked> wanted(JsonValue request) throws Refused {
        Set<Asked> wanted = new TreeSet<>();
        switch (request.string("method").orElse("")) {
            case Method.ELICIT ->
                wanted.add(
                        switch (mode(request)) {
                            case "form" -> Asked.ELICITATION_FORM;
                            case "url" -> Asked.ELICITATION_URL;
                            default -> throw notFor("an unknown mode of elicitation");
                        });
            case Method.SAMPLE -> {
                wanted.add(Asked.SAMPLING);
                if (request.get("params").flatMap(params -> params.get("tools")).isPresent()) {
                    wanted.add(Asked.SAMPLING_TOOLS);
                }
            }
            case Method.ROOTS_LIST -> wanted.add(Asked.ROOTS);
            default -> throw notFor("an unknown request");
        }
        return wanted;
    }

    /// Before 2025-11-25 there were forms only, and no name for them.
    private static String mode(JsonValue request) {
        return request.get("params")
                .flatMap(params -> params.get("mode"))
                .map(mode -> mode.is(JsonKind.STRING) ? mode.text() : "")
                .orElse("form");
    }

    private static Refused notFor(String detail) {
        return new Refused(Refusal.of(
                Reason.ANSWER_MALFORMED,
                "The server asks this client for something that it did not say it can be asked for.",
                detail));
    }
}
