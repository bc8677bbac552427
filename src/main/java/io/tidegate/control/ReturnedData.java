package io.tidegate.control;

import io.tidegate.call.ControlId;
import io.tidegate.call.Delivery;
import io.tidegate.call.Reason;
import io.tidegate.call.Verdict;
import io.tidegate.detect.DataPass;

/// Does what a server said carry data that must not reach the client? Every carrier is looked at in the same way:
/// content, structured content, `_meta`, errors, notices, definitions.
final class ReturnedData implements AfterControl {
    private final DataPass pass;

    ReturnedData(DataPass pass) {
        this.pass = pass;
    }

    @Override
    public ControlId id() {
        return ControlId.RETURNED_DATA;
    }

    @Override
    public Verdict judge(Delivery delivery) {
        return DataVerdict.of(pass, delivery.answer().content(), Reason.DATA_NOT_RELEASED, "the server's words");
    }
}
