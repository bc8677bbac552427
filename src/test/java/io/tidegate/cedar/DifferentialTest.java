package io.tidegate.cedar;

import static org.assertj.core.api.Assertions.assertThat;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.AuthorizationSuccessResponse.AuthorizationError;
import com.cedarpolicy.model.entity.Entities;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import io.tidegate.cedar.Value.Fields;
import io.tidegate.cedar.Value.Uid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Do we and Cedar's own engine say the same of policies that nobody would write? Each case is one policy and one
/// request: whether it applies, does not, or fails.
///
/// `-Dcedar.cases=5000000` for more, `-Dcedar.seed=N` for the same ones again.
final class DifferentialTest {
    private static final Logger LOG = LoggerFactory.getLogger(DifferentialTest.class);
    private static final int POLICIES = 60;
    private static final int REQUESTS = 5;
    private static final int CASES = Integer.getInteger("cedar.cases", 12_000);

    private enum Said {
        APPLIES,
        DOES_NOT,
        FAILS
    }

    @Test
    void saysOfEachPolicyWhatCedarSays() throws Exception {
        long first = Long.getLong("cedar.seed", System.nanoTime());
        Map<Said, Integer> seen = new TreeMap<>();
        for (int round = 0; (long) round * POLICIES * REQUESTS < CASES; round++) {
            new Round(first + round).compare(seen);
        }
        LOG.info("seed {}: {}", first, seen);
        // What was invented is worth something: all three come up often.
        assertThat(seen).containsOnlyKeys(Said.values());
        assertThat(seen.values()).allMatch(count -> count > CASES / 50);
    }

    /// Some policies and entities, and both engines ready to be asked.
    private static final class Round {
        private final long seed;
        private final Inventor inventor;
        private final ArrayNode entities;
        private final List<ObjectNode> invented = new ArrayList<>();
        private final PolicySet theirs = new PolicySet(new HashSet<>());
        private final io.tidegate.cedar.PolicySet<Policy> ours;

        Round(long seed) throws Exception {
            this.seed = seed;
            this.inventor = new Inventor(new SplittableRandom(seed));
            this.entities = inventor.entities();
            PolicyInventor policies = new PolicyInventor(inventor);
            List<Policy> read = new ArrayList<>();
            for (int key = 0; key < POLICIES; key++) {
                ObjectNode policy = policies.policy();
                invented.add(policy);
                theirs.policies.add(com.cedarpolicy.model.policy.Policy.fromJson("" + key, policy.toString()));
                read.add(Policy.read("" + key, policy));
            }
            theirs.cache();
            this.ours = io.tidegate.cedar.PolicySet.of(read, policy -> policy);
        }

        void compare(Map<Said, Integer> seen) throws Exception {
            for (int request = 0; request < REQUESTS; request++) {
                JsonNode context = inventor.fields(2);
                KnownWorld world = new KnownWorld(
                        ValueReader.uid(inventor.uid()),
                        ValueReader.uid(PolicyInventor.action(inventor)),
                        ValueReader.uid(inventor.uid()),
                        (Fields) ValueReader.read(context),
                        KnownWorld.entities(entities));
                Map<String, Said> theySay = theySay(world, context);
                Map<String, Said> weSay = weSay(world);
                for (int key = 0; key < POLICIES; key++) {
                    Said expected = theySay.getOrDefault("" + key, Said.DOES_NOT);
                    assertThat(weSay.getOrDefault("" + key, Said.DOES_NOT))
                            .as("seed %s, policy %s, request %s", seed, invented.get(key), world)
                            .isEqualTo(expected);
                    seen.merge(expected, 1, Integer::sum);
                }
            }
        }

        private Map<String, Said> weSay(KnownWorld world) {
            Map<String, Said> said = new HashMap<>();
            io.tidegate.cedar.PolicySet.Outcome<Policy> outcome = ours.ask(world);
            outcome.applying().forEach(policy -> said.put(policy.key(), Said.APPLIES));
            outcome.failed().forEach(policy -> said.put(policy.key(), Said.FAILS));
            return said;
        }

        private Map<String, Said> theySay(KnownWorld world, JsonNode context) throws Exception {
            // They read a context as they read an entity's attributes.
            ObjectNode holder = JsonMapper.shared().createObjectNode();
            holder.putObject("uid").put("type", "Context").put("id", "");
            holder.set("attrs", context);
            holder.putArray("parents");
            AuthorizationRequest request = new AuthorizationRequest(
                    uid(world.principal()),
                    uid(world.action()),
                    uid(world.resource()),
                    Optional.of(Entity.parse(holder.toString()).attrs),
                    Optional.empty(),
                    false);
            Set<Entity> known = Entities.parse(entities.toString()).getEntities();
            AuthorizationSuccessResponse answer = new BasicAuthorizationEngine()
                    .isAuthorized(request, theirs, known)
                    .success
                    .orElseThrow();
            Map<String, Said> said = new HashMap<>();
            answer.getReason().forEach(key -> said.put(key, Said.APPLIES));
            answer.getErrors().stream().map(AuthorizationError::getPolicyId).forEach(key -> said.put(key, Said.FAILS));
            return said;
        }

        private static EntityUID uid(Uid uid) {
            return EntityTypeName.parse(uid.type()).orElseThrow().of(uid.id());
        }
    }
}
