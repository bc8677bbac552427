package io.tidegate.config;

import java.nio.file.Path;
import java.util.List;

/// Policies that decide nothing: they are asked beside those in force, and where they say otherwise, the trail has it.
///
/// @param policy Cedar files and folders, which need not be there
/// @param allow the short form
public record ShadowPolicies(List<Path> policy, List<AllowRule> allow) {
    static final String DESCRIPTION =
            "Policies that decide nothing: where they would decide otherwise, the trail has it. They stand for all that"
                    + " `policy` and `allow` say.";

    static final Section<ShadowPolicies> SECTION = new Section<>(s -> {
        Key<List<Path>> policy = s.with(
                "policy", Types.oneOrList(Addresses.perhaps(), 64), "[]", "Cedar files, or folders of them.");
        Key<List<AllowRule>> allow = s.with("allow", AllowShape.TYPE, "{}", AllowShape.DESCRIPTION);
        return values -> new ShadowPolicies(values.get(policy), values.get(allow));
    });

    public ShadowPolicies {
        policy = List.copyOf(policy);
        allow = List.copyOf(allow);
    }
}
