package io.tidegate.policy;

import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.schema.Schema;
import io.tidegate.catalog.KnownTools;
import io.tidegate.cedar.Interner;
import io.tidegate.cedar.PolicySet;
import io.tidegate.cedar.PolicySet.Outcome;
import io.tidegate.cedar.Request;
import io.tidegate.config.AllowRule;
import io.tidegate.config.Configuration;
import io.tidegate.crypto.Digest;
import io.tidegate.policy.Explanation.Near;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Decides by Cedar policies, which `cedar-java` has parsed and validated and [io.tidegate.cedar] evaluates.
///
/// Whether a tool is listed never depends on the circumstances of a call: it is decided with each policy at its best
/// (`ContextUse.weakened`) and without the forbids that look at them.
public final class CedarPolicies implements Policies {
    private static final String SCHEMA = "tidegate.cedarschema";

    private final List<PolicyText> inOrder;
    private final PolicySet<PolicyText> calling;
    private final PolicySet<PolicyText> listing;
    private final PolicySet<PolicyText> goingOn;
    private final List<PolicyText> ofRecords;
    private final PolicySet<PolicyText> seeing;
    private final List<SourceFiles.Source> sources;
    private final String digest;
    private final boolean namesRelease;
    private final boolean permitsRelease;
    private final boolean lookBack;
    private final Fit fit;

    private CedarPolicies(Reader.Read read, World world) {
        this.inOrder = read.policies();
        this.calling = PolicySet.of(inOrder, PolicyText::ours);
        Interner interner = new Interner();
        this.listing = PolicySet.of(
                inOrder.stream()
                        .filter(policy -> !policy.isForbid() || !policy.mentionsContext())
                        .toList(),
                policy -> policy.weakened(interner));
        this.goingOn = PolicySet.of(
                inOrder.stream()
                        .filter(policy -> !policy.isForbid() || !policy.mentionsContext() || refusesLater(policy))
                        .toList(),
                policy -> refusesLater(policy) ? policy.ours() : policy.weakened(interner));
        this.ofRecords = inOrder.stream().filter(CedarPolicies::isOfRecords).toList();
        this.seeing = PolicySet.of(ofRecords, PolicyText::ours);
        this.sources = read.sources();
        this.digest = digest(schemaText(), sources);
        this.namesRelease = read.policies().stream().anyMatch(policy -> policy.names(Asked.RELEASE));
        this.permitsRelease =
                read.policies().stream().anyMatch(policy -> policy.names(Asked.RELEASE) && !policy.isForbid());
        this.lookBack = inOrder.stream().anyMatch(PolicyText::looksBack);
        this.fit = new Fit(inOrder, sources, world);
    }

    /// Whether it refuses by what is so now, whatever the arguments were with which the call began.
    private static boolean refusesLater(PolicyText policy) {
        return policy.refuses() && policy.mentionsContext() && !policy.looksAtArguments();
    }

    /// Whoever is to see records is said so in as many words: a permit about all actions permits none. A `forbid` about
    /// all does forbid them.
    private static boolean isOfRecords(PolicyText policy) {
        return policy.names(Asked.SEE) || (policy.refuses() && policy.isAboutAll());
    }

    /// The policies in `paths`, each a file or a folder whose `*.cedar` files are read. No path, or none with a policy
    /// in it, allows nothing. All problems are told together, each with file and line.
    public static Loaded load(List<Path> paths) {
        return load(KnownTools.NONE, paths);
    }

    /// The policies of a configuration: its short form, and the files and the commit that it names.
    ///
    /// @param known what tools there are: a policy that names the action of one is checked against its arguments
    public static Loaded load(Configuration configuration, KnownTools known) {
        return load(
                new PolicyPlaces(configuration.allow(), configuration.policy(), configuration.repository()),
                World.of(configuration, known),
                configuration.file());
    }

    /// The same of places that need not be one configuration's.
    ///
    /// @param file where the short form stands
    public static Loaded load(PolicyPlaces places, World world, Path file) {
        List<SourceFiles.Source> sources = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        List<ShortForm.Made> made = ShortForm.cedar(places.allow());
        if (!made.isEmpty()) {
            sources.add(new SourceFiles.Source(file.toString(), ShortForm.whole(made), made, Author.of(file)));
        }
        sources.addAll(SourceFiles.read(places.paths(), problems));
        places.repository().ifPresent(repository -> sources.addAll(GitSources.read(repository, problems)));
        return of(world, sources, problems);
    }

