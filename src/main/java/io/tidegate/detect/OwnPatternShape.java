package io.tidegate.detect;

/// Does a pattern of the organisation's own match here? No place is tried twice.
final class OwnPatternShape implements Shape {
    private final String name;
    private final OwnPattern pattern;
    private final Confidence confidence;

    OwnPatternShape(String name, OwnPattern pattern, Confidence confidence) {
        this.name = name;
        this.pattern = pattern;
        this.confidence = confidence;
    }

    @Override
    public boolean readsNames() {
        return !pattern.near().isEmpty();
    }

    @Override
    public void verify(Sight sight, int start, int end) {
        int at = Math.max(sight.lookedAt(this), pattern.earliest(end));
        int latest = Math.min(pattern.latest(end), sight.length() - 1);
        while (at <= latest && !sight.exhausted()) {
            int stop = pattern.end(sight, at);
            if (stop > at && pattern.isAnnounced(sight, at, stop)) {
                sight.report(DataType.OWN, name, at, stop, confidence);
                at = stop;
            } else {
                at++;
            }
        }
        sight.lookedAt(this, at);
    }
}
