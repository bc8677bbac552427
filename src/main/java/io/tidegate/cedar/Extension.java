package io.tidegate.cedar;

import io.tidegate.cedar.EvaluationError.Kind;
import io.tidegate.cedar.Value.Address;
import io.tidegate.cedar.Value.Bool;
import io.tidegate.cedar.Value.Decimal;
import io.tidegate.cedar.Value.Moment;
import io.tidegate.cedar.Value.Span;
import io.tidegate.cedar.Value.Whole;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Which function of Cedar's extension types is it, and what does it make of its arguments? A method's receiver is its
/// first argument.
enum Extension {
    DECIMAL("decimal", text -> Decimals.of(text.text())),
    LESS_THAN("lessThan", (one, other) -> Bool.of(decimal(one) < decimal(other))),
    LESS_THAN_OR_EQUAL("lessThanOrEqual", (one, other) -> Bool.of(decimal(one) <= decimal(other))),
    GREATER_THAN("greaterThan", (one, other) -> Bool.of(decimal(one) > decimal(other))),
    GREATER_THAN_OR_EQUAL("greaterThanOrEqual", (one, other) -> Bool.of(decimal(one) >= decimal(other))),

    IP("ip", text -> Addresses.of(text.text())),
    IS_IPV4("isIpv4", address -> Bool.of(address(address).isFour())),
    IS_IPV6("isIpv6", address -> Bool.of(!address(address).isFour())),
    IS_LOOPBACK("isLoopback", address -> Bool.of(Addresses.isLoopback(address(address)))),
    IS_MULTICAST("isMulticast", address -> Bool.of(Addresses.isMulticast(address(address)))),
    IS_IN_RANGE("isInRange", (one, other) -> Bool.of(Addresses.isInRange(address(one), address(other)))),

    DATETIME("datetime", text -> Times.moment(text.text())),
    OFFSET("offset", (moment, span) -> Times.offset(moment(moment), span(span))),
    DURATION_SINCE("durationSince", (one, other) -> Times.between(moment(one), moment(other))),
    TO_DATE("toDate", moment -> Times.date(moment(moment))),
    TO_TIME("toTime", moment -> Times.time(moment(moment))),

    DURATION("duration", text -> Times.span(text.text())),
    TO_MILLISECONDS("toMilliseconds", span -> new Whole(span(span).millis())),
    TO_SECONDS("toSeconds", span -> new Whole(span(span).millis() / 1000)),
    TO_MINUTES("toMinutes", span -> new Whole(span(span).millis() / 60_000)),
    TO_HOURS("toHours", span -> new Whole(span(span).millis() / 3_600_000)),
    TO_DAYS("toDays", span -> new Whole(span(span).millis() / 86_400_000));

    private static final Map<String, Extension> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(known -> known.id, Function.identity()));

    /// A function of two arguments.
    @FunctionalInterface
    private interface Binary {
        Value apply(Value one, Value other);
    }

    private final String id;
    private final int arity;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final Function<Value[], Value> function;

    Extension(String id, UnaryOperator<Value> function) {
        this.id = id;
        this.arity = 1;
        this.function = arguments -> function.apply(arguments[0]);
    }

    Extension(String id, Binary function) {
        this.id = id;
        this.arity = 2;
        this.function = arguments -> function.apply(arguments[0], arguments[1]);
    }

    /// The function of this name in Cedar.
    static Optional<Extension> named(String id) {
        return Optional.ofNullable(BY_NAME.get(id));
    }

    /// How many arguments it takes.
    int arity() {
        return arity;
    }

    /// @throws EvaluationError where the arguments are not what it takes
    Value apply(Value... arguments) {
        return function.apply(arguments);
    }

    private static long decimal(Value value) {
        if (value instanceof Decimal(long tenThousandths)) {
            return tenThousandths;
        }
        throw Kind.TYPE.error();
    }

    private static Address address(Value value) {
        if (value instanceof Address address) {
            return address;
        }
        throw Kind.TYPE.error();
    }

    private static Moment moment(Value value) {
        if (value instanceof Moment moment) {
            return moment;
        }
        throw Kind.TYPE.error();
    }

    private static Span span(Value value) {
        if (value instanceof Span span) {
            return span;
        }
        throw Kind.TYPE.error();
    }
}
