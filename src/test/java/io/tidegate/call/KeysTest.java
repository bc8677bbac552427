package io.tidegate.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.crypto.Digest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Does a door open for exactly the rulings that it asks for, whoever brings them?
final class KeysTest {
    private static final Content ARRIVED = Samples.content("{\"name\":\"read\",\"arguments\":{\"text\":\"raw\"}}");
    private static final Content BETWEEN = Samples.content("{\"name\":\"read\",\"arguments\":{\"text\":\"half\"}}");
    private static final Content LEAVING = Samples.content("{\"name\":\"read\",\"arguments\":{\"text\":\"mended\"}}");
    private static final Content OTHER = Samples.content("{\"name\":\"read\",\"arguments\":{\"text\":\"other\"}}");
    private static final Refusal NO = Refusal.of(Reason.TOOL_NOT_ALLOWED, "No.");

    /// The rulings that open the door when the first control that mends made `LEAVING` of `ARRIVED`.
    private static List<Ruling> good(Door door) {
        List<Ruling> rulings = new ArrayList<>();
        Content current = ARRIVED;
        for (ControlId id : ControlId.required(door)) {
            Digest saw = saw(id, current, LEAVING);
            if (id.reads() == Reads.MENDS && current == ARRIVED) {
                current = LEAVING;
                rulings.add(mend(id, saw, LEAVING));
            } else {
                rulings.add(pass(id, saw));
            }
        }
        return rulings;
    }

    private static Digest saw(ControlId id, Content current, Content leaving) {
        return switch (id.reads()) {
            case NONE -> Digest.ZERO;
            case RAW -> ARRIVED.digest();
            case MENDS -> current.digest();
            case FINAL -> leaving.digest();
        };
    }

    private static Ruling pass(ControlId id, Digest saw) {
        return new Ruling(id, saw, Verdict.PASS, 1);
    }

    private static Ruling mend(ControlId id, Digest saw, Content to) {
        return new Ruling(id, saw, new Verdict.Mend(to, List.of()), 1);
    }

    private static Ruling refuse(Ruling ruling) {
        return new Ruling(ruling.control(), ruling.saw(), new Verdict.Refuse(NO), 1);
    }

    private static Content open(Door door, List<Ruling> rulings) throws Refused {
        return open(door, ARRIVED, new Rulings(door, ARRIVED, rulings, LEAVING));
    }

    private static Content open(Door door, Content about, Rulings rulings) throws Refused {
        return switch (door) {
            case BEFORE -> {
                Call call = Samples.call("{}").carrying(about);
                yield Permit.from(call, rulings, _ -> {}).call().params();
            }
            case AFTER -> {
                Release release = Release.from(new Answer.Result(about), rulings);
                yield ((Release.Body.Judged) release.body()).answer().content();
            }
        };
    }

    private static void breaks(Door door, List<Ruling> rulings) {
        assertThatThrownBy(() -> open(door, rulings)).isInstanceOf(GateBroken.class);
    }

