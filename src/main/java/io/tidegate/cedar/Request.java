package io.tidegate.cedar;

import org.jspecify.annotations.Nullable;

/// What is asked, and what is known of those whom it names.
///
/// An answer must not change during a decision. What it throws as [EvaluationError] fails the policy that asked.
public interface Request {
    Value.Uid principal();

    Value.Uid action();

    Value.Uid resource();

    /// All of the context.
    Value.Fields context();

    /// One attribute of the context, or null where there is none; what `context()` has of this name.
    @Nullable Value context(String attribute);

    /// What is known of an entity, or null where it is not known.
    @Nullable Entity entity(Value.Uid uid);

    /// What is known of the principal.
    default @Nullable Entity principalEntity() {
        return entity(principal());
    }

    /// What is known of the resource.
    default @Nullable Entity resourceEntity() {
        return entity(resource());
    }

    /// Whether `one` is `other`, or in it.
    default boolean isIn(Value.Uid one, Value.Uid other) {
        if (one.equals(other)) {
            return true;
        }
        Entity entity = entity(one);
        return entity != null && entity.ancestors(other.type()).contains(other.id());
    }
}
