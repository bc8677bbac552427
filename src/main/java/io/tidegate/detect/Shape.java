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
                PrivateKeyShape {
    /// `start` and `end` are where the anchor's literal stands.
    void verify(Sight sight, int start, int end);
}