    /// Every place in the rulings of both doors.
    static Stream<Arguments> places() {
        return Stream.of(Door.values()).flatMap(door -> Stream.iterate(0, at -> at + 1)
                .limit(ControlId.required(door).size())
                .map(at -> Arguments.of(door, at)));
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void opensForEveryRulingAndLetsTheMendedContentLeave(Door door) throws Refused {
        assertThat(open(door, good(door))).isSameAs(LEAVING);
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void opensForAChainOfMends(Door door) throws Refused {
        List<Ruling> rulings = new ArrayList<>();
        List<Content> steps = new ArrayList<>(List.of(BETWEEN, LEAVING));
        List<ControlId> menders = ControlId.required(door).stream()
                .filter(id -> id.reads() == Reads.MENDS)
                .toList();
        Content current = ARRIVED;
        for (ControlId id : ControlId.required(door)) {
            Digest saw = saw(id, current, LEAVING);
            if (id == menders.getLast()) {
                current = LEAVING;
                rulings.add(mend(id, saw, LEAVING));
            } else if (menders.contains(id) && !steps.isEmpty()) {
                current = steps.removeFirst();
                rulings.add(mend(id, saw, current));
            } else {
                rulings.add(pass(id, saw));
            }
        }
        assertThat(open(door, rulings)).isSameAs(LEAVING);
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void staysShutWithoutAnyRuling(Door door) {
        breaks(door, List.of());
    }

    @ParameterizedTest
    @MethodSource("places")
    void staysShutWithoutOneRuling(Door door, int at) {
        List<Ruling> rulings = good(door);
        rulings.remove(at);
        breaks(door, rulings);
    }

    @ParameterizedTest
    @MethodSource("places")
    void staysShutForADuplicate(Door door, int at) {
        List<Ruling> rulings = good(door);
        rulings.add(at, rulings.get(at));
        breaks(door, rulings);
    }

    @ParameterizedTest
    @MethodSource("places")
    void staysShutWhereARulingTakesTheNextOnesPlace(Door door, int at) {
        List<Ruling> rulings = good(door);
        Collections.swap(rulings, at, (at + 1) % rulings.size());
        breaks(door, rulings);
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void staysShutForTheRulingsOfTheOtherDoor(Door door) {
        Door other = door == Door.BEFORE ? Door.AFTER : Door.BEFORE;
        breaks(door, good(other));
        Rulings claimed = new Rulings(other, ARRIVED, good(door), LEAVING);
        assertThatThrownBy(() -> open(door, ARRIVED, claimed)).isInstanceOf(GateBroken.class);
        List<Ruling> longer = good(door);
        longer.add(good(other).getLast());
        breaks(door, longer);
    }

    @ParameterizedTest
    @MethodSource("places")
    void staysShutWhereAControlJudgedOtherContent(Door door, int at) {
        List<Ruling> rulings = good(door);
        Ruling ruling = rulings.get(at);
        rulings.set(at, new Ruling(ruling.control(), OTHER.digest(), ruling.verdict(), 1));
        breaks(door, rulings);
    }

    @ParameterizedTest
    @MethodSource("places")
    void staysShutWhereAControlSawTheContentOfAnotherStep(Door door, int at) {
        List<Ruling> rulings = good(door);
        Ruling ruling = rulings.get(at);
        Digest wrong = ruling.saw().equals(ARRIVED.digest()) ? LEAVING.digest() : ARRIVED.digest();
        rulings.set(at, new Ruling(ruling.control(), wrong, ruling.verdict(), 1));
        breaks(door, rulings);
    }

    @ParameterizedTest
    @MethodSource("places")
    void staysShutWhereAControlSawNothingThatReads(Door door, int at) {
        List<Ruling> rulings = good(door);
        Ruling ruling = rulings.get(at);
        Digest wrong = ruling.control().reads() == Reads.NONE ? ARRIVED.digest() : Digest.ZERO;
        rulings.set(at, new Ruling(ruling.control(), wrong, ruling.verdict(), 1));
        breaks(door, rulings);
    }

    @ParameterizedTest
    @MethodSource("places")
    void staysShutWhereAMendLeadsElsewhere(Door door, int at) {
        List<Ruling> rulings = good(door);
        Ruling ruling = rulings.get(at);
        rulings.set(at, mend(ruling.control(), ruling.saw(), OTHER));
        breaks(door, rulings);
    }

    @ParameterizedTest
    @MethodSource("places")
    void staysShutWhereAControlMendsThatMayNot(Door door, int at) {
        List<Ruling> rulings = good(door);
        Ruling ruling = rulings.get(at);
        if (ruling.control().reads() != Reads.MENDS) {
            rulings.set(at, mend(ruling.control(), ruling.saw(), LEAVING));
            breaks(door, rulings);
        } else {
            assertThat(rulings.get(at).control().reads()).isEqualTo(Reads.MENDS);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void staysShutWhereWhatLeavesWasNeverJudged(Door door) {
        Rulings swapped = new Rulings(door, ARRIVED, good(door), OTHER);
        assertThatThrownBy(() -> open(door, ARRIVED, swapped)).isInstanceOf(GateBroken.class);
        Rulings unmended = new Rulings(door, ARRIVED, good(door), ARRIVED);
        assertThatThrownBy(() -> open(door, ARRIVED, unmended)).isInstanceOf(GateBroken.class);
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void staysShutForRulingsAboutAnotherCallOrAnswer(Door door) {
        Rulings rulings = new Rulings(door, ARRIVED, good(door), LEAVING);
        assertThatThrownBy(() -> open(door, OTHER, rulings))
                .isInstanceOf(GateBroken.class)
                .hasMessageContaining("another");
    }

    @ParameterizedTest
    @MethodSource("places")
    void handsOutTheRefusalAmongThem(Door door, int at) {
        List<Ruling> rulings = good(door);
        rulings.set(at, refuse(rulings.get(at)));
        assertThatThrownBy(() -> open(door, rulings))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.refusal()).isSameAs(NO));
        List<Ruling> stopped = rulings.subList(0, at + 1);
        assertThatThrownBy(() -> open(door, stopped)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @MethodSource("places")
    void aRefusalDoesNotExcuseABreakBeforeIt(Door door, int at) {
        List<Ruling> rulings = good(door);
        rulings.set(at, refuse(rulings.get(at)));
        if (at > 0) {
            rulings.remove(0);
            breaks(door, rulings);
        } else {
            assertThatThrownBy(() -> open(door, rulings)).isInstanceOf(Refused.class);
        }
    }

    @Test
    void noMixOfRulingsOpensADoorButTheRightOne() {
        Random random = new Random(20260301);
        List<Content> contents = List.of(ARRIVED, BETWEEN, LEAVING, OTHER);
        for (int round = 0; round < 20_000; round++) {
            Door door = random.nextBoolean() ? Door.BEFORE : Door.AFTER;
            List<Ruling> rulings = good(door);
            for (int change = 0; change <= random.nextInt(3); change++) {
                int at = random.nextInt(rulings.size());
                Ruling old = rulings.get(at);
                Content any = contents.get(random.nextInt(contents.size()));
                switch (random.nextInt(4)) {
                    case 0 -> rulings.set(at, new Ruling(old.control(), any.digest(), old.verdict(), 1));
                    case 1 -> rulings.set(at, mend(old.control(), old.saw(), any));
                    case 2 -> rulings.set(at, pass(old.control(), old.saw()));
                    default -> rulings.set(at, rulings.get(random.nextInt(rulings.size())));
                }
            }
            opensOnlyWhereSound(door, rulings);
        }
    }

    /// The oracle, told otherwise than in `Keys`: who may follow whom, then one walk over the contents.
    private static void opensOnlyWhereSound(Door door, List<Ruling> rulings) {
        boolean sound = rulings.stream().map(Ruling::control).toList().equals(ControlId.required(door));
        Digest current = ARRIVED.digest();
        for (Ruling ruling : rulings) {
            Reads reads = ruling.control().reads();
            Digest expected = reads == Reads.NONE
                    ? Digest.ZERO
                    : reads == Reads.RAW ? ARRIVED.digest() : reads == Reads.FINAL ? LEAVING.digest() : current;
            sound &= ruling.saw().equals(expected);
            if (ruling.verdict() instanceof Verdict.Mend(Content to, var _)) {
                sound &= reads == Reads.MENDS;
                current = to.digest();
            }
        }
        if (sound && current.equals(LEAVING.digest())) {
            assertThatCode(() -> open(door, rulings)).doesNotThrowAnyException();
        } else {
            breaks(door, rulings);
        }
    }

    @Test
    void rulingsCanNotChangeAfterTheyWereMade() throws Refused {
        List<Ruling> brought = good(Door.BEFORE);
        Rulings rulings = new Rulings(Door.BEFORE, ARRIVED, brought, LEAVING);
        brought.set(0, refuse(brought.getFirst()));
        assertThat(open(Door.BEFORE, ARRIVED, rulings)).isSameAs(LEAVING);
        assertThat(rulings.refusal()).isEmpty();
    }

    @Test
    void keysHaveNoPublicConstructor() {
        assertThat(Permit.class.getConstructors()).isEmpty();
        assertThat(Release.class.getConstructors()).isEmpty();
    }
}
