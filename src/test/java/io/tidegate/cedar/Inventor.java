package io.tidegate.cedar;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Invents entities and contexts in Cedar's JSON form: mostly of fitting types, sometimes of any, so that
/// both what is met and what fails comes up.
final class Inventor {
    private static final JsonMapper JSON = JsonMapper.shared();
    static final List<String> TYPES = List.of("User", "Group", "Acme::Box");
    private static final List<String> IDS = List.of("", "a", "b", "c", "ä\uD83D\uDE00");
    static final List<String> NAMES = List.of("n", "s", "flag", "set", "who", "rec", "ip", "time", "dec", "no");
    private static final List<String> TEXTS = List.of(
            "", "a", "ab", "aab", "a*b", "*", "ä\uD83D\uDE00b", "reports/2026", "\\", "\"", "a\u0000b", "10.0.0.1");
    private static final List<Long> NUMBERS =
            List.of(0L, 1L, -1L, 2L, 7L, 1000L, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE / 2, 4_294_967_296L);

    enum Kind {
        BOOL,
        LONG,
        STRING,
        SET,
        RECORD,
        ENTITY,
        IP,
        DECIMAL,
        DATETIME,
        DURATION
    }

    private final RandomGenerator random;

    Inventor(RandomGenerator random) {
        this.random = random;
    }

    /// A few entities; some that policies name are not among them.
    ArrayNode entities() {
        ArrayNode entities = JSON.createArrayNode();
        List<Integer> all =
                IntStream.range(0, TYPES.size() * IDS.size()).boxed().toList();
        for (int place : all) {
            if (!chance(70)) {
                continue;
            }
            ObjectNode entity = entities.addObject();
            entity.set("uid", uid(place));
            entity.set("attrs", fields(2));
            // Only towards later ones, so that there is no circle.
            ArrayNode parents = entity.putArray("parents");
            for (int parent = place + 1; parent < all.size(); parent++) {
                if (chance(15)) {
                    parents.add(uid(parent));
                }
            }
            entity.set("tags", fields(1));
        }
        return entities;
    }

    ObjectNode uid() {
        return uid(upTo(TYPES.size() * IDS.size()));
    }

    private static ObjectNode uid(int place) {
        return JSON.createObjectNode()
                .put("type", TYPES.get(place % TYPES.size()))
                .put("id", IDS.get(place / TYPES.size()));
    }

    /// A record of values, some nested.
    ObjectNode fields(int depth) {
        ObjectNode fields = JSON.createObjectNode();
        for (String name : NAMES) {
            if (chance(60)) {
                fields.set(name, value(natural(name), depth));
            }
        }
        return fields;
    }

    static Kind natural(String name) {
        return switch (name) {
            case "n" -> Kind.LONG;
            case "s" -> Kind.STRING;
            case "flag" -> Kind.BOOL;
            case "set" -> Kind.SET;
            case "who" -> Kind.ENTITY;
            case "rec" -> Kind.RECORD;
            case "ip" -> Kind.IP;
            case "time" -> Kind.DATETIME;
            case "dec" -> Kind.DECIMAL;
            default -> Kind.DURATION;
        };
    }

    JsonNode value(Kind wanted, int depth) {
        Kind kind = chance(8) ? any() : wanted;
        return switch (kind) {
            case BOOL -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
            case LONG -> JSON.getNodeFactory().numberNode(one(NUMBERS));
            case STRING -> JSON.getNodeFactory().stringNode(one(TEXTS));
            case SET -> {
                ArrayNode set = JSON.createArrayNode();
                Kind of = depth > 0 ? any() : Kind.LONG;
                for (int count = upTo(4); count > 0; count--) {
                    set.add(value(of, depth - 1));
                }
                yield set;
            }
            case RECORD -> depth > 0 ? fields(depth - 1) : JSON.createObjectNode();
            case ENTITY -> JSON.createObjectNode().set("__entity", uid());
            case IP -> extension("ip", InventedTexts.ADDRESSES);
            case DECIMAL -> extension("decimal", InventedTexts.DECIMALS.subList(0, 7));
            case DATETIME -> extension("datetime", InventedTexts.MOMENTS);
            case DURATION -> extension("duration", InventedTexts.SPANS);
        };
    }

    private ObjectNode extension(String function, List<String> texts) {
        ObjectNode value = JSON.createObjectNode();
        value.putObject("__extn").put("fn", function).put("arg", one(texts));
        return value;
    }

    /// A number from 0 to below `bound`.
    int upTo(int bound) {
        return random.nextInt(bound);
    }

    Kind any() {
        return one(List.of(Kind.values()));
    }

    boolean chance(int percent) {
        return upTo(100) < percent;
    }

    <T> T one(List<T> all) {
        return all.get(upTo(all.size()));
    }
}
