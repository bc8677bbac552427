package io.tidegate.policy;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What does a policy take from the circumstances of a call? Reads Cedar's JSON form of a parsed policy.
final class ContextUse {
    private static final Set<String> PLAIN = Set.of("time", "source", "client", "authentication");

    private ContextUse() {}

    /// Whether the policy looks at anything but principal, action and tool.
    static boolean mentionsContext(JsonNode expression) {
        return isContext(expression) || expression.valueStream().anyMatch(ContextUse::mentionsContext);
    }

    /// Whether the policy may look at the arguments: whenever it takes anything from the context but time, source,
    /// client
    /// and authentication by name.
    static boolean mayReadArguments(JsonNode expression) {
        if (isContext(expression)) {
            return true;
        }
        return !isPlainAttribute(expression) && expression.valueStream().anyMatch(ContextUse::mayReadArguments);
    }

    /// The policy as it is for some circumstances at their best: conditions that look at them are taken as met. So
    /// wherever the policy matches, the weaker one does; and where the weaker one cannot be evaluated, the policy
    /// matches in no circumstances. Only the parts of an outer `&&` may be taken singly. `a || b` is taken as met
    /// when either part looks at the context: keeping one part could make the weaker policy fail where the policy
    /// itself is met by the other.
    static JsonNode weakened(JsonNode policy) {
        ObjectNode weaker = (ObjectNode) policy.deepCopy();
        ArrayNode conditions = weaker.putArray("conditions");
        for (JsonNode condition : policy.path("conditions")) {
            JsonNode body = condition.path("body");
            boolean isWhen = condition.path("kind").asString("").equals("when");
            if (!mentionsContext(body)) {
                conditions.add(condition);
            } else if (isWhen) {
                conditions.add(((ObjectNode) condition.deepCopy()).set("body", met(body)));
            }
        }
        return weaker;
    }

    private static JsonNode met(JsonNode body) {
        if (!mentionsContext(body)) {
            return body;
        }
        JsonNode and = body.path("&&");
        ObjectNode weaker = ((ObjectNode) body).objectNode();
        if (and.isMissingNode()) {
            return weaker.put("Value", true);
        }
        weaker.putObject("&&").set("left", met(and.path("left"))).set("right", met(and.path("right")));
        return weaker;
    }

    private static boolean isContext(JsonNode expression) {
        return expression.path("Var").asString("").equals("context");
    }

    private static boolean isPlainAttribute(JsonNode expression) {
        return isPlain(expression.path(".")) || isPlain(expression.path("has"));
    }

    private static boolean isPlain(JsonNode access) {
        return isContext(access.path("left"))
                && PLAIN.contains(access.path("attr").asString(""));
    }
}
