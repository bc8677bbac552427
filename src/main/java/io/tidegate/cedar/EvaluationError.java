package io.tidegate.cedar;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// Why can an expression not be evaluated? Cedar's own kinds of errors (docs.cedarpolicy.com, "Evaluation errors").
///
/// Says nothing about values, and has no stack: it is an outcome that policies expect, not a defect.
public final class EvaluationError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What went wrong.
    public enum Kind {
        /// A value of another type than the operator takes.
        TYPE,
        /// An attribute that the record or entity does not have.
        NO_ATTRIBUTE,
        /// A tag that the entity does not have.
        NO_TAG,
        /// An entity that nothing is known of.
        NO_ENTITY,
        /// A whole number beyond 64 bits.
        OVERFLOW,
        /// A text that is no decimal, address, time or duration; or a time beyond what can be held.
        EXTENSION,
        /// More than is looked at.
        LIMIT,
        /// What has to be asked of somebody else, who did not answer. Cedar has no such thing.
        UNANSWERED;

        /// The error of this kind; always the same object.
        public EvaluationError error() {
            return Objects.requireNonNull(ERRORS.get(this));
        }
    }

    private static final Map<Kind, EvaluationError> ERRORS =
            Arrays.stream(Kind.values()).collect(Collectors.toUnmodifiableMap(kind -> kind, EvaluationError::new));

    private final Kind kind;

    private EvaluationError(Kind kind) {
        super(kind.name(), null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
