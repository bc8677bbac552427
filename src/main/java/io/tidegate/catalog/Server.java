package io.tidegate.catalog;

import io.tidegate.toolclass.Classifier;

/// A server as the operator configured it: what the gate needs to know of it.
///
/// @param name 1 to 32 of `a-z 0-9 -`, starting with a letter
/// @param trusted whether the operator vouches for what it returns; false gets its results marked
///
/// @param runsAs whose name calls have there
/// @param classifier says what its tools can do
public record Server(String name, boolean trusted, RunsAs runsAs, Classifier classifier) {
    /// One that is shown no credential, and of whose tools the operator says nothing.
    public Server(String name, boolean trusted) {
        this(name, trusted, RunsAs.NOBODY, Classifier.NONE);
    }

    /// As whom does a server see the calls?
    public enum RunsAs {
        /// It is shown no credential.
        NOBODY(""),
        /// As the gateway: one credential for all callers.
        SERVICE("service"),
        /// As the user who calls: a token of the user's.
        USER("user");

        private final String id;

        RunsAs(String id) {
            this.id = id;
        }

        /// Its name in the trail and in policies; empty for nobody.
        public String id() {
            return id;
        }
    }
}
