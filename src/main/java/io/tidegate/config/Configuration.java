package io.tidegate.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// One configuration, complete and checked; every path is absolute. It has more than five parts because the file has.
/// Does not say whether the policies in `policy` can be read, nor whether the servers are there.
///
/// @param digest the first 16 hex digits of the SHA-256 of the file's bytes
/// @param allowedHosts `Host` values taken beside the listen address and `localhost`
/// @param publicUrl where clients reach the gateway, where that is another address than `listen`
/// @param policy Cedar files and folders
/// @param repository whose commit has more Cedar files
/// @param allow the short form of policies; where this is empty and `policy` too, everything is refused
/// @param relations what policies can ask of a caller that its proof does not say, by name
/// @param shadow policies that are asked beside these and decide nothing
/// @param tenants gateways of their own in the same process; a tenant has none
/// @param tenancy which tenant it is for; empty for the host. What all share is then the host's
/// @param remarks what is taken as it is, and had better be otherwise
/// @param secrets which secrets its servers use, and which of them may be shared
public record Configuration(
        Path file,
        String digest,
        Endpoint listen,
        Optional<Tls> tls,
        Optional<Local> local,
        Endpoint adminListen,
        List<String> allowedHosts,
        List<String> allowedOrigins,
        Optional<URI> publicUrl,
        Identity identity,
        Map<String, Server> servers,
        Map<String, Profile> profiles,
        List<Path> policy,
        Optional<PolicyRepository> repository,
        List<AllowRule> allow,
        Map<String, Relation> relations,
        Optional<ShadowPolicies> shadow,
        DataRules data,
        Limits limits,
        Trail trail,
        Path state,
        Log log,
        Optional<Traces> traces,
        Map<String, Tenant> tenants,
        Optional<Tenancy> tenancy,
        Optional<Cluster> cluster,
        List<Fault> remarks,
        SecretUses secrets) {

    /// The same with what was found while it was read.
    ///
    /// @param found what had better be otherwise
    Configuration found(List<Fault> found, List<SharedSecrets.Use> uses) {
        return with(
                new OfHost(listen, tls, local, adminListen, allowedHosts, log, traces, tenants, tenancy, cluster),
                found,
                secrets.of(uses));
    }

    /// The same as that of a tenant: what all share is the host's.
    Configuration of(Tenant tenant, Configuration host) {
        return with(
                new OfHost(
                        host.listen,
                        host.tls,
                        Optional.empty(),
                        host.adminListen,
                        Stream.concat(host.allowedHosts.stream(), allowedHosts.stream())
                                .toList(),
                        host.log,
                        host.traces,
                        Map.of(),
                        Optional.of(new Tenancy(tenant, host.publicUrl)),
                        Optional.empty()),
                remarks,
                secrets);
    }

    /// What tenants have of their host.
    private record OfHost(
            Endpoint listen,
            Optional<Tls> tls,
            Optional<Local> local,
            Endpoint adminListen,
            List<String> allowedHosts,
            Log log,
            Optional<Traces> traces,
            Map<String, Tenant> tenants,
            Optional<Tenancy> tenancy,
            Optional<Cluster> cluster) {}

    private Configuration with(OfHost of, List<Fault> found, SecretUses uses) {
        return new Configuration(
                file,
                digest,
                of.listen,
                of.tls,
                of.local,
                of.adminListen,
                of.allowedHosts,
                allowedOrigins,
                publicUrl,
                identity,
                servers,
                profiles,
                policy,
                repository,
                allow,
                relations,
                shadow,
                data,
                limits,
                trail,
                state,
                of.log,
                of.traces,
                of.tenants,
                of.tenancy,
                of.cluster,
                List.copyOf(found),
                uses);
    }

    /// Whether all that a process can't change while it runs is the same.
    public boolean standsAs(Configuration next) {
        return listen.equals(next.listen)
                && adminListen.equals(next.adminListen)
                && tls.equals(next.tls)
                && local.equals(next.local)
                && trail.equals(next.trail)
                && state.equals(next.state)
                && traces.equals(next.traces)
                && cluster.equals(next.cluster);
    }

    /// Whether this is the configuration of one of the host's tenants.
    public boolean isTenants() {
        return tenancy.isPresent();
    }

    /// The secrets that are not there, in the order of the file; the servers that need them are left out.
    public List<Fault> missing() {
        return servers.values().stream()
                .flatMap(server -> server.reach() instanceof Server.Reach.Nowhere(var its) ? its.stream() : Stream.of())
                .toList();
    }

    /// Those of `missing` that were there before, or were not asked for, and were not taken back.
    public List<Fault> missingSince(Configuration before) {
        return servers.values().stream()
                .filter(server -> !before.isNowhere(server.name()))
                .flatMap(server -> server.reach() instanceof Server.Reach.Nowhere(var its) ? its.stream() : Stream.of())
                .filter(fault -> fault.kind() != Fault.Kind.WITHDRAWN)
                .toList();
    }

    private boolean isNowhere(String name) {
        Server server = servers.get(name);
        return server != null && server.reach() instanceof Server.Reach.Nowhere;
    }

    /// The listener's certificate chain and key, both PEM files.
    public record Tls(Path certificate, Path key) {}

    /// A Unix socket on which callers are known by their account of this machine.
    ///
    /// @param group whose members may connect; without it, the gateway's own account only
    public record Local(Path path, Optional<String> group) {}

    /// Where the trail's segments are, and how large one is.
    public record Trail(Path directory, long segmentBytes) {}

    /// How it logs.
    public record Log(Format format, Level level) {
        /// For people or for machines.
        public enum Format {
            TEXT,
            JSON
        }

        /// The least that is written.
        public enum Level {
            ERROR,
            WARN,
            INFO,
            DEBUG
        }
    }

    /// Where traces go: an OTLP endpoint.
    public record Traces(URI endpoint) {}
}
