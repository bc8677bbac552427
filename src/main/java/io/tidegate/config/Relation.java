package io.tidegate.config;

import io.tidegate.secret.Secret;
import io.tidegate.secret.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What policies can ask of a caller that its proof does not say: a set of texts, by the caller's name.
///
/// @param from where they are looked up
/// @param callers of which callers it is asked, by how they proved who they are; empty where all names are one
/// issuer's
public record Relation(String name, From from, List<String> callers) {
    public Relation {
        callers = List.copyOf(callers);
    }

    /// Where the texts are.
    public sealed interface From {
        /// In a file: `.csv`, or `.yaml` or `.json`.
        record File(Path path) implements From {}

        /// What a query of PostgreSQL returns.
        ///
        /// @param query with one `?`, which is the caller's name
        record Sql(Database database, String user, Optional<Secret> password, String query, Asking asking)
                implements From {}

        /// What an HTTP server answers.
        ///
        /// @param url with `{user}` in it
        /// @param authority who vouches for the server, where that is none that the Java runtime trusts
        /// @param at a JSON Pointer to the list in the answer; empty where the answer is the list
        record Http(
                String url,
                String at,
                Map<String, Setting> headers,
                Optional<Path> authority,
                Unknown notFound,
                Asking asking)
                implements From {
            public Http {
                headers = Map.copyOf(headers);
            }
        }
    }

    /// Which database.
    ///
    /// @param authority who vouches for the server, where that is none that the Java runtime trusts
    public record Database(String host, int port, String name, Optional<Path> authority) {}

    /// What it means that a server doesn't know a caller.
    public enum Unknown {
        /// Nothing is known, so a policy that looks at it can't be evaluated.
        REFUSED,
        /// The caller has no relations.
        EMPTY
    }

    /// How long is it waited for, and how long is an answer good?
    ///
    /// @param staleFor so much longer where the source doesn't answer
    public record Asking(Duration timeout, Duration freshFor, Duration staleFor) {}
}
