package io.tidegate.config;

import io.tidegate.secret.AwsSettings;
import io.tidegate.secret.KeeperSettings;
import io.tidegate.secret.Secret;
import io.tidegate.secret.VaultSettings;
import io.tidegate.secret.VaultSettings.Login;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// The shape of `secrets`: where secrets managers are. It is read before anything that may hold a secret.
final class SecretsShape {
    private static final Type<String> MOUNT =
            Types.form("[A-Za-z0-9_.-]{1,64}", "the path at which the method is enabled, such as `approle`");

    private static final Type<String> SERVER = Types.form(
            ServerShape.NAME + "(/" + ServerShape.NAME + ")?",
            "a server's name, or that of a tenant's server, such as `acme/crm`");

    static final String DESCRIPTION =
            "Secrets managers, for references such as ${vault:kv/crm#token}, and which servers may share secrets.";

    private SecretsShape() {}

    /// What stands there.
    record Secrets(List<KeeperSettings> managers, Optional<SharedSecrets.Sharing> sharing) {}

    private static final Section<Login> APPROLE = new Section<>(s -> {
        Key<String> mount = s.with("mount", MOUNT, "approle", "Where the method is enabled.");
        Key<String> role = s.required("role-id", Types.text(256), "The role's id, which is no secret.");
        Key<Secret> secret = s.required("secret-id", SecretTypes.credential(), "The secret id, by reference.");
        return values -> new Login.AppRole(values.get(mount), values.get(role), values.get(secret));
    });

    private static final Section<Login> KUBERNETES = new Section<>(s -> {
        Key<String> mount = s.with("mount", MOUNT, "kubernetes", "Where the method is enabled.");
        Key<String> role = s.required("role", Types.text(256), "The role in Vault.");
        Key<Path> token = s.with(
                "token-file",
                Addresses.path(),
                "/var/run/secrets/kubernetes.io/serviceaccount/token",
                "The token of the pod's service account; it is read anew for each login.");
        return values -> new Login.Kubernetes(values.get(mount), values.get(role), values.get(token));
    });

    private static final Section<VaultSettings> VAULT = new Section<>(s -> {
        Key<URI> address = s.required("address", Addresses.url(), "Where it is.");
        Key<String> namespace = s.optional("namespace", Types.text(256), "The namespace, where there are several.");
        Key<Path> authorities =
                s.optional("authorities", Addresses.file(), "PEM file of the authorities that vouch for it.");
        Key<Secret> token =
                s.optional("token", SecretTypes.headerCredential(), "A token, by reference; it is renewed.");
        Key<Login> approle = s.optional("approle", APPROLE, "Log in by AppRole.");
        Key<Login> kubernetes = s.optional("kubernetes", KUBERNETES, "Log in by the pod's service account.");
        Key<Duration> refresh = KeptShape.refresh(s);
        Key<Duration> keep = KeptShape.keep(s, "Vault");
        s.rule((values, place) -> {
            if (Stream.of(token, approle, kubernetes).filter(values::given).count() != 1) {
                place.misplaced("needs one of `token`, `approle` and `kubernetes`", "give exactly one");
            }
        });
        return values -> new VaultSettings(
                values.get(address),
                values.find(namespace),
                values.find(authorities),
                Stream.of(
                                values.find(token).<Login>map(Login.Token::new),
                                values.find(approle),
                                values.find(kubernetes))
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElseThrow(),
                values.get(refresh),
                values.get(keep));
    });

    /// What is in use from then on, for what is read next.
    static final Type<Secrets> TYPE = new Type<>() {
        private final Section<Secrets> section = new Section<>(s -> {
            Key<VaultSettings> vault = s.optional(
                    "vault", VAULT, "HashiCorp Vault or OpenBao, engine KV version 2: ${vault:mount/path#field}.");
            Key<AwsSettings> aws =
                    s.optional("aws", AwsShape.TYPE, "AWS Secrets Manager: ${aws-sm:name} or ${aws-sm:name#field}.");
            Key<List<List<String>>> shared = s.optional(
                    "shared",
                    Types.list(Types.list(SERVER, 2, 1_000), 0, 1_000),
                    "Groups of servers that may use the same secrets, those of tenants as TENANT/SERVER; [] where none"
                            + " may. Without it, secrets that are shared are warned of.");
            return values -> new Secrets(
                    Stream.of(values.find(vault), values.find(aws))
                            .<KeeperSettings>flatMap(Optional::stream)
                            .toList(),
                    values.find(shared).map(SharedSecrets.Sharing::new));
        });

        @Override
        public Optional<Secrets> read(Tree tree, Place place) {
            Optional<Secrets> read = section.read(tree, place);
            try {
                place.environment().managers().use(read.map(Secrets::managers).orElse(List.of()));
            } catch (IOException unusable) {
                place.misplaced(Objects.requireNonNullElse(unusable.getMessage(), "can't be used"), "");
            }
            return read;
        }

        @Override
        public Map<String, Object> schema() {
            return section.schema();
        }
    };
}
