package io.tidegate.policy;

import io.tidegate.cedar.Entity;
import io.tidegate.cedar.EvaluationError;
import io.tidegate.cedar.Request;
import io.tidegate.cedar.Value;
import io.tidegate.cedar.Value.Bool;
import io.tidegate.cedar.Value.Fields;
import io.tidegate.cedar.Value.Many;
import io.tidegate.cedar.Value.Moment;
import io.tidegate.cedar.Value.Text;
import io.tidegate.cedar.Value.Uid;
import io.tidegate.config.ModelPlace;
import io.tidegate.config.ToolClass;
import io.tidegate.identity.Authentication;
import io.tidegate.identity.Evidence;
import io.tidegate.identity.Principal;
import io.tidegate.identity.Proof;
import io.tidegate.json.JsonDocument;
import io.tidegate.json.JsonValue;
import io.tidegate.relation.Related;
import io.tidegate.relation.Unanswered;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How is a question put to policies? As the entities of `tidegate.cedarschema`, each made only when a policy looks at
/// it.
final class Asked implements Request {
    private static final List<String> CONTEXT = List.of(
            "time",
            "arguments",
            "input",
            "source",
            "client",
            "runsAs",
            "model",
            "labels",
            Asked.SESSION_LABELS,
            "authentication");
    static final String SESSION_LABELS = "sessionLabels";
    static final String RELEASE = "release";
    static final String SEE = Facts.Kind.RECORD.action();

    private static final JsonDocument NONE = JsonDocument.of("{}");
    private static final Uid ARGUMENTS = new Uid("Arguments", "arguments");

    private final Question question;
    private final Uid principal;
    private final Uid action;
    private final Uid resource;
    private final User user;
    private final Thing thing;
    private final ArgumentTags arguments;
    private Optional<Value> input = Optional.empty();

    private Asked(Question question) {
        this.question = question;
        Facts about = question.about();
        this.principal = new Uid("User", question.principal().id());
        this.action = new Uid(
                "Action",
                question.action() == Action.RELEASE ? RELEASE : about.kind().action());
        this.resource = new Uid(about.kind().entity(), about.id());
        this.user = new User(question.principal(), question.related());
        this.thing = new Thing(about);
        this.arguments = new ArgumentTags(question.arguments());
    }

    static Request of(Question question) {
        return new Asked(question);
    }

    @Override
    public Uid principal() {
        return principal;
    }

    @Override
    public Uid action() {
        return action;
    }

    @Override
    public Uid resource() {
        return resource;
    }

    @Override
    public Fields context() {
        Map<String, Value> all = new HashMap<>();
        for (String name : CONTEXT) {
            Value value = context(name);
            if (value != null) {
                all.put(name, value);
            }
        }
        return new Fields(all);
    }

    @Override
    public @Nullable Value context(String attribute) {
        Circumstances circumstances = question.circumstances();
        return switch (attribute) {
            case "time" -> new Moment(circumstances.time().toEpochMilli());
            case "arguments" -> ARGUMENTS;
            case "input" -> input();
            case "source" -> circumstances.source().map(Value::address).orElse(null);
            case "client" -> text(circumstances.client());
            case "runsAs" -> text(circumstances.runsAs());
            case "model" -> circumstances.model().map(Asked::model).orElse(null);
            case "labels" -> question.action() == Action.RELEASE ? texts(circumstances.labels()) : null;
            case SESSION_LABELS -> texts(circumstances.sessionLabels());
            case "authentication" -> authentication(question.principal().evidence());
            default -> null;
        };
    }

    @Override
    public @Nullable Entity entity(Uid uid) {
        if (uid.equals(principal)) {
            return user;
        }
        if (uid.equals(resource)) {
            return thing;
        }
        return uid.equals(ARGUMENTS) ? arguments : null;
    }

    @Override
    public Entity principalEntity() {
        return user;
    }

    @Override
    public Entity resourceEntity() {
        return thing;
    }

    /// The arguments with the types of the tool's schema, for policies that name the tool's own action. Made once.
    private @Nullable Value input() {
        if (input.isEmpty() && question.action() != Action.RELEASE && question.about() instanceof ToolFacts tool) {
            JsonValue given = question.arguments().orElse(NONE.root());
            input = tool.input().map(InputShape::of).flatMap(shape -> shape.value(given));
        }
        return input.orElse(null);
    }

    private static Value model(ModelPlace place) {
        Map<String, Value> parts = new HashMap<>();
        parts.put("place", new Text(place.kind().id()));
        place.region().ifPresent(region -> parts.put("region", new Text(region)));
        return new Fields(parts);
    }

