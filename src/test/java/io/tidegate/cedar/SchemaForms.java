package io.tidegate.cedar;

import io.tidegate.cedar.Value.Uid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What does a schema make of JSON without escapes? Texts become values of extension types, and objects become
/// entities' names, where it says so; and its actions are entities too.
final class SchemaForms {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Map<String, String> FUNCTIONS =
            Map.of("ipaddr", "ip", "decimal", "decimal", "datetime", "datetime", "duration", "duration");

    /// A type's definition and the namespace that its names are looked up in.
    private record Type(JsonNode json, String namespace) {
        Type in(JsonNode part) {
            return new Type(part, namespace);
        }
    }

    private final Map<String, Type> entities = new HashMap<>();
    private final Map<String, Type> common = new HashMap<>();
    private final Map<Uid, Type> actions = new HashMap<>();

    /// @param schema in Cedar's JSON form
    SchemaForms(JsonNode schema) {
        schema.properties().forEach(namespace -> {
            String name = namespace.getKey();
            JsonNode parts = namespace.getValue();
            parts.path("entityTypes").properties().forEach(type -> entities.put(qualified(name, type), of(name, type)));
            parts.path("commonTypes").properties().forEach(type -> common.put(qualified(name, type), of(name, type)));
            parts.path("actions")
                    .properties()
                    .forEach(action ->
                            actions.put(new Uid(qualified(name, "Action"), action.getKey()), of(name, action)));
        });
    }

    private static Type of(String namespace, Map.Entry<String, JsonNode> definition) {
        return new Type(definition.getValue(), namespace);
    }

    private static String qualified(String namespace, Map.Entry<String, JsonNode> definition) {
        return qualified(namespace, definition.getKey());
    }

    private static String qualified(String namespace, String name) {
        return namespace.isEmpty() ? name : namespace + "::" + name;
    }

    /// The context of this action, with escapes.
    JsonNode context(Uid action, JsonNode context) {
        Type of = actions.getOrDefault(action, new Type(JSON.missingNode(), ""));
        return formed(context, of.in(of.json().path("appliesTo").path("context")));
    }

    /// The entities with escapes, and with the schema's actions among them.
    ArrayNode entities(JsonNode list) {
        ArrayNode formed = JSON.createArrayNode();
        for (JsonNode entity : list) {
            Uid uid = ValueReader.uid(entity.path("uid"));
            if (!actions.containsKey(uid)) {
                formed.add(entity(entity, entities.getOrDefault(uid.type(), new Type(JSON.missingNode(), ""))));
            }
        }
        actions.forEach((uid, action) -> formed.add(action(uid, action)));
        return formed;
    }

    private ObjectNode entity(JsonNode entity, Type type) {
        ObjectNode formed = (ObjectNode) entity.deepCopy();
        formed.set("attrs", formed(entity.path("attrs"), type.in(type.json().path("shape"))));
        ObjectNode tags = formed.putObject("tags");
        entity.path("tags")
                .properties()
                .forEach(tag -> tags.set(
                        tag.getKey(), formed(tag.getValue(), type.in(type.json().path("tags")))));
        return formed;
    }

    private static ObjectNode action(Uid uid, Type action) {
        ObjectNode entity = JSON.createObjectNode();
        entity.putObject("uid").put("type", uid.type()).put("id", uid.id());
        entity.putObject("attrs");
        ArrayNode parents = entity.putArray("parents");
        for (JsonNode group : action.json().path("memberOf")) {
            String type = group.path("type").asString(qualified(action.namespace(), "Action"));
            parents.addObject().put("type", type).put("id", group.path("id").asString());
        }
        return entity;
    }

    private JsonNode formed(JsonNode value, Type type) {
        String kind = type.json().path("type").asString("");
        if (value.has("__entity") || value.has("__extn") || kind.isEmpty()) {
            return value;
        }
        return switch (kind) {
            case "Set" -> {
                ArrayNode set = JSON.createArrayNode();
                value.forEach(
                        element -> set.add(formed(element, type.in(type.json().path("element")))));
                yield set;
            }
            case "Record" -> record(value, type);
            case "Extension" -> extension(value, type.json().path("name").asString());
            case "Entity" -> JSON.createObjectNode().set("__entity", value);
            case "EntityOrCommon" -> named(value, type, type.json().path("name").asString());
            default -> named(value, type, kind);
        };
    }

    private JsonNode record(JsonNode value, Type type) {
        ObjectNode record = JSON.createObjectNode();
        value.properties()
                .forEach(field -> record.set(
                        field.getKey(),
                        formed(
                                field.getValue(),
                                type.in(type.json().path("attributes").path(field.getKey())))));
        return record;
    }

    private static JsonNode extension(JsonNode value, String name) {
        if (!value.isString()) {
            return value;
        }
        ObjectNode formed = JSON.createObjectNode();
        formed.putObject("__extn").put("fn", FUNCTIONS.get(name)).put("arg", value.asString());
        return formed;
    }

    private JsonNode named(JsonNode value, Type type, String name) {
        List<String> candidates = new ArrayList<>(List.of(name));
        candidates.addFirst(qualified(type.namespace(), name));
        for (String candidate : candidates) {
            Optional<Type> alias = Optional.ofNullable(common.get(candidate));
            if (alias.isPresent()) {
                return formed(value, alias.get());
            }
            if (entities.containsKey(candidate)) {
                return JSON.createObjectNode().set("__entity", value);
            }
        }
        String plain = name.replace("__cedar::", "");
        return FUNCTIONS.containsKey(plain) ? extension(value, plain) : value;
    }
}
