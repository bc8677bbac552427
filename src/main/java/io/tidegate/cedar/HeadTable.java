package io.tidegate.cedar;

import io.tidegate.cedar.Policy.Constraint;
import io.tidegate.cedar.PolicySet.Filed;
import io.tidegate.cedar.Value.Uid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/// Policies by what their heads demand of principal and resource.
///
/// A demand is to be an entity, or to be it or in it. Each policy stands under the pair of its two demands, and a
/// request looks up every pair of what it meets. Pairs are hashes of 64 bits in one flat table: among thousands of
/// policies a lookup costs what it takes to fetch memory that is in no cache. Demands of the same hash only make a
/// request visit a policy whose head it does not match.
final class HeadTable {
    private static final long NO_DEMAND = 1;
    private static final long TO_BE = 2;
    private static final long TO_BE_IN = 3;
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
            for (long one : demands(filed.policy().principal())) {
                for (long other : demands(filed.policy().resource())) {
                    lists.computeIfAbsent(pair(one, other), _ -> new ArrayList<>())
                            .add(filed);
                }
            }
        }
        Map<Long, Filed[]> arrays = HashMap.newHashMap(lists.size());
        lists.forEach((pair, list) -> arrays.put(pair, list.toArray(Filed[]::new)));
        this.byPair = FlatIndex.of(arrays);
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

    /// One of them must be met; none where the head matches nothing.
    private static long[] demands(Constraint constraint) {
        return switch (constraint) {
            case Constraint.Equal(Uid uid) -> new long[] {hash(TO_BE, uid.type(), uid.id())};
            case Constraint.In(Uid uid) -> toBeIn(List.of(uid));
            case Constraint.InAny(List<Uid> uids) when uids.size() <= MOST_LISTED -> toBeIn(uids);
            case Constraint.Is(String _, List<Uid> in) when !in.isEmpty() -> toBeIn(in);
            case Constraint.InAny _, Constraint.Is _, Constraint.Any() -> new long[] {NO_DEMAND};
        };
    }

    private static long[] toBeIn(List<Uid> uids) {
        return uids.stream()
                .mapToLong(uid -> hash(TO_BE_IN, uid.type(), uid.id()))
                .toArray();
    }

    private static long hash(long demand, String type, String id) {
        return mixed((((long) type.hashCode() << Integer.SIZE) | Integer.toUnsignedLong(id.hashCode())) + demand);
    }

    private static long pair(long one, long other) {
        return mixed(one + Long.rotateLeft(other, 29));
    }

    /// The finalizer of SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014), but
    /// never 0.
    private static long mixed(long bits) {
        long mixed = bits + 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return (mixed ^ (mixed >>> 31)) | 1;
    }

    /// What the heads demand of one part of a request.
    ///
    /// @param above the types of what it may have to be in
    private record Side(FlatIndex<Boolean> demanded, List<String> above) {
        static Side of(List<Filed> policies, Function<Policy, Constraint> part) {
            Map<Long, Boolean> demanded = new HashMap<>();
            Set<String> above = new TreeSet<>();
            for (Filed filed : policies) {
                Constraint constraint = part.apply(filed.policy());
                for (long demand : demands(constraint)) {
                    demanded.put(demand, true);
                }
                constraint.named().forEach(uid -> above.add(uid.type()));
            }
            return new Side(FlatIndex.of(demanded), List.copyOf(above));
        }

        /// Those that `uid` meets.
        Met met(Request request, Uid uid) {
            Met met = new Met();
            add(met, NO_DEMAND);
            add(met, hash(TO_BE, uid.type(), uid.id()));
            if (above.isEmpty()) {
                return met;
            }
            add(met, hash(TO_BE_IN, uid.type(), uid.id()));
            Entity entity = request.entity(uid);
            if (entity != null) {
                for (String type : above) {
                    for (String id : entity.ancestors(type)) {
                        add(met, hash(TO_BE_IN, type, id));
                    }
                }
            }
            return met;
        }

        private void add(Met met, long demand) {
            if (demanded.get(demand) != null) {
                met.add(demand);
            }
        }
    }

    /// Demands that are met.
    private static final class Met {
        private long[] demands = new long[8];
        private int size;

        void add(long demand) {
            if (size == demands.length) {
                demands = Arrays.copyOf(demands, 2 * size);
            }
            demands[size++] = demand;
        }
    }
}
