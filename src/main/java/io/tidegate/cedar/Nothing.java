package io.tidegate.cedar;

import io.tidegate.cedar.Value.Fields;
import io.tidegate.cedar.Value.Uid;

/// The request that literals are evaluated with: they ask nothing of it.
enum Nothing implements Request {
    ASKED;

    @Override
    public Uid principal() {
        throw asked();
    }

    @Override
    public Uid action() {
        throw asked();
    }

    @Override
    public Uid resource() {
        throw asked();
    }

    @Override
    public Fields context() {
        throw asked();
    }

    @Override
    public Value context(String attribute) {
        throw asked();
    }

    @Override
    public Entity entity(Uid uid) {
        throw asked();
    }

    private static IllegalStateException asked() {
        return new IllegalStateException("a literal depends on no request");
    }
}
