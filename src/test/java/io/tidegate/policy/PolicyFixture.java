package io.tidegate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ToolClass;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Principal;
import io.tidegate.json.JsonDocument;
import io.tidegate.toolclass.Known;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/// Policies in a folder, and the same few people, tools and circumstances to ask about.
abstract class PolicyFixture {
    static final ToolFacts READ = tool("customers", "read", Known.YES, Known.UNKNOWN);
    static final ToolFacts DELETE = tool("customers", "delete", Known.NO, Known.YES);
    static final ToolFacts MYSTERY = tool("customers", "mystery", Known.UNKNOWN, Known.UNKNOWN);
    static final Principal ALICE = user("alice", "support");
    static final Circumstances NOON = new Circumstances(
            Instant.parse("2026-03-01T12:00:00.123456Z"), Optional.of("192.0.2.7"), Optional.of("editor"));

    @TempDir
    Path folder;

    static ToolFacts tool(String server, String name, Known readOnly, Known destructive) {
        Set<ToolClass> classes = EnumSet.allOf(ToolClass.class);
        boolean reads = readOnly.orElse(false);
        classes.removeIf(each -> switch (each) {
            case READS -> !reads;
            case WRITES, RUNS_CODE -> reads;
            case DESTROYS -> reads || !destructive.orElse(true);
            case SENDS_OUT, RETURNS_UNTRUSTED, RETURNS_PRIVATE -> false;
        });
        return new ToolFacts(server, name, classes, false);
    }

    static Principal user(String id, String... groups) {
        return new Principal(
                id,
                id,
                Set.of(groups),
                new Authentication.OidcToken("https://login.example.com", Optional.of("app")),
                Optional.of(Instant.MAX),
                Principal.DEFAULT_TENANT);
    }

    Loaded load(String text) {
        try {
            Files.writeString(folder.resolve("main.cedar"), text);
            return CedarPolicies.load(List.of(folder));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    Policies policies(String text) {
        Loaded loaded = load(text);
        assertThat(loaded).isInstanceOf(Loaded.Ready.class);
        return ((Loaded.Ready) loaded).policies();
    }

    List<String> problems(String text) {
        Loaded loaded = load(text);
        assertThat(loaded).isInstanceOf(Loaded.Broken.class);
        return ((Loaded.Broken) loaded)
                .problems().stream()
                        .map(problem -> problem.toString().replace(folder + "/", ""))
                        .toList();
    }

    static Decision call(Policies policies, Principal who, Facts tool) {
        return policies.decide(new Question(who, Action.CALL, tool, Optional.empty(), NOON));
    }

    static Decision callWith(Policies policies, String arguments) {
        return policies.decide(new Question(
                ALICE, Action.CALL, READ, Optional.of(JsonDocument.of(arguments).root()), NOON));
    }

    static Decision list(Policies policies, Principal who, Facts tool) {
        return policies.decide(new Question(who, Action.LIST, tool, Optional.empty(), NOON));
    }
}
