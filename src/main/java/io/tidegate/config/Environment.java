package io.tidegate.config;

import io.tidegate.secret.SecretManagers;
import java.util.Map;
import java.util.Set;

/// What a configuration may refer to outside itself: the process's environment, secrets managers, and the data
/// types that are known. The known types must have those that are protected when a file says nothing: see
/// `DEFAULT_DATA_TYPES`.
public record Environment(Map<String, String> variables, Set<String> knownDataTypes, SecretManagers managers) {
    /// What is masked or blocked when the file does not say otherwise.
    public static final Set<String> DEFAULT_DATA_TYPES =
            Set.of("email", "payment-card", "iban", "credential", "private-key");

    /// Without secrets managers.
    public Environment(Map<String, String> variables, Set<String> knownDataTypes) {
        this(variables, knownDataTypes, SecretManagers.unasked());
    }

    public Environment {
        variables = Map.copyOf(variables);
        knownDataTypes = Set.copyOf(knownDataTypes);
        if (!knownDataTypes.containsAll(DEFAULT_DATA_TYPES)) {
            throw new IllegalArgumentException("a data type that is protected by default is not known");
        }
    }

    /// The same with other secrets managers.
    Environment with(SecretManagers others) {
        return new Environment(variables, knownDataTypes, others);
    }

    @Override
    public String toString() {
        return "Environment(hidden)";
    }
}
