package io.tidegate.control;

import io.tidegate.call.Content;
import io.tidegate.call.ControlId;
import io.tidegate.call.Door;
import io.tidegate.call.Note;
import io.tidegate.call.Reads;
import io.tidegate.call.Reason;
import io.tidegate.call.Refusal;
import io.tidegate.call.Ruling;
import io.tidegate.call.Rulings;
import io.tidegate.call.Verdict;
import io.tidegate.crypto.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rulings at one door as they come.
final class Sitting {
    private static final Logger LOG = LoggerFactory.getLogger(Sitting.class);

    private final Door door;
    private final Content arrived;
    private final List<Ruling> rulings = new ArrayList<>();
    private final List<Note> noted = new ArrayList<>();
    private Content current;

    Sitting(Door door, Content arrived) {
        this.door = door;
        this.arrived = arrived;
        this.current = arrived;
    }

    boolean rule(ControlId id, Function<Content, Verdict> control) {
        Content read = id.reads() == Reads.RAW ? arrived : current;
        Digest saw = id.reads() == Reads.NONE ? Digest.ZERO : read.digest();
        long start = System.nanoTime();
        Verdict verdict = ruled(id, control, read);
        rulings.add(new Ruling(id, saw, verdict, System.nanoTime() - start));
        switch (verdict) {
            case Verdict.Pass(List<Note> notes, var _) -> noted.addAll(notes);
            case Verdict.Mend(Content mended, List<Note> notes) -> {
                current = mended;
                noted.addAll(notes);
            }
            case Verdict.Refuse _ -> {}
        }
        return !(verdict instanceof Verdict.Refuse);
    }

    /// What was noted so far.
    List<Note> noted() {
        return noted;
    }

    Rulings rulings() {
        return new Rulings(door, arrived, rulings, current);
    }

    private static Verdict ruled(ControlId id, Function<Content, Verdict> control, Content content) {
        try {
            return control.apply(content);
        } catch (RuntimeException | StackOverflowError fault) {
            String what = fault.getClass().getSimpleName();
            LOG.error("control {} failed and refused: {}", id.id(), what);
            return new Verdict.Refuse(Refusal.of(
                    Reason.CONTROL_FAILED,
                    "A control could not decide, so this was refused. It is not about your request's content.",
                    "control-failed:" + id.id() + " " + what));
        }
    }
}
