package io.tidegate.secret;

/// Asks one secrets manager for secrets. For one thread at a time.
interface Keeper {
    KeeperSettings settings();

    /// Asks for it now.
    Found read(SecretRef.Managed reference);

    /// What came of asking.
    sealed interface Found {
        record Here(Secret secret) implements Found {}

        /// It says that there is none for us.
        record None(String why) implements Found {}

        /// It could not be asked.
        record Silent(String why) implements Found {}
    }
}
