package io.tidegate.audit;

import java.util.Optional;

/// What does a record of the trail tell?
public enum RecordKind {
    /// A process began to write; names the node and what was torn by a crash before.
    OPENED(1),
    /// A call is about to be judged and perhaps sent.
    INTENT(2),
    /// What became of a call that has an intent.
    SEALED(3),
    /// Something arrived that never became a call.
    REFUSED(4),
    /// Configuration, policy or an operator's hand changed something.
    CHANGE(5),
    /// A signature over everything before.
    CHECKPOINT(6),
    /// The process stopped cleanly.
    CLOSED(7),
    /// Calls that were open when a segment began, so that recovery reads one segment only.
    CARRIED(8);

    private final int code;

    RecordKind(int code) {
        this.code = code;
    }

    /// The number that stands in the file.
    int code() {
        return code;
    }

    /// The kind with `code`; empty if this version knows none.
    static Optional<RecordKind> of(int code) {
        for (RecordKind kind : values()) {
            if (kind.code == code) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /// Whether a payload of this kind must begin with the id of its call.
    boolean namesCall() {
        return switch (this) {
            case INTENT, SEALED, REFUSED -> true;
            case OPENED, CHANGE, CHECKPOINT, CLOSED, CARRIED -> false;
        };
    }

    /// Whether only the trail itself writes this kind.
    boolean ours() {
        return switch (this) {
            case OPENED, CHECKPOINT, CLOSED, CARRIED -> true;
            case INTENT, SEALED, REFUSED, CHANGE -> false;
        };
    }
}
