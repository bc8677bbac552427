package io.tidegate.config;

import java.util.List;
import java.util.Map;

/// The shape of where the models of clients run.
final class ModelShape {
    static final String DESCRIPTION = "Where the models of clients run; the first entry that fits a caller counts.";

    /// The endpoint of all servers.
    private static final String EVERYBODY = "default";

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

    /// An endpoint says where a client's model runs only as far as no other client can come to it.
    static void check(Values values, Place place, Key<DataRules> data, Key<Map<String, Profile>> profiles) {
        Map<String, Profile> known = values.find(profiles).orElse(Map.of());
        List<ModelPlace.Of> models = values.find(data).map(DataRules::models).orElse(List.of());
        for (ModelPlace.Of model : models) {
            String name = model.profile().orElse("");
            Profile profile = known.get(name);
            boolean open = name.equals(EVERYBODY)
                    || (profile != null && profile.require().isEmpty());
            Place at = place.key("data", values.line(data));
            if (open && model.client().isEmpty() && promises(model.place())) {
                at.remark(
                        "takes every client that comes to `" + name + "` for one whose model runs `"
                                + model.place().describe() + "`, though any client can come there",
                        "give `client` beside it," + " or the profile a `require` that only those clients meet");
            } else if (!name.isEmpty() && profile == null && !name.equals(EVERYBODY)) {
                at.remark(
                        "says in `models` where models run whose clients come to `" + name + "`; there is no such"
                                + " profile",
                        Suggestion.help(name, known.keySet()));
            }
        }
    }

    /// Somebody's cloud, who knows where, is what everybody may have.
    private static boolean promises(ModelPlace place) {
        return place.kind() != ModelPlace.Kind.CLOUD || place.region().isPresent();
    }
}
