package io.tidegate.cedar;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cedar.Value.Fields;
import io.tidegate.cedar.Value.Uid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// However policies are filed, a set says of a request what its policies say one by one, each once and in their order.
class PolicySetTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> TYPES = List.of("User", "Group", "Role");
    /// Of which many have the same `hashCode()`.
    private static final List<String> IDS = List.of("Aa", "BB", "AaAa", "AaBB", "BBAa", "BBBB", "", "a");

    private final SplittableRandom random = new SplittableRandom(20261123);

    @Test
    void asksWhatTheHeadsAllow() {
        int applied = 0;
        for (int round = 0; round < 400; round++) {
            List<Policy> policies = new ArrayList<>();
            for (int key = random.nextInt(60); key >= 0; key--) {
                policies.add(Policy.read("" + key, policy()));
            }
            PolicySet<Policy> set = PolicySet.of(policies, policy -> policy);
            for (int asked = 0; asked < 20; asked++) {
                Request request = request();
                List<Policy> singly = policies.stream()
                        .filter(policy -> policy.applies(request))
                        .toList();
                assertThat(set.ask(request).applying()).as("%s", request).isEqualTo(singly);
                applied += singly.size();
            }
        }
        assertThat(applied).isGreaterThan(5_000);
    }

    @Test
    void namesOnceWhatIsReachedInManyWays() {
        ObjectNode permit = JSON.createObjectNode().put("effect", "permit");
        ArrayNode groups = permit.putObject("principal").put("op", "in").putArray("entities");
        List.of("Aa", "BB", "Cc").forEach(id -> groups.add(json(new Uid("Group", id))));
        permit.putObject("action").put("op", "All");
        permit.putObject("resource").put("op", "All");
        permit.putArray("conditions");
        Policy policy = Policy.read("one", permit);
        Uid alice = new Uid("User", "alice");
        Request request = new KnownWorld(
                alice,
                new Uid("Action", "call"),
                new Uid("Tool", "t"),
                new Fields(Map.of()),
                Map.of(
                        alice,
                        new KnownWorld.Known(Map.of(), Map.of(), Map.of("Group", Set.of("Aa", "BB", "Cc", "Dd")))));

        assertThat(PolicySet.of(List.of(policy), one -> one).ask(request).applying())
                .containsExactly(policy);
    }

    private ObjectNode policy() {
        ObjectNode policy = JSON.createObjectNode().put("effect", random.nextBoolean() ? "permit" : "forbid");
        policy.set("principal", head());
        policy.set("action", head());
        policy.set("resource", head());
        policy.putArray("conditions");
        return policy;
    }

    private ObjectNode head() {
        ObjectNode head = JSON.createObjectNode();
        switch (random.nextInt(6)) {
            case 0 -> head.put("op", "==").set("entity", json(uid()));
            case 1 -> head.put("op", "in").set("entity", json(uid()));
            case 2 -> {
                ArrayNode entities = head.put("op", "in").putArray("entities");
                for (int count = random.nextInt(12); count > 0; count--) {
                    entities.add(json(uid()));
                }
            }
            case 3 -> head.put("op", "is").put("entity_type", type());
            case 4 -> {
                head.put("op", "is").put("entity_type", type());
                head.putObject("in").set("entity", json(uid()));
            }
            default -> head.put("op", "All");
        }
        return head;
    }

    private Request request() {
        Map<Uid, KnownWorld.Known> entities = new HashMap<>();
        for (int count = random.nextInt(20); count > 0; count--) {
            Map<String, Set<String>> above = new HashMap<>();
            for (int parents = random.nextInt(6); parents > 0; parents--) {
                above.computeIfAbsent(type(), _ -> new HashSet<>()).add(id());
            }
            entities.put(uid(), new KnownWorld.Known(Map.of(), Map.of(), above));
        }
        return new KnownWorld(uid(), uid(), uid(), new Fields(Map.of()), entities);
    }

    private Uid uid() {
        return new Uid(type(), id());
    }

    private String type() {
        return TYPES.get(random.nextInt(TYPES.size()));
    }

    private String id() {
        return IDS.get(random.nextInt(IDS.size()));
    }

    private static ObjectNode json(Uid uid) {
        return JSON.createObjectNode().put("type", uid.type()).put("id", uid.id());
    }
}
