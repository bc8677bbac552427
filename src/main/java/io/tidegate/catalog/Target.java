package io.tidegate.catalog;

/// What a request means at a server: a tool to call, a prompt to get, a resource to read.
public sealed interface Target permits Tool, Prompt, Resource {
    Server server();

    /// The server's own name for it.
    String name();

    /// Its name in the profile where it was asked for.
    String shown();

    /// Names it in policies, limits and the trail, whatever the profile.
    default String id() {
        return server().name() + "/" + name();
    }
}
