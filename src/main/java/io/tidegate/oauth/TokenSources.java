package io.tidegate.oauth;

import io.tidegate.config.Authorization;
import io.tidegate.config.Server;
import io.tidegate.config.Server.Reach;
import java.util.Optional;

/// Where do the tokens for each server come from, as it is configured?
public final class TokenSources {
    private final Surroundings around;
    private final Consents consents;

    public TokenSources(Surroundings around, Consents consents) {
        this.around = around;
        this.consents = consents;
    }

    /// None, where the server is shown no tokens.
    public Optional<TokenSource> of(Server server) {
        if (!(server.reach() instanceof Reach.Remote remote)
                || remote.authorization().isEmpty()) {
            return Optional.empty();
        }
        Authorization how = remote.authorization().get();
        return Optional.of(
                switch (how.grant()) {
                    case CLIENT_CREDENTIALS -> new OwnTokens(server.name(), remote.url(), how, around);
                    case TOKEN_EXCHANGE -> new ExchangedTokens(server.name(), remote.url(), how, around);
                    case AUTHORIZATION_CODE -> new GrantedTokens(server.name(), remote.url(), how, around, consents);
                });
    }

    public Consents consents() {
        return consents;
    }
}
