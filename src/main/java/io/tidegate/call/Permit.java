package io.tidegate.call;

/// The key to a server: the only thing that `Upstream.send` takes.
///
/// It exists when every control before the call ruled and none refused, and it holds what was judged and the receipt of
/// the trail, so there is nothing else to send and no way to send it unrecorded.
public final class Permit {
    private final Call call;
    private final Recorded recorded;

    private Permit(Call call, Recorded recorded) {
        this.call = call;
        this.recorded = recorded;
    }

    /// @param call what was judged; its content is replaced by what the rulings let leave
    /// @throws Refused if a control refused
    /// @throws GateBroken if the rulings aren't those that this door asks for
    public static Permit from(Call call, Rulings before, Recorded recorded) throws Refused {
        if (!call.params().digest().equals(before.arrived().digest())) {
            throw new GateBroken("rulings about another call");
        }
        Keys.check(Door.BEFORE, before);
        if (before.terms().confirmed() && !call.isAgreed(before.leaving())) {
            throw new Refused(Refusal.of(
                    Reason.CONFIRMATION_NEEDED,
                    "Refused by your organisation's policy: the person has to agree to this first, and for this they"
                            + " can't be asked."));
        }
        if (!NamingMembers.same(call.params().json(), before.leaving().json())) {
            throw new Refused(Refusal.of(
                    Reason.DATA_NOT_ALLOWED_OUT,
                    "Refused: the name of what is asked for holds data that may not pass here.",
                    "a name was masked"));
        }
        return new Permit(call.carrying(before.leaving()).on(before.terms()), recorded);
    }

    /// The call as it may be sent, with the terms on which it may.
    public Call call() {
        return call;
    }

    /// To be awaited before the first byte is sent.
    public Recorded recorded() {
        return recorded;
    }
}
