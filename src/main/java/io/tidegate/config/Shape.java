package io.tidegate.config;

import io.tidegate.config.Configuration.Local;
import io.tidegate.config.Configuration.Log;
import io.tidegate.config.Configuration.Tls;
import io.tidegate.config.Configuration.Traces;
import io.tidegate.config.Configuration.Trail;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The shape of the whole file. From it come the reading, the errors and the published schema.
final class Shape {
    private Shape() {}

    /// Of which file is it, and whose?
    ///
    /// @param tenant and the host's configuration, for the file of a tenant
    record Source(Path file, String digest, Optional<Tenanted> tenant) {
        /// Where the state is when the file does not say: beside the file, and not where that of another would be.
        String state() {
            return ".tidegate" + tenant.map(its -> "-" + its.tenant().name()).orElse("");
        }
    }

    /// A tenant, and what is in force for the host.
    record Tenanted(Tenant tenant, Configuration host) {}

    /// The file's top level.
    static Section<Configuration> of(Source source) {
        return new Section<>(section -> top(section, source));
    }

    private static Function<Values, Configuration> top(Section<Configuration> s, Source source) {
        Key<SecretsShape.Secrets> secrets = s.with("secrets", SecretsShape.TYPE, "{}", SecretsShape.DESCRIPTION);
        Ways ways = ways(s);
        Key<Identity> identity = s.with("identity", IdentityShape.SECTION, "{}", "How callers prove who they are.");
        Key<Map<String, Server>> servers = s.with("servers", SERVERS, "{}", SERVERS_ARE);
        Key<Map<String, Profile>> profiles = s.with("profiles", PROFILES, "{}", PROFILES_ARE);
        Rules rules = rules(s, identity);
        Key<DataRules> data = s.with("data", DataShape.SECTION, "{}", "What happens to sensitive data.");
        Key<Limits> limits = s.with("limits", LimitsShape.SECTION, "{}", "How much of everything.");
        Key<Path> state = s.with("state", Addresses.path(), source.state(), "The folder for keys and the database.");
        Key<TrailKeys> trail = s.with("trail", TRAIL, "{}", "The record of every call.");
        Key<Log> log = s.with("log", LOG, "{}", "What it says while it runs.");
        Key<Traces> traces = s.optional("traces", TRACES, "Send OpenTelemetry traces. Off by default.");
        Key<Map<String, Tenant>> tenants = s.with("tenants", TenantsShape.TYPE, "{}", TenantsShape.DESCRIPTION);
        Key<Cluster> cluster = s.optional("cluster", ClusterShape.SECTION, ClusterShape.DESCRIPTION);
        List<Key<?>> ofHost =
                List.of(ways.listen(), ways.tls(), ways.local(), ways.admin(), log, traces, tenants, cluster);
        s.rule((values, place) -> ClusterShape.check(values, place, cluster, tenants, identity));
        s.rule((values, place) -> checkIdentity(values, place, Door.of(source, values, ways), identity));
        s.rule((values, place) -> TokenEndpointShape.checkSite(
                values, place, identity, ways.publicUrl(), source.tenant().map(Tenanted::tenant)));
        s.rule((values, place) -> TenantsShape.check(values, place, tenants, ways.hostNames(values)));
        s.rule((values, place) -> source.tenant().ifPresent(_ -> TenantsShape.refuse(values, place, ofHost, limits)));
        s.rule((values, place) -> checkProfiles(values, place, servers, profiles, identity));
        s.rule((values, place) -> ModelShape.check(values, place, data, profiles));
        s.rule((values, place) -> DataRuleShape.check(values, place, data, servers));
        s.rule((values, place) -> AllowShape.checkServers(values, place, rules.allow(), servers));
        s.rule((values, place) -> checkConsent(values, place, servers, Door.of(source, values, ways)));
        s.rule((values, place) -> checkSecrets(values, place, new Sharers(servers, tenants), secrets));
        return values -> new Configuration(
                source.file(),
                source.digest(),
                values.get(ways.listen()),
                values.find(ways.tls()),
                values.find(ways.local()),
                values.get(ways.admin()),
                values.get(ways.hosts()),
                values.get(ways.origins()),
                values.find(ways.publicUrl()),
                values.get(identity),
                values.get(servers),
                values.get(profiles),
                values.get(rules.policy()),
                values.find(rules.repository()),
                values.get(rules.allow()),
                values.get(rules.relations()),
                values.find(rules.shadow()),
                values.get(data),
                values.get(limits),
                values.get(trail).in(values.get(state)),
                values.get(state),
                values.get(log),
                values.find(traces),
                values.get(tenants),
                Optional.empty(),
                values.find(cluster),
                List.of(),
                SecretUses.said(values.find(secrets)));
    }

