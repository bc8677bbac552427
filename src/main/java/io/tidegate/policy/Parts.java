package io.tidegate.policy;

import com.cedarpolicy.model.exception.InternalException;
import io.tidegate.cedar.CedarText;
import io.tidegate.cedar.EvaluationError;
import io.tidegate.cedar.Policy;
import io.tidegate.cedar.Request;
import io.tidegate.policy.Explanation.Missing;
import io.tidegate.policy.Explanation.Why;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Which part of a policy does a request not meet? Each part is asked as a policy by itself, by the evaluator that
/// decides.
///
/// Conditions are asked in their order, and the parts of an outer `&&` singly; what stands behind the first that is not
/// met is not asked, as it is not when it is decided.
final class Parts {
    private static final String REST = ", action, resource);";

    private final JsonNode policy;
    private final Request request;

    Parts(JsonNode policy, Request request) {
        this.policy = policy;
        this.request = request;
    }

    /// Whether this is about what is asked for, whoever asks and whatever the circumstances: head and conditions that
    /// look at the resource alone.
    boolean isAbout() {
        return meets(head("action"))
                && meets(head("resource"))
                && conditions(policy)
                        .filter(part -> !looksBeyondResource(part.path("body")))
                        .allMatch(part -> meets(only(part)));
    }

    private static boolean looksBeyondResource(JsonNode expression) {
        String variable = expression.path("Var").asString("");
        return variable.equals("principal")
                || variable.equals("context")
                || expression.valueStream().anyMatch(Parts::looksBeyondResource);
    }

    /// The conditions, those of an outer `&&` singly.
    private static Stream<JsonNode> conditions(JsonNode policy) {
        return policy.path("conditions")
                .valueStream()
                .flatMap(condition -> condition.path("kind").asString("").equals("when")
                        ? conjuncts(condition).stream()
                        : Stream.of(condition));
    }

    boolean isForPrincipal() {
        return meets(head("principal"));
    }

    /// What is not met; empty where it applies.
    List<Missing> missing() {
        List<Missing> missing = new ArrayList<>();
        if (!isForPrincipal()) {
            missing.add(new Missing(Why.PRINCIPAL, text(head("principal"))));
        }
        condition().ifPresent(missing::add);
        return missing;
    }

    /// The conditions as their author means them, without the words around.
    List<String> conditions() {
        List<String> texts = new ArrayList<>();
        for (JsonNode condition : policy.path("conditions")) {
            texts.add(text(only(condition)));
        }
        return texts;
    }

    private Optional<Missing> condition() {
        for (JsonNode part : conditions(policy).toList()) {
            ObjectNode alone = only(part);
            try {
                if (!Policy.read("part", alone).applies(request)) {
                    return Optional.of(new Missing(Why.CONDITION, text(alone)));
                }
            } catch (EvaluationError _) {
                return Optional.of(new Missing(Why.FAILS, text(alone)));
            }
        }
        return Optional.empty();
    }

    private static List<JsonNode> conjuncts(JsonNode condition) {
        JsonNode and = condition.path("body").path("&&");
        if (and.isMissingNode()) {
            return List.of(condition);
        }
        List<JsonNode> parts = new ArrayList<>();
        for (String side : List.of("left", "right")) {
            ObjectNode part = JsonNodeFactory.instance.objectNode().put("kind", "when");
            part.set("body", and.path(side));
            parts.addAll(conjuncts(part));
        }
        return parts;
    }

    /// What can't be evaluated is not known to be unmet.
    private boolean meets(ObjectNode alone) {
        try {
            return Policy.read("part", alone).applies(request);
        } catch (EvaluationError _) {
            return true;
        }
    }

    private ObjectNode head(String part) {
        ObjectNode alone = everything();
        alone.set(part, policy.path(part));
        return alone;
    }

    private static ObjectNode only(JsonNode condition) {
        ObjectNode alone = everything();
        ((ArrayNode) alone.path("conditions")).add(condition);
        return alone;
    }

    private static ObjectNode everything() {
        ObjectNode policy = JsonNodeFactory.instance.objectNode().put("effect", "permit");
        for (String part : List.of("principal", "action", "resource")) {
            policy.putObject(part).put("op", "All");
        }
        policy.putArray("conditions");
        return policy;
    }

    /// As Cedar writes it, without the empty rest around.
    private static String text(ObjectNode alone) {
        try {
            String cedar = com.cedarpolicy.model.policy.Policy.fromJson("part", CedarText.of(PolicyText.written(alone)))
                    .getSource();
            return alone.path("conditions").isEmpty()
                    ? cedar.substring("permit(".length(), cedar.length() - REST.length())
                    : cedar.substring(("permit(principal" + REST).length(), cedar.length() - 1);
        } catch (InternalException _) {
            return "what Cedar's library does not write";
        }
    }
}
