package io.tidegate.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Which policies do nothing, or more than anybody can have meant? Only what is certain from heads and equal conditions
/// is said; what conditions mean is not looked into.
final class Lint {
    private final List<PolicyText> policies;
    private final Map<String, List<PolicyText>> byHead = new HashMap<>();
    private final List<Problem> findings = new ArrayList<>();

    private Lint(List<PolicyText> policies) {
        this.policies = policies;
        policies.forEach(policy -> byHead.computeIfAbsent(
                        head(policy.json().path("principal"), policy.json().path("resource")), _ -> new ArrayList<>())
                .add(policy));
    }

    /// What to look at, each at its line.
    static List<Problem> of(List<PolicyText> policies) {
        Lint lint = new Lint(policies);
        for (PolicyText policy : policies) {
            lint.look(policy);
        }
        return List.copyOf(lint.findings);
    }

    private void look(PolicyText policy) {
        if (policy.isForbid()) {
            covering(policy, true)
                    .ifPresent(other -> say(policy, "forbids only what is forbidden already by " + other));
            return;
        }
        Optional<String> forbidden = covering(policy, true);
        if (forbidden.isPresent()) {
            say(policy, "permits nothing: all of it is forbidden by " + forbidden.get());
        } else if (policy.obligations().isEmpty()) {
            covering(policy, false)
                    .ifPresent(other -> say(policy, "permits only what is permitted already by " + other));
        }
        if (isOpen(policy)) {
            say(
                    policy,
                    "permits everything to everybody, also to callers who have not shown who they are; name whom or"
                            + " what it is about");
        }
    }

    private static boolean isOpen(PolicyText policy) {
        return isAll(policy.json().path("principal"))
                && isAll(policy.json().path("resource"))
                && policy.json().path("conditions").isEmpty()
                && policy.obligations().isEmpty();
    }

    private void say(PolicyText policy, String what) {
        findings.add(new Problem(policy.ref().file(), policy.ref().line(), what));
    }

    /// Another that applies wherever this one does. Of two that say the same, the first counts.
    ///
    /// @param forbids whether it has to refuse, or to permit without more ado
    private Optional<String> covering(PolicyText policy, boolean forbids) {
        for (JsonNode principal : above(policy.json().path("principal"))) {
            for (JsonNode resource : above(policy.json().path("resource"))) {
                for (PolicyText other : byHead.getOrDefault(head(principal, resource), List.of())) {
                    boolean fits = forbids
                            ? other.refuses()
                            : !other.isForbid() && other.obligations().isEmpty();
                    if (fits
                            && other != policy
                            && covers(other, policy)
                            && !(covers(policy, other) && isLater(other, policy))) {
                        return Optional.of(other.ref().describe());
                    }
                }
            }
        }
        return Optional.empty();
    }

    /// Whether they do the same and the other stands further down.
    private boolean isLater(PolicyText other, PolicyText policy) {
        return other.isForbid() == policy.isForbid() && policies.indexOf(other) > policies.indexOf(policy);
    }

    private static boolean covers(PolicyText other, PolicyText policy) {
        boolean seesLess = !other.isForbid() && policy.names(Asked.SEE) && !other.names(Asked.SEE);
        return !seesLess
                && coversAction(other.json().path("action"), policy.json().path("action"))
                && isAmong(head(other, "principal"), above(policy.json().path("principal")))
                && isAmong(head(other, "resource"), above(policy.json().path("resource")))
                && conditions(policy).containsAll(conditions(other));
    }

    private static JsonNode head(PolicyText policy, String part) {
        return policy.json().path(part);
    }

    private static boolean isAmong(JsonNode part, List<JsonNode> above) {
        return above.contains(part);
    }

    private static Set<JsonNode> conditions(PolicyText policy) {
        Set<JsonNode> all = new LinkedHashSet<>();
        policy.json().path("conditions").forEach(all::add);
        return all;
    }

    /// Heads that are met wherever this one is: itself, none, and for a tool its server.
    private static List<JsonNode> above(JsonNode part) {
        List<JsonNode> above = new ArrayList<>(List.of(part));
        if (!isAll(part)) {
            above.add(JsonNodeFactory.instance.objectNode().put("op", "All"));
        }
        JsonNode entity = part.path("entity");
        String id = entity.path("id").asString("");
        boolean ofServer = part.path("op").asString("").equals("==")
                && !entity.path("type").asString("").equals("User")
                && id.indexOf('/') > 0;
        if (ofServer) {
            var server = JsonNodeFactory.instance.objectNode().put("op", "in");
            server.putObject("entity").put("type", "Server").put("id", id.substring(0, id.indexOf('/')));
            above.add(server);
        }
        return above;
    }

    private static boolean isAll(JsonNode part) {
        return part.path("op").asString("").equals("All");
    }

    private static boolean coversAction(JsonNode other, JsonNode action) {
        return isAll(other) || (!isAll(action) && ids(other).containsAll(ids(action)));
    }

    private static Set<String> ids(JsonNode action) {
        Set<String> ids = new HashSet<>();
        if (action.has("entity")) {
            ids.add(action.path("entity").path("id").asString(""));
        }
        action.path("entities").forEach(entity -> ids.add(entity.path("id").asString("")));
        return ids;
    }

    private static String head(JsonNode principal, JsonNode resource) {
        return principal + "\n" + resource;
    }
}
