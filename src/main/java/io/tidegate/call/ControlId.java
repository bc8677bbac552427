package io.tidegate.call;

import java.util.Arrays;
import java.util.List;

/// Every control there is, in the order in which it rules. The keys ask for a ruling of each.
///
/// A constant here without a line in `Controls`, or the other way round, fails the build.
public enum ControlId {
    STOP_SWITCH("stop-switch", Door.BEFORE, Reads.NONE),
    RATE_LIMIT("rate-limit", Door.BEFORE, Reads.NONE),
    TOKEN_SCOPES("token-scopes", Door.BEFORE, Reads.NONE),
    SIZE_LIMIT("size-limit", Door.BEFORE, Reads.RAW),
    OUTGOING_DATA("outgoing-data", Door.BEFORE, Reads.MENDS),
    TOOL_ACCESS("tool-access", Door.BEFORE, Reads.FINAL),
    ARGUMENT_SHAPE("argument-shape", Door.BEFORE, Reads.FINAL),
    PATH_ROOTS("path-roots", Door.BEFORE, Reads.FINAL),
    URL_TARGET("url-target", Door.BEFORE, Reads.FINAL),
    ALLOWED_VALUES("allowed-values", Door.BEFORE, Reads.FINAL),
    SQL_SHAPE("sql-shape", Door.BEFORE, Reads.FINAL),
    COMMAND_SHAPE("command-shape", Door.BEFORE, Reads.FINAL),
    RECIPIENT_LIST("recipient-list", Door.BEFORE, Reads.FINAL),
    CALLS_AT_ONCE("calls-at-once", Door.BEFORE, Reads.NONE),
    CALL_BUDGET("call-budget", Door.BEFORE, Reads.NONE),

    ANSWER_SIZE("answer-size", Door.AFTER, Reads.RAW),
    HIDDEN_TEXT_STRIP("hidden-text-strip", Door.AFTER, Reads.MENDS),
    RECORD_FILTER("record-filter", Door.AFTER, Reads.MENDS),
    RETURNED_DATA("returned-data", Door.AFTER, Reads.MENDS),
    APP_LIMITS("app-limits", Door.AFTER, Reads.MENDS),
    UNTRUSTED_MARK("untrusted-mark", Door.AFTER, Reads.MENDS),
    RELEASE_POLICY("release-policy", Door.AFTER, Reads.FINAL);

    private static final List<ControlId> ALL_BEFORE =
            Arrays.stream(values()).filter(id -> id.door == Door.BEFORE).toList();
    private static final List<ControlId> ALL_AFTER =
            Arrays.stream(values()).filter(id -> id.door == Door.AFTER).toList();

    private final String id;
    private final Door door;
    private final Reads reads;

    ControlId(String id, Door door, Reads reads) {
        this.id = id;
        this.door = door;
        this.reads = reads;
    }

    /// As it is called in the configuration, the trail, the metrics and the docs.
    public String id() {
        return id;
    }

    public Door door() {
        return door;
    }

    public Reads reads() {
        return reads;
    }

    /// The controls that must rule at a door, in order.
    public static List<ControlId> required(Door door) {
        return door == Door.BEFORE ? ALL_BEFORE : ALL_AFTER;
    }
}