    /// The keys of who may have what.
    private record Rules(
            Key<List<Path>> policy,
            Key<PolicyRepository> repository,
            Key<List<AllowRule>> allow,
            Key<Map<String, Relation>> relations,
            Key<ShadowPolicies> shadow) {}

    private static Rules rules(Section<Configuration> s, Key<Identity> identity) {
        return new Rules(
                s.with(
                        "policy",
                        POLICIES,
                        "[]",
                        "Cedar files, or folders of them. Without this and `allow`, every call is refused."),
                s.optional("policy-git", PolicyRepository.SECTION, PolicyRepository.DESCRIPTION),
                s.with("allow", AllowShape.TYPE, "{}", AllowShape.DESCRIPTION),
                RelationShape.in(s, identity),
                s.optional("shadow", ShadowPolicies.SECTION, ShadowPolicies.DESCRIPTION));
    }

    /// The keys of how the process is reached.
    private record Ways(
            Key<Endpoint> listen,
            Key<Tls> tls,
            Key<Local> local,
            Key<Endpoint> admin,
            Key<List<String>> hosts,
            Key<List<String>> origins,
            Key<URI> publicUrl) {
        /// The names that the host itself is called by.
        List<String> hostNames(Values values) {
            List<String> names = new ArrayList<>(values.find(hosts).orElse(List.of()));
            values.find(listen).ifPresent(endpoint -> names.add(endpoint.host()));
            values.find(publicUrl).ifPresent(site -> names.add(site.getHost()));
            names.add("localhost");
            return names;
        }
    }

    private static Ways ways(Section<Configuration> s) {
        Key<Endpoint> listen = s.with(
                "listen",
                Addresses.endpoint(),
                "127.0.0.1:8420",
                "Where clients connect. Beyond loopback, tls is needed.");
        Key<Tls> tls =
                s.optional("tls", TLS, "Serve https with these PEM files; they are read again when they change.");
        Key<Local> local = s.optional("listen-local", LOCAL, "A Unix socket, for callers on this machine.");
        Key<Endpoint> admin = s.with("admin", ADMIN, "{}", "The listener for health, metrics and administration.");
        Key<List<String>> hosts =
                s.with("allowed-hosts", HOSTS, "[]", "Host values taken beside the listen address and localhost.");
        Key<List<String>> origins = s.with("allowed-origins", ORIGINS, "[]", "Web pages that may call; else none.");
        Key<URI> publicUrl = s.optional("public-url", PUBLIC, "Where clients reach it, as behind a proxy.");
        s.rule((values, place) -> checkListeners(values, place, listen, tls, admin));
        return new Ways(listen, tls, local, admin, hosts, origins, publicUrl);
    }

    /// By what way do callers come? To a tenant by that of the host.
    private record Door(Optional<Endpoint> listen, boolean tls, Optional<URI> site) {
        static Door of(Source source, Values values, Ways ways) {
            Optional<URI> site = values.find(ways.publicUrl());
            return source.tenant()
                    .map(Tenanted::host)
                    .map(host -> new Door(Optional.of(host.listen()), host.tls().isPresent(), site.or(host::publicUrl)))
                    .orElseGet(() -> new Door(values.find(ways.listen()), values.given(ways.tls()), site));
        }
    }

    private static final String SERVERS_ARE =
            "The MCP servers behind the gateway. The name is the first part of their tools' names.";
    private static final String PROFILES_ARE =
            "Choices of servers and tools, each served at /mcp/NAME. /mcp shows all servers.";

    private static final Type<String> HOST = Types.form(
            "[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]{2,45}\\](:[0-9]{1,5})?",
            "a host, such as `gateway.example.com`");

    private static final Type<List<String>> HOSTS = Types.list(HOST, 0, 64);
    private static final Type<List<String>> ORIGINS = Types.list(Addresses.origin(), 0, 64);
    private static final Type<URI> PUBLIC = Addresses.site();
    private static final Type<List<Path>> POLICIES = Types.oneOrList(Addresses.fileOrFolder(), 64);
    private static final Type<Map<String, Server>> SERVERS =
            Types.map(ServerShape.NAME, ServerShape.NAME_WORDS, ServerShape.TYPE, 1_000);
    private static final Type<Map<String, Profile>> PROFILES =
            Types.map(ServerShape.NAME, ServerShape.NAME_WORDS, ServerShape.PROFILE, 1_000);

