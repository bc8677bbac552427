package io.tidegate.call;

import io.tidegate.crypto.Digest;
import java.util.List;

/// Do these rulings open their door? What `Permit` and `Release` ask before they exist.
///
/// It trusts no one who calls it: it asks for a ruling of every control in order, no refusal, and that each judged
/// exactly the content that it claims to read.
final class Keys {
    private Keys() {}

    /// @throws Refused if a control refused
    /// @throws GateBroken if a ruling is missing, out of order, or about other content
    static void check(Door door, Rulings rulings) throws Refused {
        if (rulings.door() != door) {
            throw new GateBroken("rulings of the other door");
        }
        Digest current = rulings.arrived().digest();
        Digest last = rulings.leaving().digest();
        List<ControlId> required = ControlId.required(door);
        for (int at = 0; at < rulings.rulings().size(); at++) {
            Ruling ruling = rulings.rulings().get(at);
            if (at >= required.size() || required.get(at) != ruling.control()) {
                throw new GateBroken(
                        "a ruling out of order: " + ruling.control().id());
            }
            if (ruling.verdict() instanceof Verdict.Refuse(Refusal refusal, var _)) {
                throw new Refused(refusal);
            }
            current = follow(ruling, rulings.arrived().digest(), current, last);
        }
        if (rulings.rulings().size() != required.size()) {
            throw new GateBroken("a control did not rule");
        }
        if (!current.equals(last)) {
            throw new GateBroken("what leaves is not what the last control left");
        }
    }

    private static Digest follow(Ruling ruling, Digest arrived, Digest current, Digest last) {
        Digest expected =
                switch (ruling.control().reads()) {
                    case NONE -> Digest.ZERO;
                    case RAW -> arrived;
                    case MENDS -> current;
                    case FINAL -> last;
                };
        if (!ruling.saw().equals(expected)) {
            throw new GateBroken(ruling.control().id() + " judged other content");
        }
        return switch (ruling.verdict()) {
            case Verdict.Pass _ -> current;
            case Verdict.Refuse _ -> throw new GateBroken("a refusal can't be followed");
            case Verdict.Mend(Content content, List<Note> _) -> {
                if (ruling.control().reads() != Reads.MENDS) {
                    throw new GateBroken(ruling.control().id() + " may not change content");
                }
                yield content.digest();
            }
        };
    }
}
