package io.tidegate.detect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where in a text is sensitive data of the chosen types? Built once and shared between threads. Says nothing of
/// types that were not chosen, nor of text in pictures, archives or encryption.
///
/// One pass of one automaton over the folded text, and at each anchor a verification of bounded work. No regular
/// expressions. The work is counted, and a text that costs more than an honest one could is not examined further: the
/// answer is then [Examination.TooMuchToExamine].
public final class DataScanner {
    /// The longest text, in UTF-16 units.
    public static final int TEXT_LENGTH_MAX = 16 << 20; // the largest body the gate takes x 2

    private static final int NAME_LENGTH_MAX = 64;
    private static final String UNDER = ": ";

    private static final int GLUED_ROUNDS_MAX = 4; // data glued to data glued to data

    /// Nothing that is looked for is shorter: `a@b.co`.
    private static final int TEXT_LENGTH_MIN = 6;

    private static final int OWN_LENGTH_MIN = 2;

    private static final Examination NOTHING = new Examination.Complete(List.of(), 0);

    private final Automaton automaton;
    private final Set<DataType> wanted;
    private final OwnWords own;
    private final int declared;
    private final int shortest;
    private final boolean cards;
    private final boolean numbers;

    /// A scanner for these types; at least one.
    public DataScanner(Set<DataType> types) {
        this(types, OwnData.NONE);
    }

    /// A scanner for these types, and those of the organisation's own; at least one.
    public DataScanner(Set<DataType> types, OwnData own) {
        if (types.isEmpty() && own.isEmpty()) {
            throw new IllegalArgumentException("a scanner looks for at least one type");
        }
        EnumSet<DataType> wanted = EnumSet.noneOf(DataType.class);
        wanted.addAll(types);
        List<Anchor> anchors = new ArrayList<>(own.anchors());
        wanted.forEach(type -> anchors.addAll(anchors(type)));
        this.own = new OwnWords(own.types());
        this.declared = own.types().size();
        this.shortest = own.isEmpty() ? TEXT_LENGTH_MIN : OWN_LENGTH_MIN;
        this.wanted = wanted;
        this.cards = wanted.contains(DataType.PAYMENT_CARD);
        this.numbers = wanted.stream().anyMatch(NumberText::finds);
        if (numbers) {
            anchors.addAll(Mention.anchors());
        }
        this.automaton = new Automaton(anchors);
    }

    private static List<Anchor> anchors(DataType type) {
        return switch (type) {
            case EMAIL -> List.of(new Anchor("@", Anchor.Match.EXACT, new EmailShape()));
            case IBAN -> IbanShape.anchors();
            case PHONE -> PhoneShape.anchors();
            case CRYPTO_WALLET -> WalletShape.anchors();
            case POSTAL_ADDRESS -> StreetShape.anchors();
            case PAYMENT_CARD,
                    IP_ADDRESS,
                    MAC_ADDRESS,
                    BIRTH_DATE,
                    HEALTH_CODE,
                    BANK_ACCOUNT,
                    HEALTH_ID,
                    DRIVER_LICENCE,
                    PASSPORT,
                    NATIONAL_ID,
                    OWN -> List.of(); // digits are looked at directly, what is declared by who declares it
            case CREDENTIAL -> credentialAnchors();
            case PRIVATE_KEY -> privateKeyAnchors();
        };
    }

    private static List<Anchor> credentialAnchors() {
        List<Anchor> anchors = new ArrayList<>(Tokens.anchors(DataType.CREDENTIAL));
        anchors.addAll(VendorShape.anchors());
        anchors.addAll(LoginShape.anchors());
        anchors.addAll(AssignmentShape.anchors());
        anchors.addAll(ManifestShape.anchors());
        anchors.add(new Anchor("eyJ", Anchor.Match.EXACT, new JwtShape()));
        anchors.add(new Anchor("://", Anchor.Match.EXACT, new UrlPasswordShape()));
        anchors.add(new Anchor("Q~", Anchor.Match.EXACT, new AzureSecretShape()));
        anchors.add(new Anchor("otpauth://", Anchor.Match.ANY_CASE, new TotpShape()));
        return anchors;
    }

    private static List<Anchor> privateKeyAnchors() {
        List<Anchor> anchors = new ArrayList<>(PrivateKeyShape.anchors());
        anchors.addAll(Tokens.anchors(DataType.PRIVATE_KEY));
        anchors.add(new Anchor("kty", Anchor.Match.EXACT, new JsonWebKeyShape()));
        return anchors;
    }

