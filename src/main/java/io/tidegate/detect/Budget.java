package io.tidegate.detect;

/// How much work and how many findings are left for one text? Once spent it stays spent.
final class Budget {
    /// More findings than any honest result has: a page of 10,000 addresses is a leak whatever it is.
    static final int FINDINGS_MAX = 10_000;

    // The worst input of AdversarialTextTest costs 30 steps a character; ordinary text costs under 4.
    private static final int STEPS_PER_CHARACTER_MAX = 64;
    // A list of phrases of twelve short words costs 6 steps a character of such words, a pattern hardly any.
    private static final int OWN_STEPS_PER_CHARACTER_MAX = 8;
    private static final int STEPS_MIN = 4_096;

    private long stepsMax;
    private int findingsMax = FINDINGS_MAX;
    private long steps;
    private int findings;

    /// @param own types of the organisation's own: whoever declares them allows for the work of looking for each
    Budget(int characters, int own) {
        long each = STEPS_PER_CHARACTER_MAX + (long) OWN_STEPS_PER_CHARACTER_MAX * own;
        this.stepsMax = STEPS_MIN + each * characters;
    }

    /// The same once more for another reading of a text, whose findings are mostly the same.
    void anotherReading(int characters) {
        stepsMax += (long) STEPS_PER_CHARACTER_MAX * characters;
        findingsMax += FINDINGS_MAX;
    }

    void spend(long count) {
        steps += count;
    }

    void count() {
        findings++;
    }

    long steps() {
        return steps;
    }

    boolean exhausted() {
        return steps > stepsMax || findings > findingsMax;
    }

    Examination.TooMuchToExamine refusal() {
        return new Examination.TooMuchToExamine(
                findings > findingsMax ? Examination.Limit.FINDINGS : Examination.Limit.WORK);
    }
}
