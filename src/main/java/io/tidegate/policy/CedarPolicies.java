package io.tidegate.policy;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationResponse;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import com.cedarpolicy.value.Value;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidegate.crypto.Digest;
import io.tidegate.identity.Party;
import io.tidegate.identity.Principal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Decides with Cedar's own engine, through `cedar-java`.
///
/// A decision costs 0.1 to 0.2 ms, so those that depend on nothing but principal and tool are remembered. Whether a
/// tool is listed never depends on more: it is decided with each policy at its best (`ContextUse.weakened`) and without
/// the forbids that look at the circumstances.
public final class CedarPolicies implements Policies {
    private static final String SCHEMA = "tidegate.cedarschema";
    private static final int REMEMBERED_MAX = 20_000;

    private final Schema schema;
    private final BasicAuthorizationEngine engine = new BasicAuthorizationEngine();
    private final Map<String, PolicyText> policies;
    private final PolicySet calling;
    private final PolicySet listing;
    private final boolean callsDependOnContext;
    private final boolean readsArguments;
    private final String digest;
    private final Cache<Remembered, Decision> remembered = Caffeine.newBuilder()
            .maximumSize(REMEMBERED_MAX)
            .executor(Runnable::run)
            .build();

    // Everything about principal and thing that reaches a policy. The groups are not part of the principal's key.
    private record Remembered(String principal, Membership membership, Action action, Facts about) {}

    /// What a policy may know of a caller beyond who it is: it may change from one token to the next.
    private record Membership(Set<String> groups, Set<String> roles, Set<String> scopes, Optional<Party> party) {
        static Membership of(Principal principal) {
            return new Membership(principal.groups(), principal.roles(), principal.scopes(), principal.party());
        }
    }

    private CedarPolicies(Schema schema, Reader.Read read) throws AuthException, CacheException {
        this.schema = schema;
        this.policies = read.policies().stream().collect(Collectors.toUnmodifiableMap(PolicyText::key, text -> text));
        this.calling = new PolicySet(
                policies.values().stream().map(PolicyText::policy).collect(Collectors.toCollection(HashSet::new)));
        this.listing = new PolicySet(atBest());
        this.callsDependOnContext = policies.values().stream().anyMatch(PolicyText::mentionsContext);
        this.readsArguments = policies.values().stream().anyMatch(PolicyText::mayReadArguments);
        this.digest = digest(read.sources());
        calling.cache();
        listing.cache();
        schema.cache();
    }

    /// The policies in `paths`, each a file or a folder whose `*.cedar` files are read. No path, or none with a policy
    /// in it, allows nothing. All problems are told together, each with file and line.
    public static Loaded load(List<Path> paths) {
        try {
            Schema schema = Schema.parse(Schema.JsonOrCedar.Cedar, schemaText());
            Reader.Read read = Reader.read(schema, paths);
            return read.problems().isEmpty()
                    ? new Loaded.Ready(new CedarPolicies(schema, read), read.warnings())
                    : new Loaded.Broken(read.problems());
        } catch (AuthException | CacheException _) {
            return new Loaded.Broken(List.of(new Problem("policies", 0, "Cedar cannot read them together")));
        }
    }

    /// Loads Cedar's library and reads the schema once. Not needed, but can be done beside other things: it takes long.
    public static void prepare() {
        try {
            Schema _ = Schema.parse(Schema.JsonOrCedar.Cedar, schemaText());
        } catch (AuthException broken) {
            throw new IllegalStateException("the schema of this program is broken", broken);
        }
    }

