package io.tidegate;

/// Picks a verb.
public final class Tidegate {
    private Tidegate() {}

    public static void main(String[] arguments) {
        System.out.println("tidegate");
    }
}
