package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.ControlId;
import io.tidegate.call.Reason;
import io.tidegate.call.Verdict;
import io.tidegate.config.Guard;
import io.tidegate.guard.SqlFault;
import io.tidegate.guard.SqlRules;
import java.util.Optional;
import java.util.stream.Collectors;

/// Is each query that a server gets one that only reads, and only what the operator allowed?
///
/// Does not see what a query costs, nor what views, and functions that the operator listed, do.
final class SqlShape implements BeforeControl {
    private static final int TOLD_MAX = 8;
    /// Of all queries of a call together: to read so much takes up to a tenth of a second.
    private static final int CHARACTERS_MOST = 2 * SqlRules.LENGTH_MAX;

    private final Bindings<SqlRules> bindings;

    SqlShape(Guards guards) {
        this.bindings = guards.bound(Guard.Rule.Sql.class, (_, sql) -> new SqlRules(sql.allowed(), sql.rows()));
    }

    @Override
    public ControlId id() {
        return ControlId.SQL_SHAPE;
    }

    @Override
    public Verdict judge(Call call) {
        return bindings.judge(call, Reason.SQL_NOT_ALLOWED, SqlShape::objection, CHARACTERS_MOST);
    }

    private static Optional<Objection> objection(SqlRules rules, Given given) {
        Optional<SqlFault> fault =
                switch (given.kind()) {
                    case TEXT -> rules.judge(given.text());
                    case NUMBER, TRUTH, URI, UNFIT -> Optional.of(SqlFault.NOT_TEXT);
                };
        return fault.map(each -> new Objection(each.code(), each.sentence(), allowed(rules)));
    }

    private static String allowed(SqlRules rules) {
        String tables = rules.tables().stream()
                .limit(TOLD_MAX)
                .map(table -> "`" + table + "`")
                .collect(Collectors.joining(", "));
        int more = rules.tables().size() - TOLD_MAX;
        return "Allowed are one plain `SELECT` of PostgreSQL that ends with `LIMIT " + rules.rows()
                + "` or less, and the tables " + tables + (more > 0 ? " and " + more + " more" : "") + ".";
    }
}