    /// Whether a name says what stands under it: a password, a number of a person. Of a long one the end counts.
    boolean says(String name) {
        FoldedText folded = FoldedText.unescaped(name);
        byte[] bytes = folded.bytes();
        int state = 0;
        for (int i = Math.max(0, folded.length() - NAME_LENGTH_MAX); i < folded.length(); i++) {
            state = automaton.next(state, automaton.classes()[bytes[i] & 0xFF]);
            if (automaton.ends(state)) {
                for (Anchor anchor : automaton.endings(state)) {
                    if (anchor.shape().readsNames()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static String end(String name) {
        FoldedText folded = FoldedText.unescaped(name);
        int first = folded.length() - NAME_LENGTH_MAX;
        return first <= 0 ? name : name.substring(folded.originalStart(first));
    }

    /// Looks at a text that stands under a name, such as a member of JSON: what the name says of it counts.
    public Examination scan(String text, String name) {
        return scan(text, name, new PlanQuestions());
    }

    /// @param questions that are left for the document that the text is of
    Examination scan(String text, String name, PlanQuestions questions) {
        if (wanted.contains(DataType.PRIVATE_KEY) && JsonWebKeyShape.isPrivate(name, text)) {
            Finding all = new Finding(DataType.PRIVATE_KEY, "json-web-key", 0, text.length(), Confidence.LIKELY);
            return new Examination.Complete(List.of(all), text.length());
        }
        if (!says(name)) {
            return scan(text, 0, questions);
        }
        String telling = end(name);
        int before = telling.length() + UNDER.length();
        if (text.length() > TEXT_LENGTH_MAX - before) {
            return new Examination.TooMuchToExamine(Examination.Limit.LENGTH);
        }
        return switch (scan(telling + UNDER + text, before, questions)) {
            case Examination.Complete(List<Finding> findings, long steps) ->
                new Examination.Complete(
                        findings.stream()
                                .filter(finding -> finding.end() > before)
                                .map(finding -> finding.moved(-before))
                                .toList(),
                        steps);
            case Examination.TooMuchToExamine tooMuch -> tooMuch;
        };
    }

    /// Looks at the whole text, encoded parts included.
    public Examination scan(CharSequence text) {
        return scan(text.toString(), 0, new PlanQuestions());
    }

    private Examination scan(String text, int valueFrom, PlanQuestions questions) {
        if (text.length() > TEXT_LENGTH_MAX) {
            return new Examination.TooMuchToExamine(Examination.Limit.LENGTH);
        }
        if (text.length() < shortest) {
            return NOTHING;
        }
        Budget budget = new Budget(text.length(), declared, questions);
        List<Finding> findings = examine(text, budget, 0, valueFrom);
        if (budget.exhausted()) {
            return budget.refusal();
        }
        return new Examination.Complete(merged(findings), budget.steps());
    }

    /// The raw findings of one text; incomplete once the budget is exhausted, which the caller checks.
    List<Finding> examine(String text, Budget budget, int depth) {
        return examine(text, budget, depth, 0);
    }

    private List<Finding> examine(String text, Budget budget, int depth, int valueFrom) {
        FoldedText reading = FoldedText.of(text);
        List<Finding> findings = examine(reading, budget, depth, valueFrom);
        Optional<FoldedText> next = reading.unescaped();
        if (next.isEmpty()) {
            return findings;
        }
        // INVARIANT: the text as it stands is looked at too. What an escape hides in one reading, it gives away in
        // another.
        Set<Finding> all = new LinkedHashSet<>(findings);
        while (next.isPresent() && !budget.exhausted()) {
            reading = next.get();
            if (depth == 0) {
                budget.anotherReading(text.length());
            }
            all.addAll(examine(reading, budget, depth, valueFrom));
            next = reading.unescaped();
        }
        FoldedText last = reading;
        return all.stream().map(last::whole).distinct().toList();
    }

    private List<Finding> examine(FoldedText text, Budget budget, int depth, int valueFrom) {
        Sight sight = look(text, budget, depth, valueFrom);
        if (!sight.glued()) {
            return sight.findings();
        }
        List<Finding> findings = new ArrayList<>(sight.findings());
        for (int round = 0; round < GLUED_ROUNDS_MAX && sight.glued() && !budget.exhausted(); round++) {
            sight = look(sight.withoutFindings(), budget, depth, valueFrom);
            findings.addAll(sight.findings());
        }
        return findings;
    }

    private Sight look(FoldedText text, Budget budget, int depth, int valueFrom) {
        Sight sight = new Sight(text, wanted, budget, valueFrom);
        budget.spend(text.length());
        pass(sight);
        own.examine(sight);
        if (depth < EncodedText.DEPTH_MAX && !budget.exhausted()) {
            new EncodedText(this, sight, depth).examine();
        }
        return sight;
    }

    private void pass(Sight sight) {
        byte[] bytes = sight.bytes();
        byte[] classes = automaton.classes();
        char[] table = automaton.table();
        int firstEnding = automaton.firstEnding();
        int length = sight.length();
        int digits = automaton.digitClass();
        PaymentCardShape card = new PaymentCardShape(sight);
        NumberText number = new NumberText(sight);
        int digitsFrom = cards ? 0 : Integer.MAX_VALUE;
        int numbersFrom = numbers ? 0 : Integer.MAX_VALUE;
        int state = 0;
        for (int i = 0; i < length; i++) {
            int symbol = classes[bytes[i] & 0xFF];
            if (symbol == digits) {
                digitsFrom = i >= digitsFrom ? card.examine(i) : digitsFrom;
                numbersFrom = i >= numbersFrom ? number.examine(i) : numbersFrom;
            }
            state = table[(state << Automaton.CLASS_BITS) | symbol];
            if (state >= firstEnding) {
                verify(sight, automaton.endings(state), i + 1);
                if (sight.exhausted()) {
                    return;
                }
            }
        }
    }

    private static void verify(Sight sight, Anchor[] anchors, int end) {
        sight.spend(anchors.length);
        for (Anchor anchor : anchors) {
            int start = end - anchor.literal().length();
            if (anchor.holds(sight.bytes(), start)) {
                anchor.shape().verify(sight, start, end);
            }
        }
    }

    /// In order, and overlapping ones made one.
    private static List<Finding> merged(List<Finding> findings) {
        if (findings.isEmpty()) {
            return findings;
        }
        List<Finding> sorted = new ArrayList<>(findings);
        sorted.sort(Comparator.comparingInt(Finding::start).thenComparingInt(Finding::end));
        List<Finding> merged = new ArrayList<>();
        List<Finding> group = new ArrayList<>();
        int end = 0;
        for (Finding finding : sorted) {
            if (finding.start() >= end && !group.isEmpty()) {
                merged.add(Finding.over(group));
                group.clear();
            }
            group.add(finding);
            end = Math.max(end, finding.end());
        }
        if (!group.isEmpty()) {
            merged.add(Finding.over(group));
        }
        return merged;
    }
}
