package io.tidegate.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.audit.CallTrail;
import io.tidegate.audit.Trail;
import io.tidegate.audit.TrailListener;
import io.tidegate.audit.TrailSealing;
import io.tidegate.audit.TrailSettings;
import io.tidegate.audit.TrailVerifier;
import io.tidegate.audit.Trust;
import io.tidegate.audit.Verification;
import io.tidegate.call.Reason;
import io.tidegate.catalog.Catalog;
import io.tidegate.catalog.Offers;
import io.tidegate.config.Apps;
import io.tidegate.config.DataRules.Direction;
import io.tidegate.config.Profile;
import io.tidegate.config.Server;
import io.tidegate.control.CallLimits;
import io.tidegate.control.ControlParts;
import io.tidegate.control.Controls;
import io.tidegate.control.DataFixture;
import io.tidegate.control.DataHandling;
import io.tidegate.control.Guards;
import io.tidegate.control.RecordBindings;
import io.tidegate.control.ScopeRules;
import io.tidegate.control.Stops;
import io.tidegate.crypto.KeyPurpose;
import io.tidegate.crypto.KeyRing;
import io.tidegate.flow.SessionLabels;
import io.tidegate.http.ClientSettings;
import io.tidegate.http.HttpClient;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonLimits;
import io.tidegate.limit.Budgets;
import io.tidegate.limit.MessageMemory;
import io.tidegate.mcp.Offering;
import io.tidegate.mcp.ServerCapabilities;
import io.tidegate.mcp.ToolDefinition;
import io.tidegate.policy.CedarPolicies;
import io.tidegate.policy.Loaded;
import io.tidegate.policy.Policies;
import io.tidegate.relation.Relations;
import io.tidegate.store.Store;
import io.tidegate.upstream.ServerState;
import io.tidegate.upstream.UpstreamFactory;
import io.tidegate.upstream.UpstreamSettings;
import io.tidegate.upstream.Upstreams;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// The real gate with real controls, trail, policies, catalog and HTTP, and two pretend servers behind it: `notes`,
/// which nobody vouches for, and `vouched`, which is trusted.
final class WholeGate implements AutoCloseable {
    static final int REQUEST_BYTES_MAX = 64 << 10;
    static final int ANSWER_BYTES_MAX = 256 << 10;
    static final String EVERYONE = "permit(principal, action, resource);";

    /// What the shipped configuration does about data.
    static final DataHandling OUTGOING =
            DataFixture.of("{arguments: {mask: [payment-card], alert: [email]}}", Direction.ARGUMENTS);
    static final DataHandling RETURNED =
            DataFixture.of("{returned: {mask: [email, payment-card, iban], alert: []}}", Direction.RETURNED);

    private static final Profile.Tools EVERY = new Profile.Tools.Every();

    private final Path folder;
    private final InstantSource clock = InstantSource.system();
    private final SecureRandom random = new SecureRandom();
    private final KeyRing keys;
    private final Trail trail;
    private final CallTrail calls;
    private final HttpClient client = new HttpClient(ClientSettings.standard());
    private final Catalog catalog;
    private final Upstreams upstreams;
    private final Map<String, Policies> loaded = new HashMap<>();
    private final AtomicInteger stores = new AtomicInteger();
    private final Queue<Store> opened = new ConcurrentLinkedQueue<>();

    /// How the trail is opened.
    interface Opening {
        Trail open(TrailSettings settings, KeyRing keys, InstantSource clock) throws IOException;
    }

    WholeGate(Path folder, PretendServer server) throws IOException {
        this(folder, server.url(), Trail::open);
    }

