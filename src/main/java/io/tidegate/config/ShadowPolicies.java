package io.tidegate.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Policies that decide nothing: they are asked beside those in force, and where they say otherwise, the trail has it.
///
/// @param policy Cedar files and folders, which need not be there
/// @param repository where more of them are
/// @param allow the short form
public record ShadowPolicies(List<Path> policy, Optional<PolicyRepository> repository, List<AllowRule> allow) {
    static final String DESCRIPTION =
            "Policies that decide nothing: where they would decide otherwise, the trail has it. They stand for all that"
                    + " `policy` and `allow` say.";

    static final Section<ShadowPolicies> SECTION = new Section<>(s -> {
        Key<List<Path>> policy =
                s.with("policy", Types.oneOrList(Addresses.perhaps(), 64), "[]", "Cedar files, or folders of them.");
        Key<PolicyRepository> repository =
                s.optional("policy-git", PolicyRepository.SECTION, PolicyRepository.DESCRIPTION);
        Key<List<AllowRule>> allow = s.with("allow", AllowShape.TYPE, "{}", AllowShape.DESCRIPTION);
        return values -> new ShadowPolicies(values.get(policy), values.find(repository), values.get(allow));
    });

    public ShadowPolicies {
        policy = List.copyOf(policy);
        allow = List.copyOf(allow);
    }
}