    private static final Section<Tls> TLS = new Section<>(s -> {
        Key<Path> certificate = s.required("certificate", Addresses.file(), "The certificate chain, PEM.");
        Key<Path> key = s.required("key", Addresses.file(), "Its private key, PEM.");
        return values -> new Tls(values.get(certificate), values.get(key));
    });

    private static final Section<Local> LOCAL = new Section<>(s -> {
        Key<Path> path = s.required("path", Addresses.path(), "The socket, in a folder that others can't write to.");
        Key<String> group = s.optional("group", Types.text(64), "The group whose members may connect.");
        return values -> new Local(values.get(path), values.find(group));
    });

    private static final Section<Endpoint> ADMIN = new Section<>(s -> {
        Key<Endpoint> listen =
                s.with("listen", Addresses.endpoint(), "127.0.0.1:8421", "Where it listens: only on loopback.");
        s.rule((values, place) -> values.find(listen)
                .filter(endpoint -> !endpoint.loopback())
                .ifPresent(_ -> place.key("listen", values.line(listen))
                        .misplaced("must be a loopback address", "reach it from elsewhere through a tunnel")));
        return values -> values.get(listen);
    });

    /// The trail's keys, before it is known where the state is.
    private record TrailKeys(Optional<Path> directory, long segmentBytes) {
        Trail in(Path state) {
            return new Trail(directory.orElse(state.resolve("trail")), segmentBytes);
        }
    }

    private static final Section<TrailKeys> TRAIL = new Section<>(s -> {
        Key<Path> directory = s.optional(
                "directory", Addresses.path(), "The folder of its segments. By default `trail` in the state.");
        Key<Long> segment =
                s.with("segment-bytes", Quantities.size("64KiB", "1GiB"), "16MiB", "The size of one segment file.");
        return values -> new TrailKeys(values.find(directory), values.get(segment));
    });

    private static final Section<Log> LOG = new Section<>(s -> {
        Key<Log.Format> format =
                s.with("format", Types.choice(Log.Format.class), "text", "For people or for machines.");
        Key<Log.Level> level = s.with("level", Types.choice(Log.Level.class), "info", "The least that is written.");
        return values -> new Log(values.get(format), values.get(level));
    });

    private static final Section<Traces> TRACES = new Section<>(s -> {
        Key<URI> endpoint = s.required("endpoint", Addresses.url(), "An OTLP endpoint over HTTP.");
        return values -> new Traces(values.get(endpoint));
    });

    private static void checkListen(Values values, Place place, Key<Endpoint> listen, Key<Tls> tls) {
        Optional<Endpoint> open = values.find(listen).filter(endpoint -> !endpoint.loopback());
        if (open.isPresent() && !values.given(tls)) {
            place.key("listen", values.line(listen))
                    .wrong(
                            Quoted.quoted(open.get().toString()) + " is reachable from other machines, without tls",
                            "give `tls`, or listen on 127.0.0.1");
        }
    }

    private static void checkListeners(
            Values values, Place place, Key<Endpoint> listen, Key<Tls> tls, Key<Endpoint> admin) {
        checkListen(values, place, listen, tls);
        checkAdmin(values, place, listen, admin);
    }

    private static void checkAdmin(Values values, Place place, Key<Endpoint> listen, Key<Endpoint> admin) {
        Optional<Endpoint> first = values.find(listen);
        if (first.isPresent() && first.get().port() != 0 && first.equals(values.find(admin))) {
            place.key("admin", values.line(admin)).misplaced("has the same address as `listen`", "take another port");
        }
    }

    private static void checkIdentity(Values values, Place place, Door door, Key<Identity> identity) {
        checkAnonymous(values, place, door, identity);
        checkCertificates(values, place, door, identity);
    }

    private static void checkAnonymous(Values values, Place place, Door door, Key<Identity> identity) {
        boolean open = door.listen().filter(endpoint -> !endpoint.loopback()).isPresent();
        boolean anonymous = values.find(identity)
                .filter(i -> i.anonymous() == Access.ALLOWED)
                .isPresent();
        if (open && anonymous) {
            place.key("identity", values.line(identity))
                    .key("anonymous", values.line(identity))
                    .misplaced("can be `allowed` only where `listen` is loopback", "use api-keys or issuers");
        }
    }

