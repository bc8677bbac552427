package io.tidegate.cli;

import io.tidegate.crypto.KeyPurpose;
import io.tidegate.identity.ApiKey;
import io.tidegate.identity.ApiKeys;
import io.tidegate.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tidegate keys create|list|rotate|revoke`: who has an API key? A running gateway sees a change within a second.
@Command(
        name = "keys",
        description = "Make, list, replace and end API keys.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(create | list | rotate | revoke)")
public final class KeysCommand implements Runnable {
    private static final int DONE = 0;
    private static final int REFUSED = 1;
    private static final int COULD_NOT_RUN = 3;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm'Z'").withZone(ZoneOffset.UTC);

    private static final String LINE = "%-15s  %-8s  %-17s  %-17s  %-17s  %s%n";
    private static final int DAYS = 90;
    private static final String EXPIRES = "How long it lives, or until when: 24h, 30d, 2027-01-31; 366 days at most.";

    private final StorePlace.StateFolder state;
    private final InstantSource clock;
    private final SecureRandom random;

    @Mixin
    private final StorePlace place = new StorePlace();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    public KeysCommand(StorePlace.StateFolder state, InstantSource clock, SecureRandom random) {
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
            @Option(names = "--days", paramLabel = "DAYS", description = "How long it lives: 1 to 366; by default 90.")
                    @Nullable Integer days,
            @Option(names = "--expires", paramLabel = "TIME", description = EXPIRES) @Nullable String expires) {
        return with(keys -> {
            if (days != null && expires != null) {
                throw new IllegalArgumentException("`--days` and `--expires` say the same; give one of them");
            }
            Duration life = expires == null
                    ? Duration.ofDays(days == null ? DAYS : days)
                    : KeyTimes.life(expires, clock.instant());
            show(keys.create(user, groups == null ? Set.of() : groups, life));
            return DONE;
        });
    }

    private void show(ApiKeys.Issued issued) {
        out().println(issued.text().reveal());
        err().println("made " + issued.key().id() + " for `" + issued.key().user() + "`, until "
                + TIME.format(issued.key().expires()));
        err().println("help: keep the key now; it cannot be shown again");
    }

    /// One line a key, without any part of its text.
    @Command(name = "list", description = "List the keys.", mixinStandardHelpOptions = true)
    int list() {
        return with(keys -> {
            out().printf(LINE, "ID", "STATE", "UNTIL", "LAST USED", "CREATED", "USER [GROUPS]");
            for (ApiKey key : keys.list()) {
                String replaced =
                        key.replacedBy().map(by -> " replaced by " + by).orElse("");
                out().printf(
                                LINE,
                                key.id(),
                                state(key),
                                TIME.format(key.expires()),
                                key.lastUsed().map(TIME::format).orElse("never"),
                                TIME.format(key.created()),
                                key.user() + " "
                                        + key.groups().stream().sorted().toList() + replaced);
            }
            return DONE;
        });
    }

    /// Prints the new key as `create` does.
    @Command(
            name = "rotate",
            description = "Make the key that goes on for another, which ends after the overlap.",
            mixinStandardHelpOptions = true)
    int rotate(
            @Parameters(paramLabel = "NAME", description = "The key's id, or its user where that has one key only.")
                    String name,
            @Option(
                            names = "--overlap",
                            paramLabel = "TIME",
                            defaultValue = "24h",
                            description = "How long the old key still works: 0s to 90d; ${DEFAULT-VALUE}.")
                    String overlap,
            @Option(names = "--expires", paramLabel = "TIME", description = EXPIRES) @Nullable String expires) {
        return with(keys -> {
            Optional<Duration> life = Optional.ofNullable(expires).map(text -> KeyTimes.life(text, clock.instant()));
            String id = named(keys, name);
            show(keys.rotate(id, new ApiKeys.Rotation(KeyTimes.length(overlap), life)));
            keys.list().stream().filter(key -> key.id().equals(id)).forEach(old -> err().println(
                            id + " works until " + TIME.format(old.expires())));
            return DONE;
        });
    }

    /// The key that is meant: an id, or the one key of a user that works and was not replaced yet.
    private String named(ApiKeys keys, String name) {
        List<ApiKey> all = keys.list();
        if (all.stream().anyMatch(key -> key.id().equals(name))) {
            return name;
        }
        Instant now = clock.instant();
        List<String> theirs = all.stream()
                .filter(key -> key.user().equals(name)
                        && key.isAlive(now)
                        && key.replacedBy().isEmpty())
                .map(ApiKey::id)
                .toList();
        return switch (theirs.size()) {
            case 0 -> throw new IllegalArgumentException("`" + Report.printable(name) + "` has no key in use");
            case 1 -> theirs.getFirst();
            default ->
                throw new IllegalArgumentException(
                        "`" + Report.printable(name) + "` has several keys; name one: " + String.join(", ", theirs));
        };
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
            return place.open(
                    state,
                    random,
                    (store, keys) -> work.on(
                            new ApiKeys(store, keys.mac(KeyPurpose.API_KEYS), random, clock, System::nanoTime)));
        } catch (IllegalArgumentException wrong) {
            return refuse(String.valueOf(wrong.getMessage()), "`tidegate keys --help`");
        } catch (IOException | StoreException failed) {
            err().println("could not run: " + Program.typed(String.valueOf(failed.getMessage())));
            return COULD_NOT_RUN;
        }
    }

    private String state(ApiKey key) {
        if (key.revoked().isPresent()) {
            return "revoked";
        }
        if (!key.isAlive(clock.instant())) {
            return "expired";
        }
        return key.replacedBy().isPresent() ? "ending" : "active";
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
