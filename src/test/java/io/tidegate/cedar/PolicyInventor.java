package io.tidegate.cedar;

import static io.tidegate.cedar.Inventor.NAMES;
import static io.tidegate.cedar.Inventor.TYPES;

import io.tidegate.cedar.Inventor.Kind;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Invents policies in Cedar's JSON form: every operator and function of the language, mostly on operands of the types
/// that it takes.
final class PolicyInventor {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Inventor inventor;

    PolicyInventor(Inventor inventor) {
        this.inventor = inventor;
    }

    /// A policy; `permit` wherever its result is to be seen by itself.
    ObjectNode policy() {
        ObjectNode policy = JSON.createObjectNode().put("effect", "permit");
        policy.set("principal", head());
        policy.set("action", inventor.chance(80) ? JSON.createObjectNode().put("op", "All") : actions());
        policy.set("resource", head());
        ArrayNode conditions = policy.putArray("conditions");
        for (int count = 1 + inventor.upTo(2); count > 0; count--) {
            ObjectNode condition = conditions.addObject().put("kind", inventor.chance(75) ? "when" : "unless");
            condition.set("body", expression(Kind.BOOL, 4));
        }
        return policy;
    }

    private ObjectNode head() {
        ObjectNode head = JSON.createObjectNode();
        switch (inventor.upTo(20)) {
            case 0 -> head.put("op", "==").set("entity", inventor.uid());
            case 1 -> head.put("op", "in").set("entity", inventor.uid());
            case 2 -> head.put("op", "is").put("entity_type", inventor.one(TYPES));
            case 3 ->
                head.put("op", "is")
                        .put("entity_type", inventor.one(TYPES))
                        .putObject("in")
                        .set("entity", inventor.uid());
            default -> head.put("op", "All");
        }
        return head;
    }

    private static final List<String> ACTIONS = List.of("x", "y", "z");

    private ObjectNode actions() {
        ObjectNode head = JSON.createObjectNode();
        if (inventor.chance(50)) {
            head.put("op", "==").set("entity", action());
        } else if (inventor.chance(50)) {
            head.put("op", "in").set("entity", action());
        } else {
            head.put("op", "in").putArray("entities").add(action()).add(action());
        }
        return head;
    }

    private ObjectNode action() {
        return action(inventor);
    }

    static ObjectNode action(Inventor inventor) {
        return JSON.createObjectNode().put("type", "Action").put("id", inventor.one(ACTIONS));
    }

    private ObjectNode expression(Kind wanted, int depth) {
        Kind kind = inventor.chance(3) ? inventor.any() : wanted;
        if (depth == 0 || inventor.chance(12)) {
            return leaf(kind);
        }
        return inventor.chance(25) ? access(kind, depth - 1) : made(kind, depth - 1);
    }

    private ObjectNode made(Kind kind, int depth) {
        return switch (kind) {
            case BOOL -> test(depth);
            case LONG -> number(depth);
            case STRING, ENTITY -> inventor.chance(50) ? choice(kind, depth) : leaf(kind);
            case SET -> {
                ObjectNode set = JSON.createObjectNode();
                ArrayNode elements = set.putArray("Set");
                Kind of = inventor.any();
                for (int count = inventor.upTo(4); count > 0; count--) {
                    elements.add(expression(of, depth));
                }
                yield set;
            }
            case RECORD -> {
                ObjectNode record = JSON.createObjectNode();
                ObjectNode fields = record.putObject("Record");
                for (int count = inventor.upTo(3); count > 0; count--) {
                    String name = inventor.one(NAMES);
                    fields.set(name, expression(Inventor.natural(name), depth));
                }
                yield record;
            }
            case IP -> call("ip", text(InventedTexts.ADDRESSES, InventedTexts.NO_ADDRESSES));
            case DECIMAL -> call("decimal", text(InventedTexts.DECIMALS, InventedTexts.NO_DECIMALS));
            case DATETIME ->
                switch (inventor.upTo(3)) {
                    case 0 -> call("offset", expression(Kind.DATETIME, depth), expression(Kind.DURATION, depth));
                    case 1 -> call("toDate", expression(Kind.DATETIME, depth));
                    default -> call("datetime", text(InventedTexts.MOMENTS, InventedTexts.NO_MOMENTS));
                };
            case DURATION ->
                switch (inventor.upTo(3)) {
                    case 0 -> call("durationSince", expression(Kind.DATETIME, depth), expression(Kind.DATETIME, depth));
                    case 1 -> call("toTime", expression(Kind.DATETIME, depth));
                    default -> call("duration", text(InventedTexts.SPANS, InventedTexts.NO_SPANS));
                };
        };
    }