    /// Users come back to us from an authorization server, so their browsers must find us.
    private static void checkConsent(Values values, Place place, Key<Map<String, Server>> servers, Door door) {
        boolean found =
                door.site().isPresent() || door.listen().map(Endpoint::loopback).orElse(true);
        values.find(servers).map(Map::values).stream()
                .flatMap(Collection::stream)
                .filter(server -> !found
                        && server.authorization()
                                .filter(how -> how.grant() == Authorization.Grant.AUTHORIZATION_CODE)
                                .isPresent())
                .findFirst()
                .ifPresent(server -> place.key("servers", values.line(servers))
                        .key(server.name(), values.line(servers))
                        .wrong(
                                "lets users sign in, and nothing says where their browsers reach this gateway",
                                "give `public-url`"));
    }

    private static void checkCertificates(Values values, Place place, Door door, Key<Identity> identity) {
        boolean asked =
                values.find(identity).filter(i -> i.certificates().isPresent()).isPresent();
        if (asked && !door.tls()) {
            place.key("identity", values.line(identity))
                    .key("certificates", values.line(identity))
                    .misplaced("is not taken without `tls`", "clients show certificates in TLS, which must end here");
        }
    }

    /// What is required must be possible: else nobody could ever call.
    private static void checkRequired(
            Values values, Place place, Key<Identity> identity, Key<Map<String, Profile>> profiles) {
        Optional<Identity> known = values.find(identity);
        if (known.isEmpty() || known.get().certificates().isPresent()) {
            return;
        }
        if (known.get().require().stream().anyMatch(all -> all.contains(Identity.Proof.CERTIFICATE))) {
            place.key("identity", values.line(identity))
                    .key("require", values.line(identity))
                    .wrong("`certificate` is asked of nobody", "say whose are taken in `identity.certificates`");
        }
        values.find(profiles).orElse(Map.of()).forEach((name, profile) -> profile.require()
                .filter(require -> require.stream().anyMatch(all -> all.contains(Identity.Proof.CERTIFICATE)))
                .ifPresent(_ -> place.key("profiles", values.line(profiles))
                        .key(name, values.line(profiles))
                        .wrong("`certificate` is asked of nobody", "say whose are taken in `identity.certificates`")));
    }

    /// Who may be allowed to share secrets.
    private record Sharers(Key<Map<String, Server>> servers, Key<Map<String, Tenant>> tenants) {
        /// What stands before the first `/` is known here; which servers a tenant has stands in its own file.
        boolean knows(Values values, String name) {
            String[] parts = name.split("/", 2);
            return values.fields(parts.length == 2 ? tenants : servers).stream()
                    .anyMatch(field -> field.key().equals(parts[0]));
        }
    }

    private static void checkSecrets(Values values, Place place, Sharers sharers, Key<SecretsShape.Secrets> secrets) {
        Set<String> known = new HashSet<>();
        values.fields(sharers.servers()).forEach(field -> known.add(field.key()));
        Optional<SharedSecrets.Sharing> sharing = values.find(secrets).flatMap(SecretsShape.Secrets::sharing);
        Place at = place.key("secrets", values.line(secrets)).key("shared", values.line(secrets));
        sharing.stream()
                .flatMap(said -> said.groups().stream())
                .flatMap(List::stream)
                .filter(name -> !sharers.knows(values, name))
                .distinct()
                .forEach(name -> at.wrong(Quoted.quoted(name) + " is not a server here", Suggestion.help(name, known)));
        SharedSecrets.check(place.uses(), sharing);
    }

    private static void checkProfiles(
            Values values,
            Place place,
            Key<Map<String, Server>> servers,
            Key<Map<String, Profile>> profiles,
            Key<Identity> identity) {
        checkRequired(values, place, identity, profiles);
        Set<String> known = new HashSet<>();
        values.fields(servers).forEach(field -> known.add(field.key()));
        for (Tree.Field profile : values.fields(profiles)) {
            Place at = place.key("profiles", profile.line()).key(Quoted.cut(profile.key()), profile.line());
            Tree.items(profile.value(), "servers").stream()
                    .filter(leaf -> !known.contains(leaf.text()))
                    .forEach(leaf -> at.key("servers", leaf.line())
                            .wrong(
                                    Quoted.quoted(leaf.text()) + " is not a server here",
                                    Suggestion.help(leaf.text(), known)));
        }
    }
}
