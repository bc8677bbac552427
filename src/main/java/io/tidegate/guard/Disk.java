package io.tidegate.guard;

/// Whether a server sees the files of this machine: only then can links be followed here.
public enum Disk {
    SHARED,
    SEPARATE
}
