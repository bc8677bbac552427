package io.tidegate.toolclass;

import io.tidegate.config.Server.Kind;
import io.tidegate.config.ToolClass;
import java.util.Map;

/// What does the class of a server say of all its tools? `IF_WRITES` is what holds for those that change something.
///
/// docs/tool-classes.md has the table.
final class ServerClasses {
    /// What a template says of one class.
    enum Says {
        YES,
        NO,
        IF_WRITES
    }

    private ServerClasses() {}

    static Map<ToolClass, Says> of(Kind kind) {
        return switch (kind) {
            case FILES, DATABASE -> saying(Says.NO, Says.YES, Says.YES);
            case TICKETING, MESSAGING, REPOSITORY -> saying(Says.IF_WRITES, Says.YES, Says.YES);
            case ADMIN -> saying(Says.IF_WRITES, Says.NO, Says.YES);
            case ANALYTICS -> saying(Says.NO, Says.NO, Says.YES);
            case BROWSER -> saying(Says.YES, Says.YES, Says.NO);
            case BROWSER_AUTOMATION -> saying(Says.YES, Says.YES, Says.YES);
            case SHELL ->
                Map.of(
                        ToolClass.WRITES, Says.YES,
                        ToolClass.DESTROYS, Says.YES,
                        ToolClass.SENDS_OUT, Says.YES,
                        ToolClass.RUNS_CODE, Says.YES,
                        ToolClass.RETURNS_UNTRUSTED, Says.YES,
                        ToolClass.RETURNS_PRIVATE, Says.YES);
        };
    }

    /// None of these is there to run code; a tool that does says so by its name or its parameters.
    private static Map<ToolClass, Says> saying(Says sendsOut, Says untrusted, Says isPrivate) {
        return Map.of(
                ToolClass.SENDS_OUT, sendsOut,
                ToolClass.RUNS_CODE, Says.NO,
                ToolClass.RETURNS_UNTRUSTED, untrusted,
                ToolClass.RETURNS_PRIVATE, isPrivate);
    }
}
