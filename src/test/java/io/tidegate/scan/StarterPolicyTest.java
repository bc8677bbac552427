package io.tidegate.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.catalog.KnownTools;
import io.tidegate.config.ConfigurationFile;
import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.Environment;
import io.tidegate.config.ToolClass;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Principal;
import io.tidegate.policy.Action;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Circumstances;
import io.tidegate.policy.Facts;
import io.tidegate.policy.Loaded;
import io.tidegate.policy.Policies;
import io.tidegate.policy.Question;
import io.tidegate.policy.ReadFacts;
import io.tidegate.policy.ToolFacts;
import io.tidegate.toolclass.Known;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Does the policy that `init` writes open reads, and nothing else, to those who have shown who they are?
class StarterPolicyTest {
    private static final Principal ADA = new Principal(
            "ada", "ada", Set.of(), new Authentication.ApiKey("k1"), Optional.empty(), Principal.DEFAULT_TENANT);

    @TempDir
    private Path folder;

    private Policies policies;

    @BeforeEach
    void load() throws Exception {
        Starter starter = Starter.of(List.of(), new Surroundings(folder, folder, Map.of()));
        ConfigurationResult read = ConfigurationFile.read(
                folder.resolve("tidegate.yaml"),
                starter.configuration().getBytes(StandardCharsets.UTF_8),
                new Environment(Map.of(), Environment.DEFAULT_DATA_TYPES));
        policies = ((Loaded.Ready)
                        CedarPolicies.load(((ConfigurationResult.Loaded) read).configuration(), KnownTools.NONE))
                .policies();
    }

    private boolean allowed(Principal principal, Action action, Known readOnly) {
        Set<ToolClass> classes = EnumSet.allOf(ToolClass.class);
        classes.removeAll(
                readOnly.orElse(false)
                        ? EnumSet.of(ToolClass.WRITES, ToolClass.DESTROYS, ToolClass.RUNS_CODE)
                        : EnumSet.of(ToolClass.READS));
        ToolFacts tool = new ToolFacts("crm", "find", classes, false);
        return allowed(principal, action, tool);
    }

    private boolean allowed(Principal principal, Action action, Facts about) {
        return policies.decide(new Question(
                        principal,
                        action,
                        about,
                        Optional.empty(),
                        new Circumstances(Instant.EPOCH, Optional.empty(), Optional.empty())))
                .allowed();
    }

    @Test
    void opensReadsToWhoIsKnown() {
        assertThat(allowed(ADA, Action.CALL, Known.YES)).isTrue();
        assertThat(allowed(ADA, Action.LIST, Known.YES)).isTrue();
        assertThat(allowed(ADA, Action.CALL, Known.NO)).isFalse();
        assertThat(allowed(ADA, Action.CALL, Known.UNKNOWN)).isFalse();
    }

    @Test
    void opensPromptsAndResourcesToWhoIsKnown() {
        for (Facts.Kind kind : List.of(Facts.Kind.PROMPT, Facts.Kind.RESOURCE)) {
            Facts about = new ReadFacts(kind, "crm", "about:us");
            assertThat(allowed(ADA, Action.CALL, about)).isTrue();
            assertThat(allowed(Principal.anonymous(), Action.CALL, about)).isFalse();
        }
    }

    @Test
    void opensNothingToWhoIsAnonymous() {
        for (Action action : List.of(Action.CALL, Action.LIST)) {
            assertThat(allowed(Principal.anonymous(), action, Known.YES)).isFalse();
        }
    }
}
