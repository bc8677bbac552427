package io.tidegate.cedar;

import io.tidegate.cedar.EvaluationError.Kind;
import java.util.Map;
import java.util.Set;

/// What can an expression stand for? Cedar's values. Two are equal when type and content are; sets without regard to
/// order.
///
/// Texts are sequences of Unicode characters: whoever makes one of outside text makes sure that no surrogate stands
/// alone.
public sealed interface Value {
    /// `true` or `false`.
    record Bool(boolean value) implements Value {
        public static final Bool TRUE = new Bool(true);
        public static final Bool FALSE = new Bool(false);

        public static Bool of(boolean value) {
            return value ? TRUE : FALSE;
        }
    }

    /// A whole number of 64 bits; Cedar's `Long`.
    record Whole(long value) implements Value {}

    /// Cedar's `String`.
    record Text(String value) implements Value {}

    /// Cedar's `Set`: elements of any types, each once.
    record Many(Set<Value> elements) implements Value {
        public Many {
            elements = Set.copyOf(elements);
        }
    }

    /// Cedar's `Record`.
    record Fields(Map<String, Value> fields) implements Value {
        public Fields {
            fields = Map.copyOf(fields);
        }
    }

    /// What is there, but is no value of Cedar: a number that it has no room for, or of a type that is not known. `has`
    /// sees it, and whoever looks at it fails.
    record Unfit() implements Value {
        public static final Unfit HERE = new Unfit();
    }

    /// The name of an entity; `type` with its namespaces.
    record Uid(String type, String id) implements Value {}

    /// The extension type `decimal`: ten thousandths.
    record Decimal(long tenThousandths) implements Value {}

    /// The extension type `ipaddr`: an address and how many of its leading bits count. The bits of an IPv4 address are
    /// the last 32 of `low`.
    record Address(boolean isFour, long high, long low, int prefix) implements Value {}

    /// The extension type `datetime`: milliseconds since 1970 began in UTC.
    record Moment(long millis) implements Value {}

    /// The extension type `duration`: milliseconds.
    record Span(long millis) implements Value {}

    /// The address or range that a text names.
    ///
    /// @throws EvaluationError where it names none
    static Value address(String text) {
        return Addresses.of(text);
    }

    /// This, if it and all in it are values of Cedar.
    ///
    /// @throws EvaluationError where something is not
    default Value fit() {
        if (!isFit()) {
            throw Kind.TYPE.error();
        }
        return this;
    }

    /// Whether it and all in it are values of Cedar. Sets have no unfit elements.
    default boolean isFit() {
        return this instanceof Fields(Map<String, Value> fields)
                ? fields.values().stream().allMatch(Value::isFit)
                : !(this instanceof Unfit);
    }

    /// The truth that it is.
    ///
    /// @throws EvaluationError where it is none
    default boolean bool() {
        if (this instanceof Bool(boolean value)) {
            return value;
        }
        throw Kind.TYPE.error();
    }

    /// The number that it is.
    ///
    /// @throws EvaluationError where it is none
    default long whole() {
        if (this instanceof Whole(long value)) {
            return value;
        }
        throw Kind.TYPE.error();
    }

    /// The text that it is.
    ///
    /// @throws EvaluationError where it is none
    default String text() {
        if (this instanceof Text(String value)) {
            return value;
        }
        throw Kind.TYPE.error();
    }

    /// The elements of the set that it is.
    ///
    /// @throws EvaluationError where it is none
    default Set<Value> elements() {
        if (this instanceof Many(Set<Value> elements)) {
            return elements;
        }
        throw Kind.TYPE.error();
    }

    /// The entity's name that it is.
    ///
    /// @throws EvaluationError where it is none
    default Uid uid() {
        if (this instanceof Uid uid) {
            return uid;
        }
        throw Kind.TYPE.error();
    }
}
