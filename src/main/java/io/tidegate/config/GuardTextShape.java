package io.tidegate.config;

import io.tidegate.guard.CommandForm;
import io.tidegate.guard.CommandRules;
import io.tidegate.guard.RecipientRules;
import io.tidegate.guard.SqlRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The shapes of the guards of texts in a language of their own.
final class GuardTextShape {
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]{0,62}";
    private static final Type<String> TABLE =
            Types.form(SqlRules.TABLE_FORM, "a table such as `public.orders`, or `public.order_*`");
    private static final Type<String> FUNCTION =
            Types.form("(?:" + NAME + "\\.)?" + NAME, "a function such as `similarity` or `tools.similarity`");

    private GuardTextShape() {}

    static final Section<Guard.Rule.Sql> SQL = new Section<>(s -> {
        Function<Values, Guard.Parameters> parameters = GuardShape.parameters(s);
        Key<List<String>> tables = s.required(
                "tables", Types.list(TABLE, 1, 256), "The tables that may be read, as `schema.table` or `schema.*`.");
        Key<Map<String, List<String>>> columns = s.with(
                "columns",
                Types.map(
                        NAME + "\\." + NAME,
                        "a table such as `public.users`",
                        Types.list(Types.form(NAME, "a column such as `name`"), 1, 1_000),
                        256),
                "{}",
                "Of these tables only these columns.");
        Key<List<String>> functions = s.with(
                "functions",
                Types.list(FUNCTION, 0, 256),
                "[]",
                "Functions beside the harmless ones that are built in.");
        Key<Integer> rows =
                s.with("rows", Types.number(1, 1_000_000), "1000", "The greatest `LIMIT`; a query has to have one.");
        Key<String> schema = s.optional(
                "schema",
                Types.form(NAME, "a schema such as `public`"),
                "Where tables are that are named without one.");
        s.rule((values, place) -> values.find(columns).ifPresent(bounds -> bounds.keySet().stream()
                .filter(table -> values.find(tables).stream()
                        .noneMatch(patterns -> patterns.stream().anyMatch(each -> Glob.fits(each, table))))
                .forEach(table -> place.key("columns", values.line(columns))
                        .misplaced("has " + Quoted.quoted(table) + ", which is not among `tables`", ""))));
        return values -> new Guard.Rule.Sql(
                parameters.apply(values),
                new SqlRules.Allowed(
                        values.get(tables), values.get(columns), values.get(functions), values.find(schema)),
                values.get(rows));
    });

    static final Section<Guard.Rule.Command> COMMAND = new Section<>(s -> {
        Function<Values, Guard.Parameters> parameters = GuardShape.parameters(s);
        Key<Map<String, List<String>>> programs = s.required(
                "programs",
                Types.map(
                        CommandRules.PROGRAM_FORM,
                        "a program such as `ls` or `/usr/bin/ls`",
                        Types.list(
                                Types.form(CommandRules.ARGUMENT_FORM, "an argument of plain characters and `*`"),
                                0,
                                256),
                        256),
                "The programs that may be started, each with the arguments that it may have.");
        Key<CommandForm> form = s.with(
                "form",
                Types.choice(CommandForm.class),
                "text",
                "`words` where the program and its arguments come apart, in one list or in several arguments.");
        s.rule((values, place) -> values.find(programs)
                .ifPresent(all -> all.forEach((program, arguments) -> {
                    if (CommandRules.isDisguise(program)
                            && arguments.stream().anyMatch(argument -> argument.contains("*"))) {
                        place.key("programs", values.line(programs))
                                .misplaced(
                                        "has " + Quoted.quoted(program) + ", which can run other programs",
                                        "write its arguments in full, without `*`");
                    }
                })));
        return values -> new Guard.Rule.Command(parameters.apply(values), values.get(programs), values.get(form));
    });

    private static final Type<String> ADDRESS = new ScalarType<>(
            "a plain address such as `ann@example.com`",
            Types.ordered("type", "string", "minLength", 3, "maxLength", 320),
            (text, _) -> Optional.of(text).filter(RecipientRules::isAddress));

    static final Section<Guard.Rule.Recipients> RECIPIENTS = new Section<>(s -> {
        Function<Values, Guard.Parameters> parameters = GuardShape.parameters(s);
        Key<List<String>> addresses =
                s.with("addresses", Types.list(ADDRESS, 0, 1_000), "[]", "E-mail addresses, whole ones.");
        Key<List<String>> domains = s.with(
                "domains",
                Types.list(
                        Types.form(
                                RecipientRules.DOMAIN_FORM,
                                "a domain in small letters, such as `example.com` or `*.example.com`"),
                        0,
                        256),
                "[]",
                "Domains of e-mail addresses, `*.` for all below one.");
        Key<List<String>> names = s.with(
                "names",
                Types.list(
                        Types.form(
                                RecipientRules.NAME_FORM, "a name such as `#support`, `@ann`, `+4712345678` or `C01*`"),
                        0,
                        1_000),
                "[]",
                "Channels, users and telephone numbers, which may end in `*`.");
        s.rule((values, place) -> {
            if (!values.given(addresses) && !values.given(domains) && !values.given(names)) {
                place.misplaced("needs `addresses`, `domains` or `names`", "");
            }
        });
        return values -> new Guard.Rule.Recipients(
                parameters.apply(values),
                new RecipientRules.Allowed(values.get(addresses), values.get(domains), values.get(names)));
    });
}
