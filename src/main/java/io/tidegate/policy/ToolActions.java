package io.tidegate.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What does a policy mean that names the action of one tool, as `action == Action::"server/tool"`? To call that tool.
///
/// Cedar's validator knows such an action with the types of the tool's arguments. Decisions know only `call`, so that
/// `action == Action::"call"` goes on meaning every tool: here the one becomes the other.
final class ToolActions {
    private static final String CALL = Facts.Kind.TOOL.action();

    private ToolActions() {}

    /// The tools whose actions stand in the head, as `server/tool`.
    static Set<String> named(JsonNode policy) {
        Set<String> named = new TreeSet<>();
        for (JsonNode entity : entities(policy.path("action"))) {
            if (isTools(entity)) {
                named.add(entity.path("id").asString(""));
            }
        }
        return named;
    }

    /// The same policy without such actions.
    ///
    /// @throws IllegalArgumentException where one stands elsewhere than in a head of its own kind
    static JsonNode lowered(JsonNode policy) {
        if (mentions(policy.path("conditions"))) {
            throw new IllegalArgumentException("the action of a tool, such as `Action::\"server/tool\"`, belongs into"
                    + " the head of a policy: `action == ...` or `action in [...]`");
        }
        Set<String> tools = named(policy);
        if (tools.isEmpty()) {
            return policy;
        }
        if (tools.size() != entities(policy.path("action")).size()) {
            throw new IllegalArgumentException("the head names the actions of tools beside others; write two policies");
        }
        ObjectNode lowered = (ObjectNode) policy.deepCopy();
        ObjectNode action = lowered.putObject("action").put("op", "==");
        action.putObject("entity").put("type", "Action").put("id", CALL);
        boolean open = policy.path("resource").path("op").asString("").equals("All");
        if (tools.size() == 1 && open) {
            ObjectNode resource = lowered.putObject("resource").put("op", "==");
            resource.set("entity", entity(lowered, tools.iterator().next()));
        } else {
            ArrayNode conditions = lowered.putArray("conditions");
            conditions.add(isOne(lowered, tools));
            policy.path("conditions").forEach(conditions::add);
        }
        return lowered;
    }

    /// `when { [Tool::"a/b", ...].contains(resource) }`
    private static ObjectNode isOne(ObjectNode maker, Set<String> tools) {
        ObjectNode condition = maker.objectNode().put("kind", "when");
        ObjectNode contains = condition.putObject("body").putObject("contains");
        ArrayNode set = contains.putObject("left").putArray("Set");
        tools.forEach(tool -> set.addObject().putObject("Value").set("__entity", entity(maker, tool)));
        contains.putObject("right").put("Var", "resource");
        return condition;
    }

    private static ObjectNode entity(ObjectNode maker, String tool) {
        return maker.objectNode().put("type", Facts.Kind.TOOL.entity()).put("id", tool);
    }

    private static List<JsonNode> entities(JsonNode action) {
        List<JsonNode> all = new ArrayList<>();
        if (action.has("entity")) {
            all.add(action.path("entity"));
        }
        action.path("entities").forEach(all::add);
        return all;
    }

    private static boolean isTools(JsonNode entity) {
        return entity.path("type").asString("").equals("Action")
                && entity.path("id").asString("").indexOf('/') > 0;
    }

    private static boolean mentions(JsonNode expression) {
        return isTools(expression.path("__entity")) || expression.valueStream().anyMatch(ToolActions::mentions);
    }
}
