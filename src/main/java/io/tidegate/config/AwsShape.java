package io.tidegate.config;

import io.tidegate.secret.AwsSettings;
import io.tidegate.secret.AwsSettings.Login;
import io.tidegate.secret.Secret;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The shape of `secrets.aws`. Who we are there stands in the environment's variables that AWS defined for it, and not
/// in the file (AWS SDKs and Tools Reference Guide).
final class AwsShape {
    /// The addresses that AWS gives containers, where plain HTTP is taken beside loopback.
    private static final Set<String> OF_CONTAINERS = Set.of("169.254.170.2", "169.254.170.23", "[fd00:ec2::23]");

    private static final Type<String> REGION = Types.form("[a-z]{2}(-[a-z]+)+-[0-9]", "a region, such as `eu-west-1`");

    private static final String NOBODY = "the environment has nothing that proves who we are: AWS_ACCESS_KEY_ID and"
            + " AWS_SECRET_ACCESS_KEY, or AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN, or"
            + " AWS_CONTAINER_CREDENTIALS_FULL_URI";

    private AwsShape() {}

    /// Where the proof of who we are is taken from.
    private enum From {
        AUTO,
        ENVIRONMENT,
        WEB_IDENTITY,
        CONTAINER
    }

    /// What the file says; the rest comes from the environment.
    private record Said(
            Optional<String> region,
            Optional<URI> endpoint,
            Optional<URI> sts,
            Optional<Path> authorities,
            From from,
            Duration refresh,
            Duration keep) {}

    private static final Section<Said> SAID = new Section<>(s -> {
        Key<String> region = s.optional("region", REGION, "The region; by default AWS_REGION.");
        Key<URI> endpoint =
                s.optional("endpoint", Addresses.url(), "Where it is, if not at the region's usual address.");
        Key<URI> sts = s.optional(
                "sts-endpoint", Addresses.url(), "Where the token service is, if not at the region's usual address.");
        Key<Path> authorities =
                s.optional("authorities", Addresses.file(), "PEM file of the authorities that vouch for both.");
        Key<From> from = s.with(
                "credentials",
                Types.choice(From.class),
                "auto",
                "Where the proof of who we are comes from; auto takes the first that the environment has.");
        Key<Duration> refresh = KeptShape.refresh(s);
        Key<Duration> keep = KeptShape.keep(s, "AWS");
        return values -> new Said(
                values.find(region),
                values.find(endpoint),
                values.find(sts),
                values.find(authorities),
                values.get(from),
                values.get(refresh),
                values.get(keep));
    });

    static final Type<AwsSettings> TYPE = new Type<>() {
        @Override
        public Optional<AwsSettings> read(Tree tree, Place place) {
            return SAID.read(tree, place).map(said -> settings(said, place));
        }

        @Override
        public Map<String, Object> schema() {
            return SAID.schema();
        }
    };

    /// What is missing is no mistake of the file: other verbs read it too, in other environments.
    private static AwsSettings settings(Said said, Place place) {
        Map<String, String> variables = place.environment().variables();
        Optional<String> region = said.region()
                .or(() -> variable(variables, "AWS_REGION"))
                .or(() -> variable(variables, "AWS_DEFAULT_REGION"))
                .filter(name -> name.matches("[a-z0-9-]{1,64}"));
        String known = region.orElse("none");
        Login login = region.isEmpty()
                ? new Login.Nothing("no region is said, neither in `secrets.aws.region` nor in AWS_REGION")
                : login(said, known, variables, place).orElseGet(() -> new Login.Nothing(NOBODY));
        return new AwsSettings(
                known,
                said.endpoint().orElseGet(() -> usual("secretsmanager", known)),
                said.authorities(),
                login,
                said.refresh(),
                said.keep());
    }

    private static URI usual(String service, String region) {
        return URI.create(
                "https://" + service + "." + region + ".amazonaws.com" + (region.startsWith("cn-") ? ".cn" : "") + "/");
    }

    private static Optional<Login> login(Said said, String region, Map<String, String> variables, Place place) {
        return switch (said.from()) {
            case ENVIRONMENT -> keys(variables);
            case WEB_IDENTITY -> web(said, region, variables, place);
            case CONTAINER -> container(variables, place);
            case AUTO ->
                keys(variables).or(() -> web(said, region, variables, place)).or(() -> container(variables, place));
        };
    }

    private static Optional<String> variable(Map<String, String> variables, String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    private static Optional<Login> keys(Map<String, String> variables) {
        return variable(variables, "AWS_ACCESS_KEY_ID").flatMap(id -> variable(variables, "AWS_SECRET_ACCESS_KEY")
                .map(secret -> new Login.Keys(
                        id,
                        Secret.of(secret),
                        variable(variables, "AWS_SESSION_TOKEN").map(Secret::of))));
    }

    private static Optional<Login> web(Said said, String region, Map<String, String> variables, Place place) {
        return variable(variables, "AWS_ROLE_ARN").flatMap(role -> variable(variables, "AWS_WEB_IDENTITY_TOKEN_FILE")
                .flatMap(file -> path(file, place))
                .map(file -> new Login.WebIdentity(
                        said.sts().orElseGet(() -> usual("sts", region)),
                        role,
                        variable(variables, "AWS_ROLE_SESSION_NAME").orElse("tidegate"),
                        file)));
    }

    private static Optional<Login> container(Map<String, String> variables, Place place) {
        Optional<URI> address = variable(variables, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
                .map(path -> "http://169.254.170.2" + path)
                .or(() -> variable(variables, "AWS_CONTAINER_CREDENTIALS_FULL_URI"))
                .flatMap(AwsShape::allowed);
        return address.map(uri -> new Login.Container(
                uri,
                variable(variables, "AWS_CONTAINER_AUTHORIZATION_TOKEN").map(Secret::of),
                variable(variables, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE").flatMap(file -> path(file, place))));
    }

    /// As the SDKs of AWS do: https, or one of the addresses that only this machine answers at.
    private static Optional<URI> allowed(String text) {
        try {
            URI uri = URI.create(text);
            String host = Optional.ofNullable(uri.getHost()).orElse("");
            String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            boolean near = OF_CONTAINERS.contains(host) || Endpoint.loopback(bare);
            boolean taken = "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && near);
            return taken && !host.isEmpty() ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<Path> path(String file, Place place) {
        try {
            return Optional.of(place.resolve(Path.of(file)));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }
}
