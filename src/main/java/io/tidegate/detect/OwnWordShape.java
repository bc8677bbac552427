package io.tidegate.detect;

/// A word near which a pattern of the organisation's own counts. Finds nothing itself: who has matched asks for it.
final class OwnWordShape implements Shape {
    @Override
    public boolean readsNames() {
        return true;
    }

    @Override
    public void verify(Sight sight, int start, int end) {
        sight.spend(1);
    }
}