    private static Value authentication(Evidence evidence) {
        Map<String, Value> parts = new HashMap<>();
        parts.put("methods", texts(evidence.proofs().stream().map(Proof::id)));
        parts.put("boundToKey", Bool.of(evidence.boundToKey()));
        parts.put("amr", texts(evidence.amr()));
        evidence.certificate().ifPresent(name -> parts.put("certificate", new Text(name)));
        evidence.acr().ifPresent(acr -> parts.put("acr", new Text(acr)));
        evidence.time().ifPresent(time -> parts.put("time", new Moment(time.toEpochMilli())));
        return new Fields(parts);
    }

    private static @Nullable Value text(Optional<String> text) {
        return text.map(Text::new).orElse(null);
    }

    private static Value texts(Collection<String> texts) {
        return texts(texts.stream());
    }

    private static Value texts(Stream<String> texts) {
        return new Many(texts.map(Text::new).collect(Collectors.toUnmodifiableSet()));
    }

    /// Who asks.
    private static final class User implements Entity {
        private final Principal principal;
        private final Related related;
        private @Nullable Value scopes;

        User(Principal principal, Related related) {
            this.principal = principal;
            this.related = related;
        }

        @Override
        public @Nullable Value attribute(String name) {
            return switch (name) {
                case "id" -> new Text(principal.id());
                case "authentication" -> new Text(principal.authentication().label());
                case "tenant" -> new Text(principal.tenant());
                case "scopes" -> scopes();
                case "client" -> text(principal.client());
                case "kind" -> text(principal.party().map(party -> party.kind().id()));
                case "actor" -> text(principal.party().flatMap(party -> party.actor()));
                case "issuer" ->
                    principal.authentication() instanceof Authentication.OidcToken token
                            ? new Text(token.issuer())
                            : null;
                default -> null;
            };
        }

        /// Made once: many policies look at them.
        private Value scopes() {
            if (scopes == null) {
                scopes = texts(principal.scopes());
            }
            return scopes;
        }

        /// What the user is related to. No answer is no empty set: whatever policy looks at it fails.
        @Override
        public @Nullable Value tag(String key) {
            try {
                return related.texts(key).orElse(null);
            } catch (Unanswered _) {
                throw EvaluationError.Kind.UNANSWERED.error();
            }
        }

        @Override
        public Set<String> ancestors(String type) {
            return switch (type) {
                case "Group" -> principal.groups();
                case "Role" -> principal.roles();
                case "Tenant" -> Set.of(principal.tenant());
                case "Agent" -> principal.agents();
                default -> Set.of();
            };
        }
    }

    /// What is asked about.
    private static final class Thing implements Entity {
        private final Facts facts;
        private final Set<String> servers;
        private final Optional<RecordFacts> record;
        private final ArgumentTags values;
        private @Nullable Value name;
        private @Nullable Set<String> classes;

        Thing(Facts facts) {
            this.facts = facts;
            this.servers = Set.of(facts.server());
            this.record = facts instanceof RecordFacts its ? Optional.of(its) : Optional.empty();
            this.values = new ArgumentTags(record.map(RecordFacts::row));
        }

        @Override
        public @Nullable Value attribute(String name) {
            return switch (name) {
                case "name" -> name();
                case "server" -> new Text(facts.server());
                case "readOnly" -> Bool.of(facts.reads());
                case "destructive" -> Bool.of(facts.destroys());
                case "idempotent" -> Bool.of(facts.repeats());
                case "openWorld" -> Bool.of(facts.reachesOut());
                case "id" -> text(record.map(RecordFacts::key));
                case "type" -> text(record.map(RecordFacts::type));
                default -> null;
            };
        }

        @Override
        public @Nullable Value tag(String key) {
            return values.tag(key);
        }

        @Override
        public Set<String> ancestors(String type) {
            return switch (type) {
                case "Server" -> servers;
                case "Class" -> classes();
                case "RecordType" ->
                    record.map(its -> Set.of(its.server() + "/" + its.type())).orElse(Set.of());
                case "Tool" -> record.map(its -> Set.of(its.tool().id())).orElse(Set.of());
                default -> Set.of();
            };
        }

        /// Made once, as the classes are: many policies look at them.
        private Value name() {
            if (name == null) {
                name = new Text(facts.name());
            }
            return name;
        }

        private Set<String> classes() {
            if (classes == null) {
                classes = facts.classes().stream().map(ToolClass::id).collect(Collectors.toUnmodifiableSet());
            }
            return classes;
        }
    }
}