    private ObjectNode test(int depth) {
        return switch (inventor.upTo(17)) {
            case 0, 1 -> two("&&", expression(Kind.BOOL, depth), expression(Kind.BOOL, depth));
            case 2 -> two("||", expression(Kind.BOOL, depth), expression(Kind.BOOL, depth));
            case 3 -> one("!", expression(Kind.BOOL, depth));
            case 4, 5 -> {
                Kind kind = inventor.any();
                yield two(inventor.chance(50) ? "==" : "!=", expression(kind, depth), expression(kind, depth));
            }
            case 6 -> {
                Kind kind = inventor.one(List.of(Kind.LONG, Kind.LONG, Kind.DATETIME, Kind.DURATION, Kind.DECIMAL));
                yield two(
                        inventor.one(List.of("<", "<=", ">", ">=")), expression(kind, depth), expression(kind, depth));
            }
            case 7, 8 ->
                two(
                        "in",
                        expression(Kind.ENTITY, depth),
                        inventor.chance(60) ? expression(Kind.ENTITY, depth) : entities(depth));
            case 9 -> two("contains", expression(Kind.SET, depth), expression(inventor.any(), depth));
            case 10 ->
                two(
                        inventor.chance(50) ? "containsAll" : "containsAny",
                        expression(Kind.SET, depth),
                        expression(Kind.SET, depth));
            case 11 -> like(expression(Kind.STRING, depth));
            case 12 -> is(expression(Kind.ENTITY, depth), depth);
            case 13 -> has(expression(inventor.chance(50) ? Kind.ENTITY : Kind.RECORD, depth));
            case 14 -> two("hasTag", expression(Kind.ENTITY, depth), literal(inventor.one(NAMES)));
            case 15 -> one("isEmpty", expression(Kind.SET, depth));
            default -> ofExtension(depth);
        };
    }

    private ObjectNode ofExtension(int depth) {
        return switch (inventor.upTo(6)) {
            case 0 ->
                call(
                        inventor.one(List.of("lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual")),
                        expression(Kind.DECIMAL, depth),
                        expression(Kind.DECIMAL, depth));
            case 1 ->
                call(
                        inventor.one(List.of("isIpv4", "isIpv6", "isLoopback", "isMulticast")),
                        expression(Kind.IP, depth));
            case 2, 3 -> call("isInRange", expression(Kind.IP, depth), expression(Kind.IP, depth));
            default -> choice(Kind.BOOL, depth);
        };
    }

    private ObjectNode number(int depth) {
        return switch (inventor.upTo(5)) {
            case 0 -> one("neg", expression(Kind.LONG, depth));
            case 1 -> choice(Kind.LONG, depth);
            case 2 ->
                call(
                        inventor.one(List.of("toMilliseconds", "toSeconds", "toMinutes", "toHours", "toDays")),
                        expression(Kind.DURATION, depth));
            default ->
                two(inventor.one(List.of("+", "-", "*")), expression(Kind.LONG, depth), expression(Kind.LONG, depth));
        };
    }

