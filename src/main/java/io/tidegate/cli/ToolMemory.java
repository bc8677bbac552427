package io.tidegate.cli;

import io.tidegate.catalog.KnownTools;
import io.tidegate.catalog.KnownTools.Heard;
import io.tidegate.catalog.Offers;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ToolDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps in a file which tools servers have, for verbs that ask while no server runs. No call depends on it.
final class ToolMemory {
    private static final Logger LOG = LoggerFactory.getLogger(ToolMemory.class);
    private static final String OWN = "tidegate_"; // what we put beside a server's tools
    private static final Duration OLD = Duration.ofHours(12);

    private final Path file;
    private final InstantSource clock;

    ToolMemory(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /// A server told its lists. Returns its tools; nothing of one that wants its user to sign in first, which has told
    /// none.
    Optional<Heard> heard(String server, Offers offers) {
        List<ToolDefinition> tools = offers.of(Offering.TOOL).stream()
                .filter(ToolDefinition.class::isInstance)
                .map(ToolDefinition.class::cast)
                .toList();
        boolean unknown =
                !tools.isEmpty() && tools.stream().allMatch(tool -> tool.name().startsWith(OWN));
        if (!offers.isHeard() || unknown) {
            return Optional.empty();
        }
        Heard heard = new Heard(clock.instant(), tools);
        try {
            keep(file, server, heard);
        } catch (IOException failed) {
            LOG.warn("the tools of `{}` can't be kept in `{}`: {}", server, file, failed.getMessage());
        }
        return Optional.of(heard);
    }

    // INVARIANT: one at a time in this process; the gateway before a reload may still be told things.
    private static synchronized void keep(Path file, String server, Heard heard) throws IOException {
        KnownTools before = KnownTools.read(file);
        Heard last = before.servers().get(server);
        if (last != null
                && last.says(heard)
                && Duration.between(last.at(), heard.at()).abs().compareTo(OLD) < 0) {
            return;
        }
        Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), ".tools-", ".tmp"); // its owner's only
        try {
            Files.write(draft, before.with(server, heard).bytes());
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
