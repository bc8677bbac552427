package io.tidegate.cedar;

import io.tidegate.cedar.EvaluationError.Kind;
import io.tidegate.cedar.Value.Bool;
import io.tidegate.cedar.Value.Fields;
import io.tidegate.cedar.Value.Many;
import io.tidegate.cedar.Value.Moment;
import io.tidegate.cedar.Value.Span;
import io.tidegate.cedar.Value.Uid;
import io.tidegate.cedar.Value.Whole;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What does an expression of Cedar stand for, given a request? One record for each form of the language, as
/// docs.cedarpolicy.com, "Operators and functions", describes them; operands are evaluated from left to right.
sealed interface Expression {
    /// @throws EvaluationError where it stands for nothing
    Value of(Request request);

    /// The same, for whoever looks at one part of it: others may be unfit.
    ///
    /// @throws EvaluationError where it stands for nothing
    default Value holder(Request request) {
        return of(request);
    }

    /// Whether it is true.
    ///
    /// @throws EvaluationError where it is neither true nor false
    default boolean test(Request request) {
        return of(request).bool();
    }

    /// An expression that stands for true or false, made without a value for it.
    sealed interface Test extends Expression {
        @Override
        default Value of(Request request) {
            return Bool.of(test(request));
        }

        @Override
        boolean test(Request request);
    }

    record Literal(Value value) implements Expression {
        @Override
        public Value of(Request request) {
            return value;
        }
    }

    /// What is known to fail before any request: an `ip("...")` that is no address.
    record Failing(Kind kind) implements Expression {
        @Override
        public Value of(Request request) {
            throw kind.error();
        }
    }

    /// `principal`, `action`, `resource` and `context`.
    enum Variable implements Expression {
        PRINCIPAL,
        ACTION,
        RESOURCE,
        CONTEXT;

        @Override
        public Value of(Request request) {
            return switch (this) {
                case PRINCIPAL -> request.principal();
                case ACTION -> request.action();
                case RESOURCE -> request.resource();
                case CONTEXT -> request.context().fit();
            };
        }

        /// What it has of this name; null where there is none.
        ///
        /// @throws EvaluationError where it is an entity that is not known
        @Nullable Value attribute(Request request, String name) {
            return switch (this) {
                case PRINCIPAL -> attribute(request.principalEntity(), name);
                case ACTION -> attribute(request.entity(request.action()), name);
                case RESOURCE -> attribute(request.resourceEntity(), name);
                case CONTEXT -> request.context(name);
            };
        }

        private static @Nullable Value attribute(@Nullable Entity entity, String name) {
            if (entity == null) {
                throw Kind.NO_ENTITY.error();
            }
            return entity.attribute(name);
        }
    }

    record If(Expression condition, Expression then, Expression otherwise) implements Expression {
        @Override
        public Value of(Request request) {
            return (condition.test(request) ? then : otherwise).of(request);
        }
    }

    /// `a && b && c`: in turn, up to the first that is false.
    record And(List<Expression> parts) implements Test {
        @Override
        public boolean test(Request request) {
            for (Expression part : parts) {
                if (!part.test(request)) {
                    return false;
                }
            }
            return true;
        }
    }

    /// `a || b || c`: in turn, up to the first that is true.
    record Or(List<Expression> parts) implements Test {
        @Override
        public boolean test(Request request) {
            for (Expression part : parts) {
                if (part.test(request)) {
                    return true;
                }
            }
            return false;
        }
    }

    record Not(Expression part) implements Test {
        @Override
        public boolean test(Request request) {
            return !part.test(request);
        }
    }

    record Negative(Expression number) implements Expression {
        @Override
        public Value of(Request request) {
            return Arithmetic.exact(() -> Math.negateExact(number.of(request).whole()));
        }
    }

    record Same(Expression left, Expression right) implements Test {
        @Override
        public boolean test(Request request) {
            return left.of(request).equals(right.of(request));
        }
    }

    /// `<`, and with `orSame` `<=`: of numbers, times and durations.
    record Less(Expression left, Expression right, boolean orSame) implements Test {
        @Override
        public boolean test(Request request) {
            Value one = left.of(request);
            Value other = right.of(request);
            if (one instanceof Whole(long least) && other instanceof Whole(long most)) {
                return less(least, most);
            }
            if (one instanceof Moment(long least) && other instanceof Moment(long most)) {
                return less(least, most);
            }
            if (one instanceof Span(long least) && other instanceof Span(long most)) {
                return less(least, most);
            }
            throw Kind.TYPE.error();
        }

        private boolean less(long least, long most) {
            return orSame ? least <= most : least < most;
        }
    }

    record Arithmetic(Operator operator, Expression left, Expression right) implements Expression {
        enum Operator {
            PLUS,
            MINUS,
            TIMES
        }

        private interface Exact {
            long number();
        }

