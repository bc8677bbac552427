package io.tidegate.policy;

import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.schema.Schema;
import com.cedarpolicy.value.CedarList;
import com.cedarpolicy.value.CedarMap;
import com.cedarpolicy.value.DateTime;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.IpAddress;
import com.cedarpolicy.value.PrimBool;
import com.cedarpolicy.value.PrimString;
import com.cedarpolicy.value.Value;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Evidence;
import io.tidegate.identity.Principal;
import io.tidegate.identity.Proof;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// How is a question put to Cedar? As the schema's entities; only what the schema names reaches a policy.
final class CedarQuestion {
    private static final EntityTypeName USER = type("User");
    private static final EntityTypeName GROUP = type("Group");
    private static final EntityTypeName ROLE = type("Role");
    private static final Map<Facts.Kind, EntityTypeName> KINDS = kinds(kind -> type(kind.entity()));
    private static final Map<Facts.Kind, EntityUID> ACTIONS =
            kinds(kind -> type("Action").of(kind.action()));
    private static final EntityTypeName SERVER = type("Server");
    private static final EntityUID ARGUMENTS = type("Arguments").of("arguments");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private CedarQuestion() {}

    /// The question whether these very circumstances allow the call, checked against the schema.
    static AuthorizationRequest ofCall(Question question, Schema schema) {
        return new AuthorizationRequest(
                user(question),
                action(question),
                about(question),
                Optional.of(context(question)),
                Optional.of(schema),
                true);
    }

    /// The question to policies that look at no circumstances. The schema demands some, so it is left out.
    static AuthorizationRequest ofListing(Question question) {
        return new AuthorizationRequest(
                user(question), action(question), about(question), Optional.of(Map.of()), Optional.empty(), false);
    }

    private static Map<String, Value> context(Question question) {
        Circumstances circumstances = question.circumstances();
        Map<String, Value> context = new HashMap<>();
        context.put("time", new DateTime(TIME.format(circumstances.time())));
        context.put("arguments", ARGUMENTS);
        circumstances.source().ifPresent(source -> context.put("source", new IpAddress(source)));
        circumstances.client().ifPresent(client -> context.put("client", new PrimString(client)));
        circumstances.runsAs().ifPresent(as -> context.put("runsAs", new PrimString(as)));
        context.put("authentication", authentication(question.principal().evidence()));
        return context;
    }

    private static Value authentication(Evidence evidence) {
        Map<String, Value> parts = new HashMap<>();
        parts.put("methods", texts(evidence.proofs().stream().map(Proof::id)));
        parts.put("boundToKey", new PrimBool(evidence.boundToKey()));
        parts.put("amr", texts(evidence.amr().stream()));
        evidence.certificate().ifPresent(name -> parts.put("certificate", new PrimString(name)));
        evidence.acr().ifPresent(acr -> parts.put("acr", new PrimString(acr)));
        evidence.time().ifPresent(time -> parts.put("time", new DateTime(TIME.format(time))));
        return new CedarMap(parts);
    }

    private static CedarList texts(Stream<String> texts) {
        return new CedarList(texts.<Value>map(PrimString::new).toList());
    }

    static Set<Entity> entities(Question question, Map<String, Value> arguments) {
        Principal principal = question.principal();
        Set<EntityUID> groups = new HashSet<>();
        principal.groups().forEach(group -> groups.add(GROUP.of(group)));
        principal.roles().forEach(role -> groups.add(ROLE.of(role)));
        return Set.of(
                new Entity(user(question), userAttributes(principal), groups),
                new Entity(
                        about(question),
                        attributes(question.about()),
                        Set.of(SERVER.of(question.about().server()))),
                new Entity(ARGUMENTS, Map.of(), Set.of(), arguments));
    }

    private static Map<String, Value> userAttributes(Principal principal) {
        Map<String, Value> attributes = new HashMap<>();
        attributes.put("id", new PrimString(principal.id()));
        attributes.put(
                "authentication", new PrimString(principal.authentication().label()));
        attributes.put("tenant", new PrimString(principal.tenant()));
        principal.client().ifPresent(client -> attributes.put("client", new PrimString(client)));
        attributes.put("scopes", texts(principal.scopes().stream()));
        principal.party().ifPresent(party -> {
            attributes.put("kind", new PrimString(party.kind().id()));
            party.actor().ifPresent(actor -> attributes.put("actor", new PrimString(actor)));
        });
        if (principal.authentication() instanceof Authentication.OidcToken token) {
            attributes.put("issuer", new PrimString(token.issuer()));
        }
        return attributes;
    }

    private static Map<String, Value> attributes(Facts about) {
        return Map.of(
                "name", new PrimString(about.name()),
                "server", new PrimString(about.server()),
                "readOnly", new PrimBool(about.reads()),
                "destructive", new PrimBool(about.destroys()),
                "idempotent", new PrimBool(about.repeats()),
                "openWorld", new PrimBool(about.reachesOut()));
    }

    private static EntityUID user(Question question) {
        return USER.of(question.principal().id());
    }

    private static EntityUID about(Question question) {
        return Objects.requireNonNull(KINDS.get(question.about().kind()))
                .of(question.about().id());
    }

    private static EntityUID action(Question question) {
        return Objects.requireNonNull(ACTIONS.get(question.about().kind()));
    }

    private static <T> Map<Facts.Kind, T> kinds(Function<Facts.Kind, T> named) {
        Map<Facts.Kind, T> all = new EnumMap<>(Facts.Kind.class);
        for (Facts.Kind kind : Facts.Kind.values()) {
            all.put(kind, named.apply(kind));
        }
        return all;
    }

    private static EntityTypeName type(String name) {
        return EntityTypeName.parse(name).orElseThrow();
    }
}
