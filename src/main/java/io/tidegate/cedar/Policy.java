package io.tidegate.cedar;

import io.tidegate.cedar.Value.Uid;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// One policy, ready to be asked: whom and what it is about, and under which conditions.
public final class Policy {
    private final String key;
    private final boolean forbids;
    private final Constraint principal;
    private final Constraint action;
    private final Constraint resource;
    private final Expression condition;

    private Policy(String key, JsonNode json, Interner interner) {
        this.key = key;
        this.forbids = forbids(ExpressionReader.text(json.path("effect")));
        this.principal = interner.one(Constraint.read(json.path("principal")));
        this.action = interner.one(Constraint.read(json.path("action")));
        this.resource = interner.one(Constraint.read(json.path("resource")));
        ExpressionReader reader = new ExpressionReader(interner);
        List<Expression> all = new ArrayList<>();
        json.path("conditions").forEach(condition -> all.add(interner.one(condition(reader, condition))));
        this.condition = all.size() == 1 ? all.getFirst() : interner.one(new Expression.And(List.copyOf(all)));
    }

    /// The policy that `json` describes in Cedar's JSON form; it is known by `key`.
    ///
    /// @throws IllegalArgumentException where it is none, or a template
    public static Policy read(String key, JsonNode json) {
        return read(key, json, new Interner());
    }

    /// The same for one of many, which share with `interner` what is equal in them.
    public static Policy read(String key, JsonNode json, Interner interner) {
        return new Policy(key, json, interner);
    }

    private static boolean forbids(String effect) {
        return switch (effect) {
            case "permit" -> false;
            case "forbid" -> true;
            default -> throw new IllegalArgumentException("`" + effect + "` is no effect");
        };
    }

    private static Expression condition(ExpressionReader reader, JsonNode condition) {
        Expression body = reader.read(condition.path("body"));
        String kind = ExpressionReader.text(condition.path("kind"));
        return switch (kind) {
            case "when" -> body;
            case "unless" -> new Expression.Not(body);
            default -> throw new IllegalArgumentException("`" + kind + "` begins no condition");
        };
    }

    public String key() {
        return key;
    }

    public boolean forbids() {
        return forbids;
    }

    Constraint principal() {
        return principal;
    }

    Constraint action() {
        return action;
    }

    Constraint resource() {
        return resource;
    }

    /// What is demanded beside the head: all conditions, in turn.
    Expression condition() {
        return condition;
    }

    /// Whether it applies to the request.
    ///
    /// @throws EvaluationError where that can't be said
    public boolean applies(Request request) {
        return principal.meets(request, request.principal())
                && action.meets(request, request.action())
                && resource.meets(request, request.resource())
                && condition.test(request);
    }

    /// What the head of a policy demands of principal, action or resource. Never fails.
    sealed interface Constraint {
        /// Anything will do.
        record Any() implements Constraint {}

        /// This very one.
        record Equal(Uid uid) implements Constraint {}

        /// This one, or what is in it.
        record In(Uid uid) implements Constraint {}

        /// One of these, or what is in one of them.
        record InAny(List<Uid> uids) implements Constraint {}

        /// One of this type, and where `in` has an element, in it.
        record Is(String type, List<Uid> in) implements Constraint {}

        private static Constraint read(JsonNode json) {
            return switch (ExpressionReader.text(json.path("op"))) {
                case "All", "all" -> new Any();
                case "==" -> new Equal(ValueReader.uid(json.path("entity")));
                case "in" ->
                    json.has("entities")
                            ? new InAny(json.path("entities")
                                    .valueStream()
                                    .map(ValueReader::uid)
                                    .toList())
                            : new In(ValueReader.uid(json.path("entity")));
                case "is" ->
                    new Is(
                            ExpressionReader.text(json.path("entity_type")),
                            json.has("in")
                                    ? List.of(ValueReader.uid(json.path("in").path("entity")))
                                    : List.of());
                default -> throw new IllegalArgumentException("the head of the policy is not known here");
            };
        }

        /// The entities of which one must be met; none where it does not depend on that.
        default List<Uid> named() {
            return switch (this) {
                case Equal(Uid uid) -> List.of(uid);
                case In(Uid uid) -> List.of(uid);
                case InAny(List<Uid> uids) -> uids;
                case Is(String _, List<Uid> in) -> in;
                case Any() -> List.of();
            };
        }

        default boolean meets(Request request, Uid uid) {
            return switch (this) {
                case Any() -> true;
                case Equal(Uid other) -> uid.equals(other);
                case In(Uid group) -> request.isIn(uid, group);
                case InAny(List<Uid> groups) -> isInAny(request, uid, groups);
                case Is(String type, List<Uid> in) ->
                    uid.type().equals(type) && (in.isEmpty() || request.isIn(uid, in.getFirst()));
            };
        }

        private static boolean isInAny(Request request, Uid uid, List<Uid> groups) {
            for (Uid group : groups) {
                if (request.isIn(uid, group)) {
                    return true;
                }
            }
            return false;
        }
    }
}
