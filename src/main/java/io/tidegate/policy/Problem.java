package io.tidegate.policy;

import io.tidegate.config.Fault;

/// What is wrong with a policy file, and where? Lines count from 1; 0 means the file as a whole.
public record Problem(String file, int line, String message) {
    /// The line for people. Names of files, of tools and of whatever policies speak may hold anything.
    @Override
    public String toString() {
        return Fault.printable(line == 0 ? file + ": " + message : file + ":" + line + ": " + message);
    }
}
