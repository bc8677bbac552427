package io.tidegate.detect;

/// Is there really one of these at an anchor? A shape reports what it verified and is called once for each hit of its
/// anchors.
///
/// INVARIANT: the work of one call is bounded by a constant, or by a run that [Sight#runEnd] remembers.
sealed interface Shape
        permits EmailShape,
                IbanShape,
                TokenShape,
                JwtShape,
                UrlPasswordShape,
                AssignmentShape,
                AzureSecretShape,
                ManifestShape,
                MentionShape,
                WalletShape,
                PhoneShape,
                StreetShape,
                PrivateKeyShape,
                VendorShape,
                LoginShape,
                TotpShape,
                JsonWebKeyShape,
                OwnPatternShape,
                OwnWordShape {
    /// `start` and `end` are where the anchor's literal stands.
    void verify(Sight sight, int start, int end);

    /// Whether the name that a text stands under, such as that of a member of JSON, tells it something.
    default boolean readsNames() {
        return false;
    }
}
