package io.tidegate.cli;

import io.tidegate.config.ConfigurationResult;
import io.tidegate.config.Server;
import io.tidegate.crypto.Aead;
import io.tidegate.crypto.KeyPurpose;
import io.tidegate.crypto.KeyRing;
import io.tidegate.http.Fetcher;
import io.tidegate.oauth.Consents;
import io.tidegate.oauth.GrantedTokens;
import io.tidegate.oauth.Grants;
import io.tidegate.oauth.Introductions;
import io.tidegate.oauth.OauthFailed;
import io.tidegate.oauth.Surroundings;
import io.tidegate.oauth.TokenSources;
import io.tidegate.store.Store;
import io.tidegate.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tidegate grants list|revoke`: what have users let Tidegate use for them? A running gateway sees a change at once.
@Command(
        name = "grants",
        description = "List and end what users let Tidegate use for them at servers.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | revoke)")
public final class GrantsCommand implements Runnable {
    private static final int DONE = 0;
    private static final int REFUSED = 1;
    private static final int COULD_NOT_RUN = 3;
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(ZoneOffset.UTC);

    /// Only where a grant is ended nobody is sent to a page.
    private static final URI NO_SITE = URI.create("http://127.0.0.1");

    private final StorePlace.StateFolder state;
    private final InstantSource clock;
    private final SecureRandom random;

    @Mixin
    private final StorePlace place = new StorePlace();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    public GrantsCommand(StorePlace.StateFolder state, InstantSource clock, SecureRandom random) {
        this.state = state;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void run() {
        throw Unsaid.which(spec);
    }

    /// One line a grant, without its tokens.
    @Command(name = "list", description = "List the grants.", mixinStandardHelpOptions = true)
    int list() {
        return with((grants, _, _) -> {
            out().printf("%-18s  %-10s  %-16s  %-16s  %s%n", "ID", "SINCE", "SERVER", "USER", "ISSUER [SCOPES]");
            for (Grants.Listed grant : grants.list()) {
                out().printf(
                                "%-18s  %-10s  %-16s  %-16s  %s [%s]%n",
                                grant.id(),
                                DAY.format(grant.made()),
                                grant.server(),
                                Program.typed(grant.user()),
                                grant.issuer(),
                                Program.typed(grant.scopes()));
            }
            return DONE;
        });
    }

    /// Ends a grant here, whatever its authorization server says; and says so to that, where it can be told.
    @Command(name = "revoke", description = "End a grant.", mixinStandardHelpOptions = true)
    int revoke(@Parameters(paramLabel = "ID", description = "The grant's id, as list shows it.") String id) {
        return with((grants, store, keys) -> {
            Optional<Grants.Listed> grant =
                    grants.list().stream().filter(each -> each.id().equals(id)).findFirst();
            if (grant.isEmpty()) {
                err().println("refused: there is no grant `" + Program.typed(id) + "`");
                err().println("help: `tidegate grants list`");
                return REFUSED;
            }
            boolean told = tell(grant.get(), grants, store, keys);
            boolean _ = grants.remove(id);
            err().println("ended " + id + " of `" + Program.typed(grant.get().user()) + "` at `"
                    + grant.get().server() + "`");
            if (!told) {
                err().println("help: the authorization server " + grant.get().issuer()
                        + " could not be told; end it there as well");
            }
            return DONE;
        });
    }

    private boolean tell(Grants.Listed grant, Grants grants, Store store, KeyRing keys) {
        Optional<Server> server = configured(grant.server());
        if (server.isEmpty()) {
            return false;
        }
        Aead aead = keys.aead(KeyPurpose.GRANTS);
        try (Fetcher fetcher = new Fetcher()) {
            Surroundings around = new Surroundings(
                    fetcher, new Introductions(() -> store, aead, clock), () -> NO_SITE, clock, random);
            Consents consents = new Consents(grants, aead, around, (_, _) -> {});
            return new TokenSources(around, consents).of(server.get()).orElse(null) instanceof GrantedTokens tokens
                    && tokens.withdraw(grant.id());
        } catch (OauthFailed untold) {
            return false;
        }
    }

    private Optional<Server> configured(String name) {
        try {
            return place.read() instanceof ConfigurationResult.Loaded(var read, var _)
                    ? Optional.ofNullable(read.servers().get(name))
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private interface Work {
        int on(Grants grants, Store store, KeyRing keys);
    }

    private int with(Work work) {
        try {
            return place.open(
                    state,
                    random,
                    (store, keys) ->
                            work.on(new Grants(() -> store, keys.aead(KeyPurpose.GRANTS), random), store, keys));
        } catch (IOException | StoreException failed) {
            err().println("could not run: " + Program.typed(String.valueOf(failed.getMessage())));
            return COULD_NOT_RUN;
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
