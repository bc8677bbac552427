package io.tidegate.config;

import java.util.List;

/// The shape of where the models of clients run.
final class ModelShape {
    static final String DESCRIPTION = "Where the models of clients run; the first entry that fits a caller counts.";

    static final Type<List<ModelPlace.Of>> TYPE = Types.list(
            new Section<>(s -> {
                Key<String> client = s.optional("client", Types.text(512), "A client's id, by the word of the token.");
                Key<String> profile = s.optional(
                        "profile", Types.form(ServerShape.NAME, "a profile's name"), "The endpoint that it comes to.");
                Key<ModelPlace.Kind> place =
                        s.required("place", Types.choice(ModelPlace.Kind.class), "Whose machines the model runs on.");
                Key<String> region = s.optional(
                        "region", Types.form("[a-z0-9][a-z0-9-]{0,63}", "a region, such as `eu`"), "Where they are.");
                s.rule((values, at) -> {
                    if (!values.given(client) && !values.given(profile)) {
                        at.misplaced("needs `client` or `profile`", "say whose model it is");
                    }
                });
                return values -> new ModelPlace.Of(
                        values.find(client),
                        values.find(profile),
                        new ModelPlace(values.get(place), values.find(region)));
            }),
            0,
            1_000);

    private ModelShape() {}
}
