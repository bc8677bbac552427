package io.tidegate.example;

import io.tidegate.example.Tool.Answer;
import io.tidegate.example.Tool.Effect;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What do we know of a customer? A server of both eras that reads, writes and deletes in a small database.
/// It checks no authority: whoever reaches it may do everything.
final class CustomersServer {
    private static final Map<String, Object> ID =
            Map.of("type", "integer", "minimum", 1, "description", "the customer's number");

    private CustomersServer() {}

    /// Serves `database`; the caller closes it.
    static StdioServer over(CustomerDatabase database) {
        return new StdioServer(
                "customers",
                "A customer database. Search by name, city or note; get one customer; update; delete.",
                Eras.BOTH,
                List.of(search(database), get(database), update(database), delete(database)));
    }

    private static Tool search(CustomerDatabase database) {
        var input = Map.<String, Object>of(
                "words", Map.of("type", "string", "description", "part of a name, a city or a note"),
                "limit",
                        Map.of("type", "integer", "minimum", 1, "maximum", 50, "description", "at most; 10 if absent"));
        return Tool.of("search", "Finds customers.", Effect.READS, input, asked -> {
                    int limit = asked.get("limit") instanceof Integer most ? Math.clamp(most, 1, 50) : 10;
                    var found = database.search(String.valueOf(asked.get("words")), limit);
                    return new Answer.Data(Map.of("customers", found));
                })
                .requiring("words")
                .answering(Map.of(
                        "customers",
                        Map.of("type", "array", "items", Map.of("type", "object", "properties", fields()))));
    }

    private static Tool get(CustomerDatabase database) {
        return Tool.of(
                        "get",
                        "Gets one customer, with payment data.",
                        Effect.READS,
                        Map.of("id", ID),
                        asked -> database.get(id(asked))
                                .<Answer>map(Answer.Data::new)
                                .orElseGet(CustomersServer::unknown))
                .requiring("id")
                .answering(fields());
    }

    private static Tool update(CustomerDatabase database) {
        var input = new LinkedHashMap<String, Object>();
        input.put("id", ID);
        for (String field : CustomerDatabase.CHANGEABLE) {
            input.put(field, Map.of("type", "string", "maxLength", 500));
        }
        return Tool.of(
                        "update",
                        "Changes a customer's e-mail address, phone number, city or note.",
                        Effect.WRITES,
                        input,
                        asked -> database.update(id(asked), asked)
                                ? new Answer.Text("changed customer " + id(asked))
                                : unknown())
                .requiring("id");
    }

    private static Tool delete(CustomerDatabase database) {
        return Tool.of(
                        "delete",
                        "Deletes a customer. This cannot be undone.",
                        Effect.DESTROYS,
                        Map.of("id", ID),
                        asked -> database.delete(id(asked))
                                ? new Answer.Text("deleted customer " + id(asked))
                                : unknown())
                .requiring("id");
    }

    private static Map<String, Object> fields() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("id", Map.of("type", "integer"));
        CustomerDatabase.FIELDS.forEach(name -> fields.put(name, Map.of("type", "string")));
        return fields;
    }

    private static long id(Map<String, Object> asked) {
        return asked.get("id") instanceof Number number ? number.longValue() : -1;
    }

    private static Answer unknown() {
        return new Answer.Failed("no such customer; `search` finds their numbers");
    }
}