        @Override
        public Value of(Request request) {
            Value one = left.of(request);
            Value other = right.of(request);
            long first = one.whole();
            long second = other.whole();
            return exact(() -> switch (operator) {
                case PLUS -> Math.addExact(first, second);
                case MINUS -> Math.subtractExact(first, second);
                case TIMES -> Math.multiplyExact(first, second);
            });
        }

        private static Value exact(Exact exact) {
            try {
                return new Whole(exact.number());
            } catch (ArithmeticException _) {
                throw Kind.OVERFLOW.error();
            }
        }
    }

    /// `a in b` and `a in [b, c]`.
    record In(Expression left, Expression right) implements Test {
        @Override
        public boolean test(Request request) {
            Value one = left.of(request);
            Value other = right.of(request);
            Uid uid = one.uid();
            if (other instanceof Uid group) {
                return request.isIn(uid, group);
            }
            Set<Value> groups = other.elements();
            groups.forEach(Value::uid); // all must be entities, whichever it is in
            return groups.stream().anyMatch(group -> request.isIn(uid, group.uid()));
        }
    }

    record Is(Expression entity, String type) implements Test {
        @Override
        public boolean test(Request request) {
            return entity.of(request).uid().type().equals(type);
        }
    }

    record Like(Expression text, Wildcards pattern) implements Test {
        @Override
        public boolean test(Request request) {
            return pattern.fit(text.of(request).text());
        }
    }

    record Contains(Expression set, Expression element) implements Test {
        @Override
        public boolean test(Request request) {
            Value in = set.of(request);
            Value sought = element.of(request);
            return in.elements().contains(sought);
        }
    }

    record ContainsAll(Expression set, Expression elements) implements Test {
        @Override
        public boolean test(Request request) {
            Value in = set.of(request);
            Value sought = elements.of(request);
            return in.elements().containsAll(sought.elements());
        }
    }

    record ContainsAny(Expression set, Expression elements) implements Test {
        @Override
        public boolean test(Request request) {
            Value in = set.of(request);
            Value sought = elements.of(request);
            return !Collections.disjoint(in.elements(), sought.elements());
        }
    }

    record IsEmpty(Expression set) implements Test {
        @Override
        public boolean test(Request request) {
            return set.of(request).elements().isEmpty();
        }
    }

    record Attribute(Expression of, String name) implements Expression {
        @Override
        public Value of(Request request) {
            return holder(request).fit();
        }

        @Override
        public Value holder(Request request) {
            if (of instanceof Variable variable) {
                return existing(variable.attribute(request, name));
            }
            Value holder = of.holder(request);
            if (holder instanceof Fields(Map<String, Value> fields)) {
                return existing(fields.get(name));
            }
            Entity entity = request.entity(holder.uid());
            if (entity == null) {
                throw Kind.NO_ENTITY.error();
            }
            return existing(entity.attribute(name));
        }

        private static Value existing(@Nullable Value value) {
            if (value == null) {
                throw Kind.NO_ATTRIBUTE.error();
            }
            return value;
        }
    }

    record Has(Expression of, String name) implements Test {
        @Override
        public boolean test(Request request) {
            if (of == Variable.CONTEXT) {
                return request.context(name) != null;
            }
            Value holder = of.holder(request);
            if (holder instanceof Fields(Map<String, Value> fields)) {
                return fields.containsKey(name);
            }
            Entity entity = request.entity(holder.uid());
            return entity != null && entity.attribute(name) != null;
        }
    }

    record Tag(Expression of, Expression key) implements Expression {
        @Override
        public Value of(Request request) {
            Value holder = of.of(request);
            Value name = key.of(request);
            Uid uid = holder.uid();
            String tag = name.text();
            Entity entity = request.entity(uid);
            if (entity == null) {
                throw Kind.NO_ENTITY.error();
            }
            Value value = entity.tag(tag);
            if (value == null) {
                throw Kind.NO_TAG.error();
            }
            return value;
        }
    }

    record HasTag(Expression of, Expression key) implements Test {
        @Override
        public boolean test(Request request) {
            Value holder = of.of(request);
            Value name = key.of(request);
            Uid uid = holder.uid();
            String tag = name.text();
            Entity entity = request.entity(uid);
            return entity != null && entity.tag(tag) != null;
        }
    }

    record MadeSet(List<Expression> elements) implements Expression {
        @Override
        public Value of(Request request) {
            Set<Value> made = HashSet.newHashSet(elements.size());
            for (Expression element : elements) {
                made.add(element.of(request));
            }
            return new Many(made);
        }
    }

    record MadeRecord(Map<String, Expression> fields) implements Expression {
        @Override
        public Value of(Request request) {
            Map<String, Value> made = HashMap.newHashMap(fields.size());
            fields.forEach((name, field) -> made.put(name, field.of(request)));
            return new Fields(made);
        }
    }

    record Called(Extension function, List<Expression> arguments) implements Expression {
        @Override
        public Value of(Request request) {
            Value[] values = new Value[arguments.size()];
            for (int argument = 0; argument < values.length; argument++) {
                values[argument] = arguments.get(argument).of(request);
            }
            return function.apply(values);
        }
    }
}
