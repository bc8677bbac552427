package io.tidegate.config;

import io.tidegate.secret.SecretManagers;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a configuration may refer to outside itself: the process's environment, secrets managers, and the data
/// types that are known. The known types must have those that are protected when a file says nothing: see
/// `DEFAULT_DATA_TYPES`.
///
/// @param knownWays in which a type is recognised; a type that is not in it may be recognised in any
/// @param today the day on which it is read, in UTC; where nobody says it, nothing has ended or is too far ahead
public record Environment(
        Map<String, String> variables,
        Set<String> knownDataTypes,
        SecretManagers managers,
        Optional<LocalDate> today,
        Map<String, Set<String>> knownWays) {
    /// What is masked or blocked when the file does not say otherwise.
    public static final Set<String> DEFAULT_DATA_TYPES = Set.of(
            "email",
            "payment-card",
            "iban",
            "credential",
            "private-key",
            "national-id",
            "passport",
            "driver-licence",
            "health-id",
            "bank-account",
            "phone",
            "ip-address",
            "mac-address",
            "postal-address",
            "birth-date",
            "health-code",
            "crypto-wallet");

    /// Without secrets managers, on no day in particular.
    public Environment(Map<String, String> variables, Set<String> knownDataTypes) {
        this(variables, knownDataTypes, SecretManagers.unasked(), Optional.empty(), Map.of());
    }

    public Environment {
        variables = Map.copyOf(variables);
        knownDataTypes = Set.copyOf(knownDataTypes);
        knownWays = Map.copyOf(knownWays);
        if (!knownDataTypes.containsAll(DEFAULT_DATA_TYPES)) {
            throw new IllegalArgumentException("a data type that is protected by default is not known");
        }
    }

    /// The same with other secrets managers.
    Environment with(SecretManagers others) {
        return new Environment(variables, knownDataTypes, others, today, knownWays);
    }

    @Override
    public String toString() {
        return "Environment(hidden)";
    }
}
