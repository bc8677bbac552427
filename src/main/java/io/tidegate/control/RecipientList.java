package io.tidegate.control;

import io.tidegate.call.Call;
import io.tidegate.call.ControlId;
import io.tidegate.call.Reason;
import io.tidegate.call.Verdict;
import io.tidegate.config.Guard;
import io.tidegate.guard.RecipientFault;
import io.tidegate.guard.RecipientRules;
import java.util.Optional;

/// Is everyone to whom a server would send something allowed by the operator?
///
/// Does not see who reads along: forwards, members of a list or a channel.
final class RecipientList implements BeforeControl {
    private static final String HELP =
            "Give plain addresses or names, parted by commas, and only those that you were told. Do not guess others.";

    private final Bindings<RecipientRules> bindings;

    RecipientList(Guards guards) {
        this.bindings = guards.bound(Guard.Rule.Recipients.class, (_, rule) -> new RecipientRules(rule.allowed()));
    }

    @Override
    public ControlId id() {
        return ControlId.RECIPIENT_LIST;
    }

    @Override
    public Verdict judge(Call call) {
        return bindings.judge(call, Reason.RECIPIENT_NOT_ALLOWED, RecipientList::objection);
    }

    private static Optional<Objection> objection(RecipientRules rules, Given given) {
        Optional<RecipientFault> fault =
                switch (given.kind()) {
                    case TEXT -> rules.judge(given.text());
                    case NUMBER, TRUTH, URI, UNFIT -> Optional.of(RecipientFault.NOT_TEXT);
                };
        return fault.map(each -> new Objection(each.code(), each.sentence(), HELP));
    }
}
