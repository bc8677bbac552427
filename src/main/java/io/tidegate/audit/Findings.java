package io.tidegate.audit;

import java.util.ArrayList;
import java.util.List;

/// What was found so far? Keeps a bounded list, and takes back a cut whose records turn up elsewhere.
final class Findings {
    private static final int FINDINGS_MAX = 1000;

    private final List<Finding> found = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private boolean more;

    private static final class Gap {
        final long after;
        final long before;
        long seen;

        Gap(long after, long before) {
            this.after = after;
            this.before = before;
        }
    }

    void add(Finding finding) {
        if (found.size() < FINDINGS_MAX) {
            found.add(finding);
        } else {
            more = true;
        }
    }

    /// The records between `after` and `before` did not come when they should have.
    void gap(long after, long before) {
        if (gaps.size() < FINDINGS_MAX) {
            gaps.add(new Gap(after, before));
        } else {
            more = true;
        }
    }

    /// A record came after records that are younger.
    void late(long sequence) {
        for (Gap gap : gaps) {
            if (sequence > gap.after && sequence < gap.before) {
                gap.seen++;
                return;
            }
        }
    }

    boolean none() {
        return found.isEmpty() && gaps.isEmpty();
    }

    int count() {
        return found.size() + gaps.size();
    }

    List<Finding> list() {
        List<Finding> all = new ArrayList<>();
        for (Gap gap : gaps) {
            if (gap.seen < gap.before - gap.after - 1) {
                all.add(new Finding.Cut(gap.after, gap.before));
            }
        }
        all.addAll(found);
        if (more) {
            all.add(new Finding.More());
        }
        return all;
    }
}
