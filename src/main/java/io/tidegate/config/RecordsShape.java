package io.tidegate.config;

import java.util.List;
import java.util.Optional;

/// The shape of what the operator says of the records in a server's answers.
final class RecordsShape {
    static final String FROM_TOP = "(/([^~/*]|~[01]){0,128}|/\\*){1,16}";
    private static final Type<String> ROWS = Types.form(
            "(?:" + FROM_TOP + ")?", "a JSON pointer such as `/customers/*`, or an empty text for the whole answer");
    private static final Type<String> BESIDE = Types.form(FROM_TOP, "a JSON pointer such as `/total`");
    private static final Type<String> ID = Types.form(
            "(/([^~/*]|~[01]){0,128}){1,16}|[^/*\\[\\]]{1,128}", "a field's name, or a JSON pointer without `*`");

    static final String NAME_FORM = "[a-z][a-z0-9_-]{0,63}";

    static final Type<String> NAME =
            Types.form(NAME_FORM, "a name: small letters, digits, `-` and `_`, a letter first");

    private static final Section<Records> ONE = new Section<>(s -> {
        Key<List<String>> tools = s.with(
                "tools",
                Types.list(
                        Types.form(
                                "[A-Za-z0-9_.*-]{1,128}", "a name of the server's own, where `*` stands for anything"),
                        1,
                        256),
                "[\"*\"]",
                "The tools whose answers have them: patterns over the server's own names. The first that fits counts.");
        Key<String> type =
                s.required("type", NAME, "Of what they are records: `Record::\"SERVER/TYPE/ID\"` in policies.");
        Key<String> rows = s.required("rows", ROWS, "Each of them: a JSON pointer, `*` for each element or member.");
        Key<String> id = s.required("id", ID, "Where in a record its id is.");
        Key<List<String>> beside =
                s.with("beside", Types.list(BESIDE, 0, 64), "[]", "What else of an answer may stay, as JSON pointers.");
        Key<Access> absent = s.with(
                "absent", Types.choice(Access.class), "refused", "Answers that have nothing where the rows should be.");
        Key<Records.Others> others = s.with(
                "others",
                Types.choice(Records.Others.class),
                "refused",
                "Blocks that are not the records in JSON: prose, images, links.");
        Key<Integer> most = s.with("most", Types.number(1, 100_000), "10000", "The most rows of one answer.");
        return values -> new Records(
                values.get(tools),
                values.get(type),
                Optional.of(values.get(rows)).filter(text -> !text.isEmpty()).map(Pointer::new),
                new Pointer(values.get(id)),
                values.get(beside).stream().map(Pointer::new).toList(),
                new Records.Reading(values.get(absent), values.get(others), values.get(most)));
    });

    static final Type<List<Records>> TYPE = Types.list(ONE, 0, Records.MOST);

    private RecordsShape() {}
}
