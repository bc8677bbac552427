package io.tidegate.detect;

/// A word that says what the numbers behind it are. Finds nothing itself.
final class MentionShape implements Shape {
    private final Mention mention;

    MentionShape(Mention mention) {
        this.mention = mention;
    }

    @Override
    public boolean readsNames() {
        return true;
    }

    @Override
    public void verify(Sight sight, int start, int end) {
        if (sight.wordBegins(start)) {
            sight.mention(mention, end);
        }
    }
}
