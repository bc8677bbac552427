package io.tidegate.guard;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.util.TablesNamesFinder;

/// Does a parser that others wrote find the same in a query as ours? Then a mistake of ours alone opens nothing.
final class SqlSecondReader {
    private static final int MILLISECONDS_MAX = 2_000;

    private SqlSecondReader() {}

    static boolean finds(String text, Set<SqlScope.Table> tables) {
        try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
            Statement statement = CCJSqlParserUtil.parse(text, thread, parser -> parser.withTimeOut(MILLISECONDS_MAX));
            return statement instanceof Select && tables(statement).equals(ours(tables));
        } catch (JSQLParserException unread) {
            return false;
        }
    }

    private static Set<String> tables(Statement statement) {
        return new TablesNamesFinder<Void>()
                .getTables(statement).stream().map(SqlSecondReader::folded).collect(Collectors.toSet());
    }

    private static Set<String> ours(Set<SqlScope.Table> tables) {
        return tables.stream()
                .map(table -> (table.schema().isEmpty() ? "" : table.schema() + ".") + table.name())
                .collect(Collectors.toSet());
    }

    /// Each of its parts in small letters, unless it is quoted.
    private static String folded(String name) {
        return Arrays.stream(name.split("\\.", -1))
                .map(part -> part.startsWith("\"") ? part.replace("\"", "") : part.toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("."));
    }
}