    /// @param server where the two servers are reached
    WholeGate(Path folder, URI server, Opening opening) throws IOException {
        this.folder = folder;
        this.keys = KeyRing.open(folder.resolve("keys"), random);
        this.trail = opening.open(new TrailSettings(trailFolder(), 1 << 20, "test"), keys, clock);
        this.calls = new CallTrail(
                trail,
                new TrailSealing(keys),
                keys.mac(KeyPurpose.TRAIL_SEALING),
                clock,
                System::nanoTime,
                new Listener());
        List<UpstreamSettings> settings = List.of(
                settings("notes", server, Server.Trust.UNTRUSTED), settings("vouched", server, Server.Trust.TRUSTED));
        this.catalog = new Catalog(
                settings.stream().map(UpstreamSettings::server).toList(),
                List.of(
                        new Profile(Catalog.DEFAULT_PROFILE, List.of("notes", "vouched"), EVERY),
                        new Profile("notes", List.of("notes"), EVERY)));
        UpstreamFactory factory =
                new UpstreamFactory(client, JsonLimits.DEFAULT, new MessageMemory(512 << 20), clock, random);
        this.upstreams = Upstreams.of(settings, factory, Optional.empty(), new Heard());
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> upstreams.status().stream()
                .allMatch(status -> status.state() == ServerState.READY));
    }

    private static UpstreamSettings settings(String name, URI server, Server.Trust trust) {
        Server.Reach reach = new Server.Reach.Remote(server, Optional.empty(), Map.of(), Map.of());
        Server.Bounds bounds = new Server.Bounds(Duration.ofSeconds(20), Duration.ofSeconds(20), 64);
        return new UpstreamSettings(new Server(
                name,
                reach,
                Server.Era.MODERN,
                Optional.empty(),
                Optional.empty(),
                trust,
                bounds,
                Apps.NOTHING,
                List.of()));
    }

    private final class Heard implements Upstreams.Listener {
        @Override
        public void offers(io.tidegate.catalog.Server server, Offers offers) {
            catalog.put(server, offers);
        }

        @Override
        public void updated(io.tidegate.catalog.Server server, String session, String uri, JsonDocument params) {}
    }

    private static final class Listener implements TrailListener {
        @Override
        public void sealed(Sealed entry) {}

        @Override
        public void turnedAway(Reason reason, long times) {}
    }

    /// What one gate is made with.
    ///
    /// @param stops the file of stops; need not exist
    /// @param deadline of a whole call
    record Setup(
            String policy,
            Path stops,
            CallLimits limits,
            ScopeRules scopes,
            DataHandling outgoing,
            DataHandling returned,
            Guards guards,
            RecordBindings records,
            Map<String, Apps> apps,
            Duration deadline) {
        /// No call needs a scope, nothing is said of arguments, and no app may do anything.
        Setup(
                String policy,
                Path stops,
                CallLimits limits,
                DataHandling outgoing,
                DataHandling returned,
                Duration deadline) {
            this(
                    policy,
                    stops,
                    limits,
                    ScopeRules.NONE,
                    outgoing,
                    returned,
                    Guards.NONE,
                    RecordBindings.NONE,
                    Map.of(),
                    deadline);
        }
    }

    Setup setup() {
        return new Setup(
                EVERYONE,
                folder.resolve("no-stops"),
                CallLimits.NONE,
                ScopeRules.NONE,
                OUTGOING,
                RETURNED,
                Guards.NONE,
                RecordBindings.NONE,
                Map.of(),
                Duration.ofSeconds(20));
    }

    /// A gate over the same trail and servers.
    Gate gate(Setup setup) {
        // each look at the file of stops finds it too old to go by
        LongSupplier later = new LongSupplier() {
            private long now;

            @Override
            public synchronized long getAsLong() {
                now += 1_000_000_000L;
                return now;
            }
        };
        Supplier<Store> store = store();
        Controls controls = new Controls(new ControlParts(
                new Stops(setup.stops(), later),
                policies(setup.policy()),
                Relations.NONE,
                Optional::empty,
                List.of(),
                new SessionLabels(store, clock, Duration.ofHours(8)),
                setup.limits(),
                new Budgets(store, clock, Thread::startVirtualThread, System::nanoTime),
                setup.scopes(),
                setup.outgoing(),
                setup.returned(),
                setup.guards(),
                setup.records(),
                setup.apps(),
                REQUEST_BYTES_MAX,
                ANSWER_BYTES_MAX,
                clock,
                random));
        Reading reading = Reading.of(
                catalog,
                controls,
                new States(new Seals(keys.aead(KeyPurpose.SESSIONS)), clock),
                setup.deadline(),
                clock);
        return new Gate(calls, reading, controls, upstreams);
    }

    /// Nothing was spent or given yet, as long as nobody asks for this again.
    private Supplier<Store> store() {
        Path file = folder.resolve("state-" + stores.incrementAndGet() + ".db");
        AtomicReference<@Nullable Store> store = new AtomicReference<>();
        return () -> {
            synchronized (store) {
                if (store.get() == null) {
                    store.set(Store.open(file));
                    opened.add(Objects.requireNonNull(store.get()));
                }
                return Objects.requireNonNull(store.get());
            }
        };
    }

    synchronized Policies policies(String text) {
        return loaded.computeIfAbsent(text, _ -> {
            try {
                Path place = Files.createTempDirectory(folder, "policies");
                Files.writeString(place.resolve("main.cedar"), text);
                Loaded outcome = CedarPolicies.load(List.of(place));
                assertThat(outcome).isInstanceOf(Loaded.Ready.class);
                return ((Loaded.Ready) outcome).policies();
            } catch (IOException failed) {
                throw new AssertionError(failed);
            }
        });
    }

    /// As if a server had told its list anew.
    void tools(String server, List<ToolDefinition> definitions) {
        offers(server, new Offers(Map.of(Offering.TOOL, List.copyOf(definitions)), ServerCapabilities.NONE, ""));
    }

    /// As if a server had told all its lists anew.
    void offers(String server, Offers offers) {
        catalog.put(
                catalog.servers().stream()
                        .filter(known -> known.name().equals(server))
                        .findFirst()
                        .orElseThrow(),
                offers);
    }

    InstantSource clock() {
        return clock;
    }

    Path folder() {
        return folder;
    }

    Path trailFolder() {
        return folder.resolve("trail");
    }

    /// Of a trail whose gate was closed.
    static Verification verify(Path folder) throws IOException {
        KeyRing keys = KeyRing.open(folder.resolve("keys"), new SecureRandom());
        return TrailVerifier.verify(
                folder.resolve("trail"), new Trust.Key(keys.signer().verifier()));
    }

    @Override
    public void close() throws IOException {
        upstreams.close();
        opened.forEach(Store::close);
        client.close();
        trail.close();
    }
}
