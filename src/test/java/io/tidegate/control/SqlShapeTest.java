package io.tidegate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.call.Reason;
import io.tidegate.call.Samples;
import io.tidegate.config.Access;
import io.tidegate.config.Guard;
import io.tidegate.config.Pointer;
import io.tidegate.guard.SqlRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SqlShapeTest {
    private static SqlShape control(List<String> tables) {
        Guard.Parameters in = new Guard.Parameters(List.of(new Pointer("sql")), Access.ALLOWED);
        SqlRules.Allowed allowed = new SqlRules.Allowed(tables, Map.of(), List.of(), Optional.empty());
        return new SqlShape(GuardFixture.of(new Guard.Rule.Sql(in, allowed, 20)));
    }

    private static String refused(SqlShape control, String value) {
        return Verdicts.refuses(control.judge(Samples.call("{\"sql\":" + value + "}")), Reason.SQL_NOT_ALLOWED)
                .detail();
    }

    @Test
    void passesWhatIsAllowed() {
        SqlShape control = control(List.of("public.orders"));
        Verdicts.passes(control.judge(Samples.call("{\"sql\":\"select id from public.orders limit 20\"}")));
        Verdicts.passes(control.judge(Samples.call("{}")));
    }

    @Test
    void refusesWhatIsNot() {
        SqlShape control = control(List.of("public.orders"));
        assertThat(refused(control, "\"select id from public.orders limit 21\""))
                .isEqualTo("sql: rows");
        assertThat(refused(control, "\"select id from public.users limit 1\"")).isEqualTo("sql: table");
        assertThat(refused(control, "\"drop table public.orders\"")).isEqualTo("sql: statement");
        assertThat(refused(control, "\"" + "x".repeat(9_000) + "\"")).isEqualTo("sql: too-long");
        assertThat(refused(control, "true")).isEqualTo("sql: not-text");
        assertThat(refused(control, "null")).isEqualTo("sql: unfit");
    }

    /// Each takes some milliseconds.
    @Test
    void refusesMoreQueriesThanItReads() {
        SqlShape control = control(List.of("public.orders"));
        String query = "\"select id from public.orders where note = '" + "x".repeat(8_100) + "' limit 20\"";
        Verdicts.passes(control.judge(Samples.call("{\"sql\":[" + query + "," + query + "]}")));
        assertThat(refused(control, "[" + query + "," + query + "," + query + "]"))
                .isEqualTo("sql: too-many");
    }

    @Test
    void tellsWhatIsAllowedAndNotTheQuery() {
        List<String> tables =
                IntStream.range(0, 9).mapToObj(at -> "reports.t" + at).toList();
        assertThat(Verdicts.refuses(
                                control(tables).judge(Samples.call("{\"sql\":\"select secret from x.y limit 1\"}")),
                                Reason.SQL_NOT_ALLOWED)
                        .told())
                .startsWith("The argument `sql` reads a table that is not allowed. Allowed are one plain `SELECT` of"
                        + " PostgreSQL that ends with `LIMIT 20` or less, and the tables `reports.t0`, ")
                .endsWith("`reports.t7` and 1 more.")
                .doesNotContain("secret");
    }
}
