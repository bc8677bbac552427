package io.tidegate.upstream;

import io.tidegate.catalog.Server;
import io.tidegate.config.Server.Reach;
import io.tidegate.secret.Purpose;
import io.tidegate.secret.Secret;
import io.tidegate.secret.Setting;
import io.tidegate.toolclass.Classifier;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How one server is reached, as configured. Secrets are revealed here and nowhere else, at the moment of their use.
public record UpstreamSettings(io.tidegate.config.Server configured) {
    /// The server as the gate knows it.
    public Server server() {
        return new Server(
                configured.name(),
                configured.trust() == io.tidegate.config.Server.Trust.TRUSTED,
                runsAs(),
                new Classifier(configured.kind(), configured.said()));
    }

    private Server.RunsAs runsAs() {
        if (configured.authorization().isPresent()) {
            return switch (configured.authorization().get().grant()) {
                case CLIENT_CREDENTIALS, JWT_BEARER -> Server.RunsAs.SERVICE;
                case TOKEN_EXCHANGE, AUTHORIZATION_CODE, ID_JAG -> Server.RunsAs.USER;
            };
        }
        boolean shown = configured.reach() instanceof Reach.Remote remote
                && (remote.credential().isPresent()
                        || remote.headers().values().stream().anyMatch(Setting.Hidden.class::isInstance)
                        || remote.query().values().stream().anyMatch(Setting.Hidden.class::isInstance));
        return shown ? Server.RunsAs.SERVICE : Server.RunsAs.NOBODY;
    }

    /// Whether a server with these settings is reached and treated just as with `other`. Unlike `equals` it compares
    /// what secrets say: both are in memory anyway, for the next start of the server.
    boolean sameAs(UpstreamSettings other) {
        io.tidegate.config.Server its = other.configured;
        boolean same = configured.name().equals(its.name())
                && configured.era() == its.era()
                && configured.kind().equals(its.kind())
                && configured.owner().equals(its.owner())
                && configured.trust() == its.trust()
                && configured.bounds().equals(its.bounds());
        return same && sameReach(configured.reach(), its.reach());
    }

    /// Whether a server with these settings is the same as with `other`, but perhaps for what its secrets say.
    boolean samePlaceAs(UpstreamSettings other) {
        io.tidegate.config.Server its = other.configured;
        boolean same = configured.name().equals(its.name())
                && configured.era() == its.era()
                && configured.trust() == its.trust();
        return same && samePlace(configured.reach(), its.reach());
    }

    private static boolean samePlace(Reach before, Reach next) {
        return switch (before) {
            case Reach.Run run ->
                next instanceof Reach.Run other
                        && run.command().equals(other.command())
                        && Reach.Run.open(run.arguments()).equals(Reach.Run.open(other.arguments()))
                        && run.directory().equals(other.directory())
                        && run.verify().equals(other.verify());
            case Reach.Remote remote ->
                next instanceof Reach.Remote other && remote.url().equals(other.url());
            case Reach.Nowhere _ -> false;
        };
    }

    private static boolean sameReach(Reach before, Reach next) {
        return switch (before) {
            case Reach.Run run ->
                next instanceof Reach.Run other
                        && command(run).equals(command(other))
                        && environment(run).equals(environment(other))
                        && run.directory().equals(other.directory())
                        && run.verify().equals(other.verify());
            case Reach.Remote remote ->
                next instanceof Reach.Remote other
                        && url(remote).equals(url(other))
                        && headers(remote).equals(headers(other))
                        && sameAuthorization(remote, other)
                        && remote.tls().equals(other.tls());
            case Reach.Nowhere nowhere -> nowhere.equals(next);
        };
    }

    private static boolean sameAuthorization(Reach.Remote before, Reach.Remote next) {
        return before.authorization().isPresent() == next.authorization().isPresent()
                && (before.authorization().isEmpty()
                        || before.authorization()
                                .get()
                                .isSame(next.authorization().orElseThrow()));
    }

    Duration startDeadline() {
        return configured.bounds().startDeadline();
    }

    Duration deadline() {
        return configured.bounds().deadline();
    }

    int concurrency() {
        return configured.bounds().concurrency();
    }

    static List<String> command(Reach.Run run) {
        List<String> command = new ArrayList<>();
        command.add(run.command());
        run.arguments().forEach(argument -> command.add(argument.reveal(Purpose.PROCESS_ARGUMENT)));
        return command;
    }

    static Map<String, String> environment(Reach.Run run) {
        return revealed(run.environment(), Purpose.PROCESS_ENVIRONMENT);
    }

    static URI url(Reach.Remote remote) {
        if (remote.query().isEmpty()) {
            return remote.url();
        }
        StringBuilder url = new StringBuilder(remote.url().toString());
        String separator = remote.url().getRawQuery() == null ? "?" : "&";
        for (Map.Entry<String, String> part :
                revealed(remote.query(), Purpose.UPSTREAM_QUERY).entrySet()) {
            url.append(separator)
                    .append(URLEncoder.encode(part.getKey(), StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(part.getValue(), StandardCharsets.UTF_8));
            separator = "&";
        }
        return URI.create(url.toString());
    }

    static Map<String, String> headers(Reach.Remote remote) {
        Map<String, String> headers = new LinkedHashMap<>(revealed(remote.headers(), Purpose.UPSTREAM_HEADER));
        Optional<Secret> credential = remote.credential();
        credential.ifPresent(
                secret -> headers.put("Authorization", "Bearer " + secret.reveal(Purpose.UPSTREAM_CREDENTIAL)));
        return headers;
    }

    private static Map<String, String> revealed(Map<String, Setting> settings, Purpose purpose) {
        Map<String, String> revealed = new LinkedHashMap<>();
        settings.forEach((name, setting) -> revealed.put(name, setting.reveal(purpose)));
        return revealed;
    }
}
