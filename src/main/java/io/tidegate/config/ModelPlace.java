package io.tidegate.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Where does a model run that reads what servers say?
///
/// @param region as the operator names it, for instance `eu`
public record ModelPlace(Kind kind, Optional<String> region) {
    /// As the trail has it: the kind, and behind a blank the region.
    public String describe() {
        return kind.id() + region.map(name -> " " + name).orElse("");
    }

    /// What [#describe] said.
    public static Optional<ModelPlace> described(String text) {
        int cut = text.indexOf(' ');
        String first = cut < 0 ? text : text.substring(0, cut);
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.id().equals(first))
                .findFirst()
                .map(kind -> new ModelPlace(kind, cut < 0 ? Optional.empty() : Optional.of(text.substring(cut + 1))));
    }

    /// Whose machines those are.
    public enum Kind {
        /// Somebody else's.
        CLOUD,
        /// Somebody else's, kept apart for us.
        VPC,
        /// Our own.
        ON_PREMISES;

        /// As it is called in the configuration and in policies, for instance `on-premises`.
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// Of which callers that is so: of one client, by the token's word, or of all who come to one endpoint, or of those
    /// that are both.
    ///
    /// @param client the id of the client that the token was given to
    /// @param profile the endpoint
    public record Of(Optional<String> client, Optional<String> profile, ModelPlace place) {
        /// Whether it is about a caller.
        ///
        /// @param by the client, where it is proven
        public boolean fits(Optional<String> by, String at) {
            return (client.isEmpty() || client.equals(by))
                    && profile.filter(name -> !name.equals(at)).isEmpty();
        }
    }
}
