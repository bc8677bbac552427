package io.tidegate.policy;

/// What is wrong with a policy file, and where? Lines count from 1; 0 means the file as a whole.
public record Problem(String file, int line, String message) {
    @Override
    public String toString() {
        return line == 0 ? file + ": " + message : file + ":" + line + ": " + message;
    }
}