    /// The schema that policies are checked against, for editors and for `docs/policy.md`.
    public static String schemaText() {
        try (InputStream resource = CedarPolicies.class.getResourceAsStream(SCHEMA)) {
            return new String(Objects.requireNonNull(resource, SCHEMA).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new IllegalStateException("`" + SCHEMA + "` cannot be read from the program", failure);
        }
    }

    @Override
    public String digest() {
        return digest;
    }

    @Override
    public Decision decide(Question question) {
        if (question.action() == Action.CALL && callsDependOnContext) {
            return evaluate(question);
        }
        Remembered key = new Remembered(
                question.principal().key(), Membership.of(question.principal()), question.action(), question.about());
        Decision before = remembered.getIfPresent(key);
        if (before != null) {
            return before;
        }
        Decision decision = evaluate(question);
        if (decision.answer() != Decision.Answer.NOT_DECIDABLE) {
            remembered.put(key, decision);
        }
        return decision;
    }

    private Decision evaluate(Question question) {
        try {
            return switch (question.action()) {
                case CALL -> call(question);
                case LIST -> list(question);
            };
        } catch (AuthException | RuntimeException _) {
            // A question that Cedar does not take (a malformed address, a text it cannot hold) is refused, not guessed.
            return Decision.undecidable(List.of());
        }
    }

    private Decision call(Question question) throws AuthException {
        Optional<Map<String, Value>> arguments =
                readsArguments ? ArgumentTags.of(question.arguments().orElse("{}")) : Optional.of(Map.of());
        if (arguments.isEmpty()) {
            return Decision.undecidable(List.of());
        }
        Set<Entity> entities = CedarQuestion.entities(question, arguments.get());
        AuthorizationRequest request = CedarQuestion.ofCall(question, schema);
        AuthorizationSuccessResponse answer = answered(engine.isAuthorized(request, calling, entities));
        List<PolicyText> failed = failed(answer);
        return failed.isEmpty() ? Decisions.of(determining(answer)) : Decision.undecidable(refs(failed));
    }

    private Decision list(Question question) throws AuthException {
        Set<Entity> entities = CedarQuestion.entities(question, Map.of());
        AuthorizationRequest request = CedarQuestion.ofListing(question);
        AuthorizationSuccessResponse answer = answered(engine.isAuthorized(request, listing, entities));
        // A policy without circumstances that fails here fails for every call. A weakened one that fails matches none.
        List<PolicyText> failed = failed(answer).stream()
                .filter(policy -> !policy.mentionsContext())
                .toList();
        return failed.isEmpty() ? Decisions.ofListing(determining(answer)) : Decision.undecidable(refs(failed));
    }

    private static AuthorizationSuccessResponse answered(AuthorizationResponse response) throws AuthException {
        return response.success.orElseThrow(() -> new AuthException("no answer"));
    }

    private List<PolicyText> determining(AuthorizationSuccessResponse answer) {
        List<PolicyText> matched = texts(answer.getReason().stream().toList());
        boolean allowed = answer.isAllowed();
        if (matched.stream().anyMatch(policy -> policy.isForbid() == allowed)) {
            throw new IllegalStateException("Cedar's answer and its reasons differ");
        }
        return matched;
    }

    private List<PolicyText> failed(AuthorizationSuccessResponse answer) {
        return texts(answer.getErrors().stream()
                .map(AuthorizationSuccessResponse.AuthorizationError::getPolicyId)
                .toList());
    }

    private List<PolicyText> texts(List<String> keys) {
        return keys.stream()
                .distinct()
                .map(key -> Objects.requireNonNull(policies.get(key), "Cedar named a policy that is not ours"))
                .sorted(Comparator.comparing((PolicyText policy) -> policy.ref().file())
                        .thenComparingInt(policy -> policy.ref().line()))
                .toList();
    }

    private static List<PolicyRef> refs(List<PolicyText> texts) {
        return texts.stream().map(PolicyText::ref).toList();
    }

    private Set<Policy> atBest() throws AuthException {
        Set<Policy> weakened = new HashSet<>();
        for (PolicyText policy : policies.values()) {
            if (!policy.isForbid() || !policy.mentionsContext()) {
                weakened.add(policy.weakened());
            }
        }
        return weakened;
    }

    private static String digest(List<SourceFiles.Source> sources) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        add(all, schemaText());
        for (SourceFiles.Source source : sources) {
            add(all, source.text());
        }
        return Digest.of(all.toByteArray()).hex();
    }

    private static void add(ByteArrayOutputStream all, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        all.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        all.writeBytes(bytes);
    }
}
