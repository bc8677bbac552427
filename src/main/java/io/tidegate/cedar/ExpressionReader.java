package io.tidegate.cedar;

import io.tidegate.cedar.EvaluationError.Kind;
import io.tidegate.cedar.Expression.Arithmetic.Operator;
import io.tidegate.cedar.Expression.Literal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Which expression does Cedar's JSON form describe (docs.cedarpolicy.com, "JSON policy format")? Chains of `&&` and of
/// `||` become one step, and literals of sets, records and extension types are made now.
///
/// Knows every form of the language. What it does not know is an error, never left out. Equal parts become one.
final class ExpressionReader {
    private final Interner interner;

    ExpressionReader(Interner interner) {
        this.interner = interner;
    }

    /// @throws IllegalArgumentException where it is no expression
    Expression read(JsonNode node) {
        return interner.one(expression(node));
    }

    private Expression expression(JsonNode node) {
        Map.Entry<String, JsonNode> only = only(node);
        String operator = only.getKey();
        JsonNode body = only.getValue();
        return switch (operator) {
            case "Value" -> value(body);
            case "Var" -> variable(text(body));
            case "&&" -> new Expression.And(chain(operator, node));
            case "||" -> new Expression.Or(chain(operator, node));
            case "!" -> new Expression.Not(argument(body));
            case "neg" -> new Expression.Negative(argument(body));
            case "isEmpty" -> new Expression.IsEmpty(argument(body));
            case "." -> new Expression.Attribute(left(body), text(body.path("attr")));
            case "has" -> has(left(body), body.path("attr"));
            case "like" -> new Expression.Like(left(body), pattern(body.path("pattern")));
            case "is" -> is(body);
            case "if-then-else" ->
                new Expression.If(read(body.path("if")), read(body.path("then")), read(body.path("else")));
            case "Set" -> set(body);
            case "Record" -> record(body);
            default ->
                Extension.named(operator)
                        .map(function -> called(function, body))
                        .orElseGet(() -> ofTwo(operator, left(body), right(body)));
        };
    }

    private static Expression ofTwo(String operator, Expression left, Expression right) {
        return switch (operator) {
            case "==" -> new Expression.Same(left, right);
            case "!=" -> new Expression.Not(new Expression.Same(left, right));
            case "<" -> new Expression.Less(left, right, false);
            case "<=" -> new Expression.Less(left, right, true);
            case ">" -> new Expression.Not(new Expression.Less(left, right, true));
            case ">=" -> new Expression.Not(new Expression.Less(left, right, false));
            case "+" -> new Expression.Arithmetic(Operator.PLUS, left, right);
            case "-" -> new Expression.Arithmetic(Operator.MINUS, left, right);
            case "*" -> new Expression.Arithmetic(Operator.TIMES, left, right);
            case "in" -> new Expression.In(left, right);
            case "contains" -> new Expression.Contains(left, right);
            case "containsAll" -> new Expression.ContainsAll(left, right);
            case "containsAny" -> new Expression.ContainsAny(left, right);
            case "getTag" -> new Expression.Tag(left, right);
            case "hasTag" -> new Expression.HasTag(left, right);
            default -> throw new IllegalArgumentException("`" + operator + "` is no operator that is known here");
        };
    }

    private static Expression value(JsonNode body) {
        try {
            return new Literal(ValueReader.read(body));
        } catch (EvaluationError error) {
            return new Expression.Failing(error.kind());
        }
    }

    private static Expression variable(String name) {
        return switch (name) {
            case "principal" -> Expression.Variable.PRINCIPAL;
            case "action" -> Expression.Variable.ACTION;
            case "resource" -> Expression.Variable.RESOURCE;
            case "context" -> Expression.Variable.CONTEXT;
            default -> throw new IllegalArgumentException("`" + name + "` is no variable");
        };
    }

    /// The operands of `a && b && c`, however they are nested: a long chain must not need a deep stack.
    private List<Expression> chain(String operator, JsonNode chain) {
        List<Expression> parts = new ArrayList<>();
        Deque<JsonNode> open = new ArrayDeque<>(List.of(chain));
        while (!open.isEmpty()) {
            JsonNode next = open.pop();
            JsonNode same = next.path(operator);
            if (same.isMissingNode()) {
                parts.add(read(next));
            } else {
                open.push(same.path("right"));
                open.push(same.path("left"));
            }
        }
        return List.copyOf(parts);
    }

    /// `a has b.c` is `a has b && a.b has c`.
    private static Expression has(Expression of, JsonNode names) {
        if (names.isString()) {
            return new Expression.Has(of, names.asString());
        }
        List<Expression> parts = new ArrayList<>();
        Expression holder = of;
        for (JsonNode name : names) {
            parts.add(new Expression.Has(holder, text(name)));
            holder = new Expression.Attribute(holder, text(name));
        }
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("`has` names an attribute");
        }
        return new Expression.And(parts);
    }

    private static Wildcards pattern(JsonNode elements) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        for (JsonNode element : elements) {
            if (element.isString() && element.asString().equals("Wildcard")) {
                pieces.add(piece.toString());
                piece.setLength(0);
            } else {
                piece.append(text(element.path("Literal")));
            }
        }
        pieces.add(piece.toString());
        return new Wildcards(pieces);
    }

    private Expression is(JsonNode body) {
        Expression of = left(body);
        Expression is = new Expression.Is(of, text(body.path("entity_type")));
        return body.has("in") ? new Expression.And(List.of(is, new Expression.In(of, read(body.path("in"))))) : is;
    }

    private Expression set(JsonNode body) {
        List<Expression> elements = all(body);
        return literal(new Expression.MadeSet(elements), elements);
    }

    private Expression record(JsonNode body) {
        Map<String, Expression> fields = new HashMap<>();
        body.properties().forEach(field -> fields.put(field.getKey(), read(field.getValue())));
        return literal(new Expression.MadeRecord(Map.copyOf(fields)), fields.values());
    }

    private Expression called(Extension function, JsonNode body) {
        List<Expression> arguments = all(body);
        if (arguments.size() != function.arity()) {
            return new Expression.Failing(Kind.TYPE); // which Cedar finds only when it evaluates it
        }
        return literal(new Expression.Called(function, arguments), arguments);
    }

    /// Its value, where no part of it depends on a request.
    private static Expression literal(Expression made, Iterable<Expression> parts) {
        for (Expression part : parts) {
            if (!(part instanceof Literal)) {
                return made;
            }
        }
        try {
            return new Literal(made.of(Nothing.ASKED));
        } catch (EvaluationError error) {
            return new Expression.Failing(error.kind());
        }
    }

    private List<Expression> all(JsonNode array) {
        if (!array.isArray()) {
            throw new IllegalArgumentException("operands are a list");
        }
        List<Expression> all = new ArrayList<>();
        array.forEach(element -> all.add(read(element)));
        return List.copyOf(all);
    }

    private Expression argument(JsonNode body) {
        return read(body.path("arg"));
    }

    private Expression left(JsonNode body) {
        return read(body.path("left"));
    }

    private Expression right(JsonNode body) {
        return read(body.path("right"));
    }

    static Map.Entry<String, JsonNode> only(JsonNode node) {
        if (!node.isObject() || node.size() != 1) {
            throw new IllegalArgumentException("an expression has one member, its operator");
        }
        return node.properties().iterator().next();
    }

    static String text(JsonNode node) {
        if (!node.isString()) {
            throw new IllegalArgumentException("a text is missing");
        }
        return node.asString();
    }
}
