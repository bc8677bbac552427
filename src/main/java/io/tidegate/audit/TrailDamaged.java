package io.tidegate.audit;

import java.io.IOException;

/// The trail on disk is not what was written; `tidegate trail verify` tells in detail.
public final class TrailDamaged extends IOException {
    private static final long serialVersionUID = 1L;

    TrailDamaged(String message) {
        super(message);
    }
}
