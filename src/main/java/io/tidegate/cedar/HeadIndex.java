package io.tidegate.cedar;

import io.tidegate.cedar.Policy.Constraint;
import io.tidegate.cedar.PolicySet.Filed;
import io.tidegate.cedar.Value.Uid;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Which policies can a request concern at all? Those whose heads it can match, so that the cost depends on how many
/// these are, not on how many there are.
///
/// A policy is filed under one demand of its head: of those that it has, the one that it shares with the fewest others.
/// Where many share it, they are filed again under their other demands. A request that does not meet a demand can't
/// match the head, and a head never fails: so what is not visited could neither apply nor fail.
final class HeadIndex {
    /// So many are faster asked than filed.
    private static final int FEW = 4;

    private final Filed[] here;
    private final Map<Part, Shelf> shelves;

    /// What a head is about.
    private enum Part {
        PRINCIPAL,
        ACTION,
        RESOURCE;

        Constraint of(Policy policy) {
            return switch (this) {
                case PRINCIPAL -> policy.principal();
                case ACTION -> policy.action();
                case RESOURCE -> policy.resource();
            };
        }

        Uid of(Request request) {
            return switch (this) {
                case PRINCIPAL -> request.principal();
                case ACTION -> request.action();
                case RESOURCE -> request.resource();
            };
        }
    }

    /// A demand of a head: to be this entity, or with `orIn` to be in it.
    private record Demand(Part part, Uid uid, boolean orIn) {}

    /// The policies that demand something of one part: to be an entity, and to be it or in it; by type and id.
    private record Shelf(Map<String, Map<String, HeadIndex>> equal, Map<String, Map<String, HeadIndex>> above) {}

    private HeadIndex(List<Filed> policies, Set<Part> open) {
        Map<Demand, Integer> shared = new HashMap<>();
        policies.forEach(filed -> demands(filed, open).forEach(demand -> shared.merge(demand, 1, Integer::sum)));
        Map<Demand, List<Filed>> byDemand = new HashMap<>();
        List<Filed> others = new ArrayList<>();
        for (Filed filed : policies) {
            rarest(demands(filed, open), shared)
                    .map(demand -> byDemand.computeIfAbsent(demand, _ -> new ArrayList<>()))
                    .orElse(others)
                    .add(filed);
        }
        this.here = others.toArray(Filed[]::new);
        this.shelves = new EnumMap<>(Part.class);
        byDemand.forEach((demand, same) -> file(demand, new HeadIndex(same, without(open, demand, same))));
    }

    static HeadIndex of(List<Filed> policies) {
        return new HeadIndex(policies, EnumSet.allOf(Part.class));
    }

    private static Optional<Demand> rarest(List<Demand> demands, Map<Demand, Integer> shared) {
        Demand rarest = null;
        for (Demand demand : demands) {
            if (rarest == null || count(shared, demand) < count(shared, rarest)) {
                rarest = demand;
            }
        }
        return Optional.ofNullable(rarest);
    }

    private static int count(Map<Demand, Integer> shared, Demand demand) {
        return Objects.requireNonNull(shared.get(demand));
    }

    /// What those with the same demand can still be told apart by.
    private static Set<Part> without(Set<Part> open, Demand demand, List<Filed> same) {
        Set<Part> rest = EnumSet.noneOf(Part.class);
        if (same.size() > FEW) {
            rest.addAll(open);
            rest.remove(demand.part());
        }
        return rest;
    }

    private void file(Demand demand, HeadIndex same) {
        Shelf shelf = shelves.computeIfAbsent(demand.part(), _ -> new Shelf(new HashMap<>(), new HashMap<>()));
        (demand.orIn() ? shelf.above() : shelf.equal())
                .computeIfAbsent(demand.uid().type(), _ -> new HashMap<>())
                .put(demand.uid().id(), same);
    }

    private static List<Demand> demands(Filed filed, Set<Part> open) {
        List<Demand> demands = new ArrayList<>(open.size());
        for (Part part : open) {
            demand(part, part.of(filed.policy())).ifPresent(demands::add);
        }
        return demands;
    }

    private static Optional<Demand> demand(Part part, Constraint constraint) {
        return switch (constraint) {
            case Constraint.Equal(Uid uid) -> Optional.of(new Demand(part, uid, false));
            case Constraint.In(Uid uid) -> Optional.of(new Demand(part, uid, true));
            case Constraint.InAny(List<Uid> uids)
            when uids.size() == 1 -> Optional.of(new Demand(part, uids.getFirst(), true));
            case Constraint.InAny _ -> Optional.empty();
            case Constraint.Is(String _, List<Uid> in) ->
                in.stream().findFirst().map(uid -> new Demand(part, uid, true));
            case Constraint.Any() -> Optional.empty();
        };
    }

    /// Shows `visitor` every policy whose head the request may match, each once.
    void visit(Request request, Consumer<Filed> visitor) {
        for (Filed filed : here) {
            visitor.accept(filed);
        }
        for (Map.Entry<Part, Shelf> shelf : shelves.entrySet()) {
            Uid uid = shelf.getKey().of(request);
            visit(shelf.getValue().equal(), uid.type(), uid.id(), request, visitor);
            Map<String, Map<String, HeadIndex>> above = shelf.getValue().above();
            if (!above.isEmpty()) {
                visit(above, uid.type(), uid.id(), request, visitor);
                visitAbove(above, uid, request, visitor);
            }
        }
    }

    private static void visitAbove(
            Map<String, Map<String, HeadIndex>> files, Uid uid, Request request, Consumer<Filed> visitor) {
        Entity entity = request.entity(uid);
        if (entity == null) {
            return;
        }
        for (String type : files.keySet()) {
            for (String id : entity.ancestors(type)) {
                boolean isItself = id.equals(uid.id()) && type.equals(uid.type()); // was visited
                if (!isItself) {
                    visit(files, type, id, request, visitor);
                }
            }
        }
    }

    private static void visit(
            Map<String, Map<String, HeadIndex>> files,
            String type,
            String id,
            Request request,
            Consumer<Filed> visitor) {
        Map<String, HeadIndex> byId = files.get(type);
        HeadIndex found = byId == null ? null : byId.get(id);
        if (found != null) {
            found.visit(request, visitor);
        }
    }
}
