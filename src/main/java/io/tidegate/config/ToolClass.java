package io.tidegate.config;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// What can a tool do that policies ask about? A tool may be in several classes; `READS` excludes the three that change
/// something.
public enum ToolClass {
    /// Changes nothing.
    READS,
    /// Changes something at its server.
    WRITES,
    /// May change or remove what was there. Such a tool writes, too.
    DESTROYS,
    /// May carry what it is given to somebody outside.
    SENDS_OUT,
    /// Runs code or commands that it is given. Such a tool writes and destroys, too.
    RUNS_CODE,
    /// Its result may hold words of outsiders.
    RETURNS_UNTRUSTED,
    /// Its result may hold what is not for everybody.
    RETURNS_PRIVATE;

    /// As it is called in the configuration and in policies, for instance `sends-out`.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// With what follows from these: what destroys or runs code writes.
    static Set<ToolClass> complete(Set<ToolClass> said) {
        Set<ToolClass> all = EnumSet.noneOf(ToolClass.class);
        all.addAll(said);
        if (all.contains(RUNS_CODE)) {
            all.add(DESTROYS);
        }
        if (all.contains(DESTROYS)) {
            all.add(WRITES);
        }
        return all;
    }
}
