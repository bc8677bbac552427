package io.tidegate.detect;

/// How often may plans of numbers still be asked about one document? That costs more than all else about a number. Who
/// has asked so often looks at a list of numbers, and takes what has the layout of one. For one thread.
final class PlanQuestions {
    private static final int ASKED_MAX = 64;

    private int asked;

    boolean mayAsk() {
        return asked++ < ASKED_MAX;
    }
}
