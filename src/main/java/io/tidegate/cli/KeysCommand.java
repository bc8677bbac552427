package io.tidegate.cli;

import io.tidegate.crypto.KeyPurpose;
import io.tidegate.crypto.KeyRing;
import io.tidegate.identity.ApiKey;
import io.tidegate.identity.ApiKeys;
import io.tidegate.store.Store;
import io.tidegate.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// `tidegate keys create|list|revoke`: who has an API key? A running gateway sees a change within a second.
@Command(
        name = "keys",
        description = "Make, list and end API keys.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(create | list | revoke)")
public final class KeysCommand implements Runnable {
    private static final int DONE = 0;
    private static final int REFUSED = 1;
    private static final int COULD_NOT_RUN = 3;
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(ZoneOffset.UTC);

    /// Where is the state of the gateway with this configuration? With no configuration, of the one without.
    @FunctionalInterface
    public interface StateFolder {
        /// The folder that holds `keys/` and `state.db`; `IOException`, with what to do, when that cannot be told.
        Path of(Optional<Path> configuration) throws IOException;
    }

    private final StateFolder state;
    private final InstantSource clock;
    private final SecureRandom random;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The gateway's configuration. By default the one that serve takes.")
    private Optional<Path> configuration = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    public KeysCommand(StateFolder state, InstantSource clock, SecureRandom random) {
        this.state = state;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void run() {
        throw Unsaid.which(spec);
    }

    /// Prints the key, and only the key, to standard output; what is known about it to standard error.
    @Command(name = "create", description = "Make a key and show it, once.", mixinStandardHelpOptions = true)
    int create(
            @Parameters(paramLabel = "USER", description = "Whose key it is.") String user,
            @Option(names = "--group", paramLabel = "GROUP", description = "A group of the user; may be repeated.")
                    @Nullable Set<String> groups,
            @Option(
                            names = "--days",
                            paramLabel = "DAYS",
                            defaultValue = "90",
                            description = "How long it lives: 1 to 366; ${DEFAULT-VALUE}.")
                    int days) {
        return with(keys -> {
            ApiKeys.Issued issued = keys.create(user, groups == null ? Set.of() : groups, Duration.ofDays(days));
            out().println(issued.text().reveal());
            err().println("made " + issued.key().id() + " for `" + user + "`, until "
                    + DAY.format(issued.key().expires()));
            err().println("help: keep the key now; it cannot be shown again");
            return DONE;
        });
    }

    /// One line a key, without any part of its text.
    @Command(name = "list", description = "List the keys.", mixinStandardHelpOptions = true)
    int list() {
        return with(keys -> {
            out().printf("%-15s  %-8s  %-10s  %-10s  %s%n", "ID", "STATE", "UNTIL", "LAST USED", "USER [GROUPS]");
            for (ApiKey key : keys.list()) {
                out().printf(
                                "%-15s  %-8s  %-10s  %-10s  %s %s%n",
                                key.id(),
                                state(key),
                                DAY.format(key.expires()),
                                key.lastUsed().map(DAY::format).orElse("never"),
                                key.user(),
                                key.groups().stream().sorted().toList());
            }
            return DONE;
        });
    }

    /// Ends a key; a key that has ended stays in the list.
    @Command(name = "revoke", description = "End a key.", mixinStandardHelpOptions = true)
    int revoke(@Parameters(paramLabel = "ID", description = "The key's id, as list shows it.") String id) {
        return with(keys -> {
            if (keys.revoke(id)) {
                err().println("revoked " + id + "; a running gateway refuses it within a second");
                return DONE;
            }
            return refuse("no key `" + id + "` is in use", "`tidegate keys list`");
        });
    }

    private interface Work {
        int on(ApiKeys keys);
    }

    private int with(Work work) {
        try {
            Path folder = state.of(configuration);
            OwnFolder.make(folder);
            KeyRing ring = KeyRing.open(folder.resolve("keys"), random);
            try (Store store = Store.open(folder.resolve("state.db"))) {
                return work.on(new ApiKeys(store, ring.mac(KeyPurpose.API_KEYS), random, clock, System::nanoTime));
            }
        } catch (IllegalArgumentException wrong) {
            return refuse(String.valueOf(wrong.getMessage()), "`tidegate keys create --help`");
        } catch (IOException | StoreException failed) {
            err().println("could not run: " + Program.typed(String.valueOf(failed.getMessage())));
            return COULD_NOT_RUN;
        }
    }

    private String state(ApiKey key) {
        Instant now = clock.instant();
        if (key.revoked().isPresent()) {
            return "revoked";
        }
        return now.isBefore(key.expires()) ? "active" : "expired";
    }

    private int refuse(String why, String help) {
        err().println("refused: " + why);
        err().println("help: " + Program.typed(help));
        return REFUSED;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
