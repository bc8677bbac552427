package io.tidegate.secret;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where AWS Secrets Manager is, and who we are there.
///
/// @param endpoint its address, `https://secretsmanager.REGION.amazonaws.com` where nothing else is said
/// @param authorities PEM file of those who may vouch for it, instead of those that Java trusts
/// @param refresh how often its secrets are looked at again
/// @param keep how long a secret is used while it can't be reached
public record AwsSettings(
        String region, URI endpoint, Optional<Path> authorities, Login login, Duration refresh, Duration keep)
        implements KeeperSettings {

    /// What proves who we are (AWS SDKs and Tools Reference Guide, Standardized credential providers).
    public sealed interface Login {
        /// An access key, as it is: `AWS_ACCESS_KEY_ID` and its like.
        record Keys(String id, Secret secret, Optional<Secret> session) implements Login {}

        /// A token of another issuer that AWS takes for a role (`AssumeRoleWithWebIdentity`); it is read anew each
        /// time.
        ///
        /// @param sts the address of AWS Security Token Service
        record WebIdentity(URI sts, String role, String session, Path token) implements Login {}

        /// Nothing does, in this environment.
        record Nothing(String why) implements Login {}

        /// The endpoint that a container finds its credentials at (Amazon ECS, EKS Pod Identity).
        record Container(URI address, Optional<Secret> authorization, Optional<Path> authorizationFile)
                implements Login {}
    }

    @Override
    public boolean isSame(KeeperSettings other) {
        return other instanceof AwsSettings its
                && region.equals(its.region)
                && endpoint.equals(its.endpoint)
                && authorities.equals(its.authorities)
                && refresh.equals(its.refresh)
                && keep.equals(its.keep)
                && isSame(login, its.login);
    }

    private static boolean isSame(Login one, Login other) {
        return switch (one) {
            case Login.Keys(String id, Secret secret, Optional<Secret> session) ->
                other instanceof Login.Keys(String itsId, Secret its, Optional<Secret> itsSession)
                        && id.equals(itsId)
                        && secret.isSame(its)
                        && isSame(session, itsSession);
            case Login.WebIdentity web -> web.equals(other);
            case Login.Nothing nothing -> nothing.equals(other);
            case Login.Container(URI address, Optional<Secret> authorization, Optional<Path> file) ->
                other instanceof Login.Container(URI its, Optional<Secret> itsAuthorization, Optional<Path> itsFile)
                        && address.equals(its)
                        && isSame(authorization, itsAuthorization)
                        && file.equals(itsFile);
        };
    }

    private static boolean isSame(Optional<Secret> one, Optional<Secret> other) {
        return one.isPresent() == other.isPresent()
                && one.filter(secret -> !secret.isSame(other.orElseThrow())).isEmpty();
    }
}
