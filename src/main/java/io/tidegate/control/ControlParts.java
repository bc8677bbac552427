package io.tidegate.control;

import io.tidegate.config.Apps;
import io.tidegate.config.ModelPlace;
import io.tidegate.flow.SessionLabels;
import io.tidegate.limit.Budgets;
import io.tidegate.policy.Policies;
import io.tidegate.relation.Relations;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// What the controls need from outside: the engines and the figures of one configuration.
///
/// @param relations what callers are related to
/// @param shadow policies that decide nothing, and are asked too, as soon as they are read
/// @param models where the models of clients run
/// @param sessions what callers were given lately
/// @param budgets what was spent so far, whatever the configuration
/// @param scopes that calls need of a token
/// @param outgoing what is done about data in arguments
/// @param returned what is done about data in what servers say
/// @param guards what is allowed of arguments
/// @param records where they are in answers
/// @param apps what the apps of each server may do, by its name
/// @param requestBytesMax largest `params` of a call
/// @param answerBytesMax largest result, error, notice or definition
public record ControlParts(
        Stops stops,
        Policies policies,
        Relations relations,
        Supplier<Optional<Policies>> shadow,
        List<ModelPlace.Of> models,
        SessionLabels sessions,
        CallLimits limits,
        Budgets budgets,
        ScopeRules scopes,
        DataHandling outgoing,
        DataHandling returned,
        Guards guards,
        RecordBindings records,
        Map<String, Apps> apps,
        int requestBytesMax,
        int answerBytesMax,
        InstantSource clock,
        RandomGenerator random) {}
