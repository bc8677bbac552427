package io.tidegate.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.guard.SqlRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Does PostgreSQL itself read in the queries that the guard lets through what the guard reads in them?
///
/// Two databases differ only in what is hidden. Whatever passes is run in both, by a role that may do anything.
/// Both have to answer the same, and to be afterwards what they were.
@Tag("end-to-end")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SqlReadingsEndToEndTest {
    private static final Path CORPUS = Path.of("src/test/resources/io/tidegate/guards/sql.yaml");
    private static final int TRIES = 200_000;
    private static final String TABLES = """
            alter system set autovacuum = off;
            alter system set statement_timeout = '5s';
            alter system set max_parallel_workers_per_gather = 0;
            select pg_reload_conf();
            create table orders (id int primary key, user_id int, total numeric, status text, note text, \
            created timestamptz, data jsonb);
            create table users (id int primary key, name text, password text, email text);
            create table secrets (value text);
            create schema reports; create table reports.monthly (month date, amount numeric);
            create schema private; create table private.salaries (salary int);
            create sequence s;
            insert into orders select n, n % 5, n * 1.5, (array['open', 'paid', 'sent'])[n % 3 + 1], 'note ' || n % 7, \
            timestamptz '2026-01-01' + n * interval '3 days', jsonb_build_object('color', 'red', 'size', n) \
            from generate_series(1, 60) n;
            insert into reports.monthly select date '2026-01-01' + n * 31, n * 100 from generate_series(0, 5) n;
            """;
    private static final String FINGERPRINT = """
            select md5(string_agg(t::text, '|' order by t::text)) from orders t;
            select md5(string_agg(t::text, '|' order by t::text)) from users t;
            select md5(string_agg(t::text, '|' order by t::text)) from secrets t;
            select md5(string_agg(t::text, '|' order by t::text)) from reports.monthly t;
            select md5(string_agg(t::text, '|' order by t::text)) from private.salaries t;
            select md5(string_agg(relname || relkind, '|' order by relname)) from pg_class;
            select md5(string_agg(proname, '|' order by proname)) from pg_proc;
            select last_value, is_called from s; select count(*) from pg_largeobject_metadata;
            select string_agg(rolname, '|' order by rolname) from pg_roles;
            """;
    private static final SqlRules RULES = new SqlRules(
            new SqlRules.Allowed(
                    List.of("public.orders", "public.users", "reports.*"),
                    Map.of("public.users", List.of("id", "name")),
                    List.of(),
                    Optional.of("public")),
            100);

    private Optional<Postgres> postgres = Optional.empty();

    @BeforeAll
    void starts(@TempDir Path folder) throws IOException {
        String other = "create database other;\n\\connect other\n";
        postgres = Optional.of(
                Postgres.start(folder, TABLES + hidden("a", "b", "c", 1) + other + TABLES + hidden("c", "a", "b", 2)));
    }

    @AfterAll
    void stops() {
        postgres.ifPresent(Postgres::stop);
        postgres.ifPresent(Postgres::close);
    }

    /// The same users, each with something hidden that sorts, compares and counts otherwise.
    private static String hidden(String first, String second, String third, int secrets) {
        return "insert into users values (0, 'Ada', '%s1', 'x'), (1, 'Bo', '%s2', null), (2, 'Cy', '%s3', 'x'),"
                        .formatted(first, second, third)
                + " (3, 'Di', '%s4', '%s'), (4, 'Ed', null, 'y');".formatted(third, first)
                + "insert into secrets select '%s' || n from generate_series(1, %d) n;".formatted(first, secrets)
                + "insert into private.salaries values (%d);%n".formatted(secrets);
    }

    private static List<String> corpus(String list) throws IOException {
        Map<?, ?> file = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(CORPUS));
        return ((List<?>) Objects.requireNonNull(file.get(list)))
                .stream()
                        .map(each -> each instanceof Map<?, ?> one ? String.valueOf(one.get("sql")) : (String) each)
                        .toList();
    }

    /// The answers of one database, a part a query.
    private List<String> answers(String database, List<String> queries) throws IOException {
        StringBuilder script = new StringBuilder();
        queries.forEach(query -> script.append("\\echo ====\n")
                .append(query.endsWith(";") ? query : query + ";")
                .append('\n'));
        String said = String.join("\n", postgres.orElseThrow().answers(database, script.toString()));
        List<String> parts = List.of(said.split("====", -1));
        assertThat(parts).hasSize(queries.size() + 1);
        return parts.subList(1, parts.size());
    }

    private void bothAnswerTheSame(List<String> queries) throws IOException {
        List<String> before = answers("postgres", List.of(FINGERPRINT));
        List<String> beforeOther = answers("other", List.of(FINGERPRINT));
        assertThat(before).isNotEqualTo(beforeOther);
        List<String> one = answers("postgres", queries);
        List<String> two = answers("other", queries);
        for (int at = 0; at < queries.size(); at++) {
            assertThat(two.get(at)).as(queries.get(at)).isEqualTo(one.get(at));
            assertThat(one.get(at).lines()).as(queries.get(at)).hasSizeLessThanOrEqualTo(102);
        }
        assertThat(answers("postgres", List.of(FINGERPRINT))).isEqualTo(before);
        assertThat(answers("other", List.of(FINGERPRINT))).isEqualTo(beforeOther);
    }

    @Test
    void ordinaryQueriesRun() throws IOException {
        List<String> queries = corpus("passes");
        assertThat(queries).allMatch(query -> RULES.judge(query).isEmpty());
        assertThat(answers("postgres", queries))
                .noneMatch(answer -> answer.contains("ERROR"))
                .filteredOn(answer -> !answer.isBlank())
                .hasSizeGreaterThan(50);
        bothAnswerTheSame(queries);
    }

    /// Without this the tests beside would show nothing: evasions do tell the two databases apart.
    @Test
    void evasionsWouldHaveTold() throws IOException {
        List<String> queries = corpus("refused").stream()
                .filter(query -> query.startsWith("select") && query.contains("password"))
                .filter(query -> !query.contains("\n") && !query.contains("\\") && !query.contains("--"))
                .filter(query -> query.chars().filter(c -> c == '\'').count() % 2 == 0)
                .filter(query -> !query.contains("/*") && query.chars().allMatch(c -> c < 128))
                .toList();
        List<String> one = answers("postgres", queries);
        List<String> two = answers("other", queries);
        assertThat(Stream.iterate(0, at -> at < queries.size(), at -> at + 1)
                        .filter(at -> !one.get(at).equals(two.get(at))))
                .hasSizeGreaterThan(20);
    }

    /// Queries of the corpus with tokens taken out, put in and changed, by the thousand.
    @Test
    void whatIsInventedAndPassesTellsNothingHidden() throws IOException {
        Random random = new Random(25);
        List<List<String>> seeds = Stream.concat(corpus("passes").stream(), corpus("refused").stream())
                .filter(query -> query.length() < 300 && !query.contains("\\"))
                .map(SqlReadingsEndToEndTest::cut)
                .toList();
        List<String> tokens = seeds.stream().flatMap(List::stream).distinct().toList();
        Set<String> passed = new LinkedHashSet<>();
        int ordinary = corpus("passes").size();
        for (int at = 0; at < TRIES; at++) {
            int seed = random.nextInt(random.nextInt(4) == 0 ? seeds.size() : ordinary);
            List<String> query = new ArrayList<>(seeds.get(seed));
            for (int change = random.nextInt(3); change >= 0; change--) {
                change(query, seeds, tokens, random);
            }
            String text = String.join(" ", query);
            if (!text.contains("now")
                    && !text.contains("current_")
                    && !text.contains("localt")
                    && RULES.judge(text).isEmpty()) {
                passed.add(text);
            }
        }
        assertThat(passed).hasSizeGreaterThan(1_000);
        bothAnswerTheSame(List.copyOf(passed));
    }

    private static void change(List<String> query, List<List<String>> seeds, List<String> tokens, Random random) {
        int place = query.isEmpty() ? 0 : random.nextInt(query.size());
        switch (random.nextInt(5)) {
            case 0 -> query.add(place, tokens.get(random.nextInt(tokens.size())));
            case 1 -> {
                if (!query.isEmpty()) {
                    query.set(place, tokens.get(random.nextInt(tokens.size())));
                }
            }
            case 2 -> {
                if (!query.isEmpty()) {
                    query.remove(place);
                }
            }
            case 3 -> {
                String[] tempting = {"password", "u.password", "users", "u", "*", "u.*", "(u)", "secrets", "email"};
                query.add(place, tempting[random.nextInt(tempting.length)]);
            }
            default -> {
                List<String> other = seeds.get(random.nextInt(seeds.size()));
                int from = random.nextInt(other.size() + 1);
                query.addAll(place, other.subList(from, Math.min(other.size(), from + 1 + random.nextInt(6))));
            }
        }
    }

    /// Texts, words with what is behind them, numbers, and single characters.
    private static List<String> cut(String query) {
        return Pattern.compile("'[^']*'|[A-Za-z0-9_.]+ ?|::|->>?|[<>!=]+|\\s+|.", Pattern.DOTALL)
                .matcher(query)
                .results()
                .map(java.util.regex.MatchResult::group)
                .filter(token -> !token.isBlank())
                .toList();
    }
}
