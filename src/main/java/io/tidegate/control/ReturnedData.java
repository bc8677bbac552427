package io.tidegate.control;

import io.tidegate.call.Content;
import io.tidegate.call.ControlId;
import io.tidegate.call.Delivery;
import io.tidegate.call.Reason;
import io.tidegate.call.Verdict;

/// Does what a server said carry data that must not reach the client? Every carrier is looked at in the same way:
/// content, structured content, `_meta`, errors, notices, definitions.
final class ReturnedData implements AfterControl {
    private final DataHandling handling;

    ReturnedData(DataHandling handling) {
        this.handling = handling;
    }

    @Override
    public ControlId id() {
        return ControlId.RETURNED_DATA;
    }

    @Override
    public Verdict judge(Delivery delivery) {
        Content content = delivery.answer().content();
        return DataVerdict.of(
                handling.examine(content.json(), Concerned.of(delivery)),
                content,
                Reason.DATA_NOT_RELEASED,
                "the server's words");
    }
}
