package io.tidegate.policy;

import io.tidegate.cedar.Entity;
import io.tidegate.cedar.Request;
import io.tidegate.cedar.Value;
import io.tidegate.cedar.Value.Fields;
import io.tidegate.cedar.Value.Uid;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Did policies look at something that is not known? Notes what they meet. Where they meet nothing, the gaps did not
/// matter, and the decision is the one that was to be made.
///
/// It errs to one side only: where a policy looked at a gap that could have changed nothing, that counts as met.
final class Gapped implements Request {
    private final Request known;
    private final Set<Gap> gaps;
    private final Set<Gap> met = EnumSet.noneOf(Gap.class);

    Gapped(Request known, Set<Gap> gaps) {
        this.known = known;
        this.gaps = gaps;
    }

    Set<Gap> met() {
        return met;
    }

    private void meet(Gap gap) {
        if (gaps.contains(gap)) {
            met.add(gap);
        }
    }

    @Override
    public Uid principal() {
        return known.principal();
    }

    @Override
    public Uid action() {
        return known.action();
    }

    @Override
    public Uid resource() {
        return known.resource();
    }

    @Override
    public Fields context() {
        met.addAll(gaps);
        return known.context();
    }

    @Override
    public @Nullable Value context(String attribute) {
        switch (attribute) {
            case "arguments" -> meet(Gap.ARGUMENTS);
            case "input" -> {
                meet(Gap.ARGUMENTS);
                meet(Gap.SCHEMA);
            }
            case "time" -> meet(Gap.TIME);
            case "runsAs" -> meet(Gap.RUNS_AS);
            case "model" -> meet(Gap.MODEL);
            case "labels" -> meet(Gap.LABELS);
            case Asked.SESSION_LABELS -> meet(Gap.SESSION_LABELS);
            case "authentication" -> meet(Gap.SIGN_IN);
            default -> {
                // source and client are in every entry
            }
        }
        return known.context(attribute);
    }

    @Override
    public @Nullable Entity entity(Uid uid) {
        Entity entity = known.entity(uid);
        return entity == null
                ? null
                : new Watched(entity, uid.equals(known.principal()) ? Gap.RELATIONS : Gap.ARGUMENTS);
    }

    /// Sees what is asked of the caller and of the target; no two attributes of theirs have one name.
    private final class Watched implements Entity {
        private final Entity entity;
        private final Gap tags;

        Watched(Entity entity, Gap tags) {
            this.entity = entity;
            this.tags = tags;
        }

        @Override
        public @Nullable Value attribute(String name) {
            switch (name) {
                case "scopes" -> meet(Gap.SCOPES);
                case "readOnly", "destructive", "idempotent", "openWorld" -> meet(Gap.CLASSES);
                default -> {
                    // the others are in every entry
                }
            }
            return entity.attribute(name);
        }

        @Override
        public @Nullable Value tag(String key) {
            meet(tags);
            return entity.tag(key);
        }

        @Override
        public Set<String> ancestors(String type) {
            if (type.equals("Class")) {
                meet(Gap.CLASSES);
            }
            return entity.ancestors(type);
        }
    }
}
