package io.tidegate.policy;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What does a policy take from the circumstances of a call? Reads Cedar's JSON form of a parsed policy.
final class ContextUse {
    private static final List<String> ATTRIBUTE = List.of(".", "has");

    private ContextUse() {}

    /// Whether the policy looks at anything but principal, action and tool. What the principal is related to is looked
    /// up for calls only, so it counts as circumstances.
    static boolean mentionsContext(JsonNode expression) {
        return isContext(expression)
                || RelationUse.isRelation(expression)
                || expression.valueStream().anyMatch(ContextUse::mentionsContext);
    }

    /// Whether the policy looks at an attribute of the context, or may: it can take the context as a whole.
    static boolean looksAt(String attribute, JsonNode expression) {
        for (String way : ATTRIBUTE) {
            JsonNode looked = expression.path(way);
            if (isContext(looked.path("left"))) {
                return looked.path("attr").asString("").equals(attribute);
            }
        }
        return isContext(expression) || expression.valueStream().anyMatch(part -> looksAt(attribute, part));
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
}
