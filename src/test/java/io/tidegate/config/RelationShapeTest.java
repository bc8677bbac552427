package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Is a slip in `relations` told, and does a secret stay out of the file?
final class RelationShapeTest {
    private static final String ISSUER = "{ issuer: \"https://%s.example.com\", audience: a }";

    @TempDir
    private Path folder = Path.of("");

    private ConfigurationResult read(String yaml) {
        return ConfigurationFile.read(
                folder.resolve("tidegate.yaml"),
                yaml.getBytes(StandardCharsets.UTF_8),
                new Environment(Map.of("DB", "low-water"), Environment.DEFAULT_DATA_TYPES));
    }

    @Test
    void readsAllThreeKinds() {
        ConfigurationResult result = read("""
                relations:
                  treats: { file: care/treats.csv }
                  accounts:
                    sql:
                      url: jdbc:postgresql://db.example.com/care
                      user: tidegate
                      password: ${env:DB}
                      query: select account from holders where name = ?
                      timeout: 200ms
                  teams:
                    http: { url: "https://directory.internal/teams/{user}?all=yes", at: /teams, stale-for: 5m }
                """);
        assertThat(result).as(result.toString()).isInstanceOf(ConfigurationResult.Loaded.class);
        Map<String, Relation> relations =
                ((ConfigurationResult.Loaded) result).configuration().relations();
        assertThat(relations.keySet()).containsExactly("treats", "accounts", "teams");
        assertThat(relations.values().stream().map(Relation::from).map(Object::toString))
                .anyMatch(
                        text -> text.contains(folder.resolve("care/treats.csv").toString()))
                .anyMatch(text -> text.contains("port=5432") && text.contains("timeout=PT0.2S"))
                .anyMatch(text -> text.contains("staleFor=" + Duration.ofMinutes(5)))
                .noneMatch(text -> text.contains("low-water"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | needs `file` or `sql` or `http`",
                "{ file: a.csv, sql: {} } | has both",
                "{ file: a.txt } | a file that ends in `.csv`",
                "{ file: a.csv, fresh-for: 1s } | is not a key here",
                "{ sql: { url: \"jdbc:postgresql://h/d?user=x\", user: u, query: \"a ?\" } } | with nothing behind",
                "{ sql: { url: \"jdbc:postgresql://h/d?socketFactory=x\", user: u, query: \"a ?\" } } | with nothing behind",
                "{ sql: { url: \"jdbc:postgresql://h:99999/d\", user: u, query: \"a ?\" } } | with nothing behind",
                "{ sql: { url: \"jdbc:postgresql://a,b/d\", user: u, query: \"a ?\" } } | with nothing behind",
                "{ sql: { url: \"jdbc:sqlite:x\", user: u, query: \"a ?\" } } | the address of a database",
                "{ sql: { url: \"jdbc:postgresql://h/d\", user: u, query: \"a\" } } | exactly one `?`",
                "{ sql: { url: \"jdbc:postgresql://h/d\", user: u, query: \"? ?\" } } | exactly one `?`",
                "{ sql: { url: \"jdbc:postgresql://h/d\", user: u, query: \"a ?; drop\" } } | no `;`",
                "{ sql: { url: \"jdbc:postgresql://h/d\", user: u, password: plain, query: \"a ?\" } } | only by reference",
                "{ sql: { url: \"jdbc:postgresql://h/d\", user: u, password: \"${env:NO}\", query: \"a ?\" } } | a secret that is not there",
                "{ http: { url: \"https://h/\" } } | with `{user}` once",
                "{ http: { url: \"https://h/{user}/{user}\" } } | with `{user}` once",
                "{ http: { url: \"https://{user}.h/\" } } | with `{user}` once",
                "{ http: { url: \"https://h{user}/x\" } } | with `{user}` once",
                "{ http: { url: \"http://example.com/{user}\" } } | plain http to another machine",
                "{ http: { url: \"https://u:p@h/{user}\" } } | holds a secret",
                "{ http: { url: \"https://h/{user}#x\" } } | has a `#` part",
                "{ http: { url: \"https://h/{user}\", at: teams } } | a JSON Pointer",
                "{ http: { url: \"https://h/{user}\", timeout: 11s } } | a duration from 10ms to 10s",
                "{ http: { url: \"https://h/{user}\", fresh-for: 2h } } | a duration from 1s to 1h",
                "{ http: { url: \"https://h/{user}\", headers: { Authorization: \"Bearer abc\" } } } | only by reference",
                "{ http: { url: \"https://h/{user}\", headers: { Host: x } } } | is a header that Tidegate sets itself",
                "{ file: a.csv, callers: [everyone] } | is not `api-key`, `certificate`, `os-user`, or an issuer",
                "{ file: a.csv, callers: [\"https://other.example.com\"] } | is no issuer here"
            })
    void tellsWhatIsWrong(String relation, String told) {
        ConfigurationResult result = read("relations:\n  r: " + relation + "\n");
        assertThat(result).isInstanceOf(ConfigurationResult.ConfigurationFaults.class);
        assertThat(result.toString()).contains(told).doesNotContain("low-water");
    }

    @Test
    void asksWhoseNamesTheyAreWhereTwoIssuersNameUsers() {
        String two = "identity: { issuers: [" + ISSUER.formatted("a") + ", " + ISSUER.formatted("b") + "] }\n";
        assertThat(read(two + "relations: { r: { file: a.csv } }\n").toString())
                .contains("relations.r needs `callers`; more than one issuer");
        assertThat(read(two + "relations: { r: { file: a.csv, callers: [\"https://a.example.com\"] } }\n"))
                .isInstanceOf(ConfigurationResult.Loaded.class);
    }
}
