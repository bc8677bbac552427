package io.tidegate.cedar;

import io.tidegate.cedar.Policy.Constraint;
import io.tidegate.cedar.PolicySet.Filed;
import io.tidegate.cedar.Value.Uid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Policies by what their heads demand of principal and resource.
///
/// A demand is to be an entity, or to be it or in it. Each has a number, and each policy stands under the pair of the
/// numbers of its two demands: a request looks up which demands it meets, and then every pair of these. So what a head
/// names is compared once for a request, not once for a policy: among thousands of policies it is memory in no cache
/// that a decision waits for.
final class HeadTable {
    private static final int NO_DEMAND = 0;
    /// A head with a longer list counts as one that demands nothing.
    private static final int MOST_LISTED = 8;

    private final Side principals;
    private final Side resources;
    private final FlatIndex<Filed[]> byPair;

    HeadTable(List<Filed> policies) {
        this.principals = Side.of(policies, Policy::principal);
        this.resources = Side.of(policies, Policy::resource);
        Map<Long, List<Filed>> lists = new HashMap<>();
        for (Filed filed : policies) {
            for (int one : principals.numbers(filed.policy().principal())) {
                for (int other : resources.numbers(filed.policy().resource())) {
                    lists.computeIfAbsent(pair(one, other), _ -> new ArrayList<>())
                            .add(filed);
                }
            }
        }
        Map<Long, Filed[]> arrays = HashMap.newHashMap(lists.size());
        lists.forEach((pair, list) -> arrays.put(pair, list.toArray(Filed[]::new)));
        this.byPair = FlatIndex.of(arrays);
    }

    /// Whether what meets its demand matches this part of a head.
    static boolean isSettled(Constraint constraint) {
        return switch (constraint) {
            case Constraint.Any(), Constraint.Equal _, Constraint.In _ -> true;
            case Constraint.InAny(List<Uid> uids) -> uids.size() <= MOST_LISTED;
            case Constraint.Is _ -> false;
        };
    }

    /// Shows `visitor` every policy whose head the request may match, if its action does.
    void visit(Request request, Consumer<Filed> visitor) {
        Met whom = principals.met(request, request.principal());
        Met what = resources.met(request, request.resource());
        for (int one = 0; one < whom.size; one++) {
            for (int other = 0; other < what.size; other++) {
                Filed[] found = byPair.get(pair(whom.demands[one], what.demands[other]));
                if (found != null) {
                    for (Filed filed : found) {
                        visitor.accept(filed);
                    }
                }
            }
        }
    }

    /// Never 0.
    private static long pair(int one, int other) {
        return (((long) one << Integer.SIZE) | other) + 1;
    }

    /// To be an entity, or where `orIn` to be it or in it.
    ///
    /// @param next another of the same hash
    private record Demand(
            boolean orIn,
            String type,
            String id,
            int number,
            @Nullable Demand next) {
        boolean is(boolean otherOrIn, String otherType, String otherId) {
            return orIn == otherOrIn && id.equals(otherId) && type.equals(otherType);
        }

        /// Never 0.
        static long hash(boolean orIn, String type, String id) {
            long hash = ((long) type.hashCode() << Integer.SIZE) | Integer.toUnsignedLong(id.hashCode());
            return (orIn ? ~hash : hash) | 1;
        }
    }

    /// What the heads demand of one part of a request.
    ///
    /// @param above what it may have to be in
    private record Side(FlatIndex<Demand> demands, List<Above> above) {
        /// All of one type.
        record Above(String type, List<Demand> demands) {}

        static Side of(List<Filed> policies, Function<Policy, Constraint> part) {
            Map<Long, Demand> demands = new HashMap<>();
            Map<String, List<Demand>> above = new TreeMap<>();
            int count = NO_DEMAND;
            for (Filed filed : policies) {
                Constraint constraint = part.apply(filed.policy());
                boolean orIn = !(constraint instanceof Constraint.Equal);
                for (Uid uid : demanded(constraint)) {
                    long hash = Demand.hash(orIn, uid.type(), uid.id());
                    Demand before = demands.get(hash);
                    if (find(before, orIn, uid.type(), uid.id()) == null) {
                        Demand demand = new Demand(orIn, uid.type(), uid.id(), ++count, before);
                        demands.put(hash, demand);
                        if (orIn) {
                            above.computeIfAbsent(uid.type(), _ -> new ArrayList<>())
                                    .add(demand);
                        }
                    }
                }
            }
            return new Side(
                    FlatIndex.of(demands),
                    above.entrySet().stream()
                            .map(each -> new Above(each.getKey(), List.copyOf(each.getValue())))
                            .toList());
        }

        /// The entities of one of which it demands something; none where it demands nothing of this kind.
        private static List<Uid> demanded(Constraint constraint) {
            return switch (constraint) {
                case Constraint.InAny(List<Uid> uids) when uids.size() > MOST_LISTED -> List.of();
                case Constraint.Any(), Constraint.Equal _, Constraint.In _, Constraint.InAny _, Constraint.Is _ ->
                    constraint.named();
            };
        }

        private static @Nullable Demand find(@Nullable Demand chain, boolean orIn, String type, String id) {
            Demand demand = chain;
            while (demand != null && !demand.is(orIn, type, id)) {
                demand = demand.next;
            }
            return demand;
        }

        private @Nullable Demand find(boolean orIn, String type, String id) {
            return find(demands.get(Demand.hash(orIn, type, id)), orIn, type, id);
        }

        /// One of them must be met; none where the head matches nothing.
        int[] numbers(Constraint constraint) {
            if (constraint instanceof Constraint.InAny(List<Uid> uids) && uids.isEmpty()) {
                return new int[0];
            }
            List<Uid> demanded = demanded(constraint);
            if (demanded.isEmpty()) {
                return new int[] {NO_DEMAND};
            }
            boolean orIn = !(constraint instanceof Constraint.Equal);
            return demanded.stream()
                    .mapToInt(uid -> Objects.requireNonNull(find(orIn, uid.type(), uid.id())).number)
                    .distinct()
                    .toArray();
        }

        /// Those that `uid` meets.
        Met met(Request request, Uid uid) {
            Met met = new Met();
            met.add(NO_DEMAND);
            add(met, false, uid.type(), uid.id());
            if (above.isEmpty()) {
                return met;
            }
            add(met, true, uid.type(), uid.id());
            Entity entity = request.entity(uid);
            if (entity != null) {
                above.forEach(each -> addAbove(met, each, entity.ancestors(each.type())));
            }
            return met;
        }

        /// Goes through the shorter of what is demanded and what it is in: callers can be in very many groups.
        private void addAbove(Met met, Above above, Set<String> ids) {
            if (ids.size() <= above.demands.size()) {
                ids.forEach(id -> add(met, true, above.type, id));
            } else {
                for (Demand demand : above.demands) {
                    if (ids.contains(demand.id)) {
                        met.add(demand.number);
                    }
                }
            }
        }

        private void add(Met met, boolean orIn, String type, String id) {
            Demand demand = find(orIn, type, id);
            if (demand != null) {
                met.add(demand.number);
            }
        }
    }

    /// The numbers of demands that are met.
    private static final class Met {
        private int[] demands = new int[8];
        private int size;

        void add(int demand) {
            if (size == demands.length) {
                demands = Arrays.copyOf(demands, 2 * size);
            }
            demands[size++] = demand;
        }
    }
}