    /// The short form, which stands in `file`, and Cedar files.
    public static Loaded load(List<AllowRule> allow, List<Path> paths, World world, Path file) {
        return load(new PolicyPlaces(allow, paths, Optional.empty()), world, file);
    }

    /// Those in `paths`, checked against these tools.
    static Loaded load(KnownTools known, List<Path> paths) {
        List<Problem> problems = new ArrayList<>();
        return of(new World(known, Set.of()), SourceFiles.read(paths, problems), problems);
    }

    static Loaded of(World world, List<SourceFiles.Source> sources, List<Problem> problems) {
        return Roomy.done(() -> read(world, sources, problems));
    }

    private static Loaded read(World world, List<SourceFiles.Source> sources, List<Problem> problems) {
        try {
            Reader.Read read = Reader.read(world, sources, problems);
            return read.problems().isEmpty()
                    ? new Loaded.Ready(new CedarPolicies(read, world), read.warnings())
                    : new Loaded.Broken(read.problems());
        } catch (AuthException _) {
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

    /// Checks them against what servers have now. Until they are checked anew, calls of the tools that they don't fit
    /// are refused, and the tools not listed: what a `forbid` looks at may be there under another name or type.
    ///
    /// @return what is wrong with them; nothing where the arguments that they name are those of the last check
    public Optional<List<Problem>> fit(Map<String, KnownTools.Heard> servers) {
        return Roomy.done(() -> fit.renew(servers));
    }

    /// Whether those that don't fit what servers have now all stood in these, word for word: then a server changed what
    /// it has, and nobody wrote a mistake.
    public boolean misfitsWereIn(CedarPolicies before) {
        Set<String> texts = before.inOrder.stream().map(PolicyText::source).collect(Collectors.toUnmodifiableSet());
        return fit.misfits().stream().map(PolicyText::source).allMatch(texts::contains);
    }

    /// Those that do nothing, or more than anybody can have meant, as far as that is certain.
    public List<Problem> lint() {
        return Roomy.done(() -> Lint.of(inOrder));
    }

    /// Whom they speak of.
    public Set<Mentioned> mentioned() {
        return Roomy.done(() -> inOrder.stream()
                .flatMap(policy -> Mentioned.in(policy.json()).stream())
                .collect(Collectors.toUnmodifiableSet()));
    }

    /// What they say, each with where it stands.
    public Map<String, String> texts() {
        return inOrder.stream()
                .collect(Collectors.toMap(
                        policy -> PolicyText.written(policy.json()),
                        policy -> policy.ref().describe(),
                        (one, _) -> one));
    }

    /// Who wrote the newest of them.
    public Optional<Author> author() {
        return sources.stream().flatMap(source -> source.author().stream()).max(Comparator.comparing(Author::at));
    }

    /// The commit that some of them were read from, where there is one; the newest may stand elsewhere.
    public Optional<String> commit() {
        return sources.stream()
                .flatMap(source -> source.author().stream())
                .flatMap(author -> author.commit().stream())
                .findFirst();
    }

    List<SourceFiles.Source> sources() {
        return sources;
    }

    /// The tools whose own actions they name, as `server/tool`.
    public Set<String> tools() {
        return inOrder.stream().flatMap(policy -> policy.tools().stream()).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public boolean lookBack() {
        return lookBack;
    }

    @Override
    public String digest() {
        return digest;
    }

    @Override
    public Decision decide(Question question) {
        return decide(question, Asked.of(question));
    }

    /// What came of a question of which not all is known.
    ///
    /// @param met what was looked at and is not known: where there is any, nothing is decided
    public record Recalled(Decision decision, Set<Gap> met) {}

    /// The same of a call that was made some time ago.
    ///
    /// @param gaps what is not known of it
    public Recalled recall(Question question, Set<Gap> gaps) {
        Gapped request = new Gapped(Asked.of(question), gaps);
        Decision decision = decide(question, request);
        return new Recalled(decision, Set.copyOf(request.met()));
    }

    private Decision decide(Question question, Request request) {
        return switch (question.action()) {
            case CALL -> fit.refusal(question).orElseGet(() -> decided(question, calling.ask(request)));
            case GO_ON -> fit.refusal(question).orElseGet(() -> goesOn(question, request));
            case LIST -> fit.refusal(question).orElseGet(() -> list(request));
            case RELEASE -> release(question, request);
            case SEE -> decided(question, seeing.ask(request));
        };
    }

    /// Where no policy names it, nothing is asked: what speaks of all actions has spoken of the call. Where no permit
    /// does, all is let out that is not forbidden.
    private Decision release(Question question, Request request) {
        if (!namesRelease) {
            return Decisions.released();
        }
        Outcome<PolicyText> outcome = calling.ask(request);
        List<PolicyText> failed = outcome.failed();
        if (!failed.isEmpty()) {
            return Decision.undecidable(refs(failed), question.related().unanswered());
        }
        List<PolicyText> applying = outcome.applying();
        List<PolicyText> forbids = applying.stream().filter(PolicyText::refuses).toList();
        if (!forbids.isEmpty()) {
            return Decisions.of(forbids);
        }
        List<PolicyText> permits =
                applying.stream().filter(policy -> !policy.isForbid()).toList();
        return permits.isEmpty() && !permitsRelease ? Decisions.released() : Decisions.released(permits);
    }

    /// Why a call is decided as it is, part by part. Takes long beside a decision: it asks every policy.
    public Explanation explain(Question question) {
        return Roomy.done(() -> explained(question));
    }

    private Explanation explained(Question question) {
        Request request = Asked.of(question);
        List<Near> applying = new ArrayList<>();
        List<Near> others = new ArrayList<>();
        for (PolicyText policy : question.action() == Action.SEE ? ofRecords : inOrder) {
            Parts parts = new Parts(policy.json(), request);
            if (parts.isAbout()) {
                Near near = policy.near(parts);
                if (near.missing().isEmpty()) {
                    applying.add(near);
                } else if (!policy.isForbid()) {
                    others.add(near);
                }
            }
        }
        others.sort(Comparator.comparingInt(near -> near.missing().size()));
        return new Explanation(decide(question, request), applying, others);
    }

    private Decision decided(Question question, Outcome<PolicyText> outcome) {
        List<PolicyText> failed = outcome.failed();
        return failed.isEmpty()
                ? Decisions.of(determining(outcome))
                : Decision.undecidable(refs(failed), question.related().unanswered());
    }

    private Decision list(Request request) {
        Outcome<PolicyText> outcome = listing.ask(request);
        // A policy without circumstances that fails here fails for every call. A weakened one that fails matches none.
        List<PolicyText> failed = outcome.failed().stream()
                .filter(policy -> !policy.mentionsContext())
                .toList();
        return failed.isEmpty()
                ? Decisions.ofListing(determining(outcome))
                : Decision.undecidable(refs(failed), Set.of());
    }

    /// As it would be listed, and no `forbid` refuses it by what is so now.
    private Decision goesOn(Question question, Request request) {
        Outcome<PolicyText> outcome = goingOn.ask(request);
        List<PolicyText> failed = outcome.failed().stream()
                .filter(policy -> !policy.mentionsContext() || refusesLater(policy))
                .toList();
        return failed.isEmpty()
                ? Decisions.ofListing(determining(outcome))
                : Decision.undecidable(refs(failed), question.related().unanswered());
    }

    /// The forbids that apply. Where there are none the permits, behind what they are bound to; and where nothing
    /// permits it, nothing.
    private List<PolicyText> determining(Outcome<PolicyText> outcome) {
        List<PolicyText> permits = new ArrayList<>(2);
        List<PolicyText> bounds = new ArrayList<>(0);
        List<PolicyText> forbids = new ArrayList<>(0);
        for (PolicyText applying : outcome.applying()) {
            (applying.refuses() ? forbids : applying.isForbid() ? bounds : permits).add(applying);
        }
        if (!forbids.isEmpty()) {
            return forbids;
        }
        if (!permits.isEmpty()) {
            permits.addAll(0, bounds);
        }
        return permits;
    }

    private static List<PolicyRef> refs(List<PolicyText> texts) {
        return texts.stream().map(PolicyText::ref).toList();
    }

    static String digest(String schema, List<SourceFiles.Source> sources) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        add(all, schema);
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