    private ObjectNode entities(int depth) {
        ObjectNode set = JSON.createObjectNode();
        ArrayNode elements = set.putArray("Set");
        for (int count = inventor.upTo(4); count > 0; count--) {
            elements.add(expression(Kind.ENTITY, depth));
        }
        return set;
    }

    private ObjectNode choice(Kind kind, int depth) {
        ObjectNode choice = JSON.createObjectNode();
        choice.putObject("if-then-else")
                .set("if", expression(Kind.BOOL, depth))
                .set("then", expression(kind, depth))
                .set("else", expression(kind, depth));
        return choice;
    }

    private ObjectNode like(ObjectNode text) {
        ObjectNode like = JSON.createObjectNode();
        ArrayNode pattern = like.putObject("like").set("left", text).putArray("pattern");
        for (int count = inventor.upTo(5); count > 0; count--) {
            if (inventor.chance(50)) {
                pattern.add("Wildcard");
            } else {
                pattern.addObject()
                        .put("Literal", inventor.one(List.of("a", "b", "ab", "*", "ä", "\uD83D\uDE00", "reports/")));
            }
        }
        return like;
    }

    private ObjectNode is(ObjectNode entity, int depth) {
        ObjectNode is = JSON.createObjectNode();
        ObjectNode body = is.putObject("is").set("left", entity).put("entity_type", inventor.one(TYPES));
        if (inventor.chance(30)) {
            body.set("in", expression(Kind.ENTITY, depth));
        }
        return is;
    }

    private ObjectNode has(ObjectNode of) {
        ObjectNode has = JSON.createObjectNode();
        ObjectNode body = has.putObject("has").set("left", of);
        if (inventor.chance(70)) {
            body.put("attr", inventor.one(NAMES));
        } else {
            body.putArray("attr")
                    .add(inventor.chance(70) ? "rec" : inventor.one(NAMES))
                    .add(inventor.one(NAMES));
        }
        return has;
    }

    /// An attribute or a tag whose name fits.
    private ObjectNode access(Kind kind, int depth) {
        String name = NAMES.stream()
                .filter(each -> Inventor.natural(each) == kind)
                .findFirst()
                .orElse("n");
        if (inventor.chance(20)) {
            return two("getTag", expression(Kind.ENTITY, depth), literal(name));
        }
        ObjectNode access = JSON.createObjectNode();
        ObjectNode of = inventor.chance(50)
                ? variable("context")
                : expression(inventor.chance(50) ? Kind.ENTITY : Kind.RECORD, depth);
        access.putObject(".").set("left", of).put("attr", name);
        return access;
    }

    private ObjectNode leaf(Kind kind) {
        if (kind == Kind.ENTITY && inventor.chance(60)) {
            return variable(inventor.one(List.of("principal", "action", "resource")));
        }
        if (kind == Kind.RECORD && inventor.chance(60)) {
            return variable("context");
        }
        ObjectNode leaf = JSON.createObjectNode();
        leaf.set("Value", inventor.value(kind, 1));
        return leaf;
    }

    private static ObjectNode variable(String name) {
        return JSON.createObjectNode().put("Var", name);
    }

    private static ObjectNode literal(String text) {
        return JSON.createObjectNode().put("Value", text);
    }

    private ObjectNode text(List<String> good, List<String> bad) {
        return literal(inventor.one(inventor.chance(85) ? good : bad));
    }

    private static ObjectNode call(String function, ObjectNode... arguments) {
        ObjectNode call = JSON.createObjectNode();
        ArrayNode list = call.putArray(function);
        for (ObjectNode argument : arguments) {
            list.add(argument);
        }
        return call;
    }

    private static ObjectNode one(String operator, ObjectNode argument) {
        ObjectNode made = JSON.createObjectNode();
        made.putObject(operator).set("arg", argument);
        return made;
    }

    private static ObjectNode two(String operator, ObjectNode left, ObjectNode right) {
        ObjectNode made = JSON.createObjectNode();
        made.putObject(operator).set("left", left).set("right", right);
        return made;
    }
}
