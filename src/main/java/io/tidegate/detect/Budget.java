package io.tidegate.detect;

/// How much work and how many findings are left for one text? Once spent it stays spent.
final class Budget {
    /// As many as are listed, so that memory is bounded: of those that pass unchanged a log has one in each line.
    static final int FINDINGS_MAX = 200_000;

    // What asking a plan of numbers costs, such that no honest list of numbers is refused.
    private static final int STEPS_PER_QUESTION = 64;

    // The worst input of AdversarialTextTest costs 30 steps a character; ordinary text costs under 4.
    private static final int STEPS_PER_CHARACTER_MAX = 64;
    // A list of phrases of twelve short words costs 6 steps a character of such words, a pattern hardly any.
    private static final int OWN_STEPS_PER_CHARACTER_MAX = 8;
    private static final int STEPS_MIN = 4_096;

    private final PlanQuestions questions;
    private long stepsMax;
    private int findingsMax = FINDINGS_MAX;
    private long steps;
    private int findings;

    /// @param own types of the organisation's own: whoever declares them allows for the work of looking for each
    /// @param questions that are left for the document that the text is of
    Budget(int characters, int own, PlanQuestions questions) {
        long each = STEPS_PER_CHARACTER_MAX + (long) OWN_STEPS_PER_CHARACTER_MAX * own;
        this.questions = questions;
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

    /// Whether a plan of numbers may be asked once more.
    boolean mayAsk() {
        boolean may = questions.mayAsk();
        spend(may ? STEPS_PER_QUESTION : 0);
        return may;
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
