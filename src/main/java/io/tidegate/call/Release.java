package io.tidegate.call;

/// The key to a client: the only thing that a front can write.
public final class Release {
    private final Body body;

    private Release(Body body) {
        this.body = body;
    }

    /// What is released, for the era to put on the wire.
    public sealed interface Body {
        /// A server's words, judged.
        record Judged(Answer answer) implements Body {}

        /// What a server needs of the client, judged.
        ///
        /// @param state what the client sends back with what it was asked for; only its caller can use it
        record Asking(Answer.InputRequired asked, String state) implements Body {}

        /// Tidegate's own words.
        record Spoken(Own own) implements Body {}

        /// A refusal.
        ///
        /// @param id names the decision for whoever asks about it
        record Denied(Refusal refusal, CallId id) implements Body {}
    }

    /// @throws Refused if a control refused
    /// @throws GateBroken if the rulings aren't those that this door asks for
    public static Release from(Answer answer, Rulings after) throws Refused {
        return new Release(new Body.Judged(opened(answer, after)));
    }

    /// @param state what brings the client's input back to where it is waited for
    /// @throws Refused if a control refused
    /// @throws GateBroken if the rulings aren't those that this door asks for
    public static Release asking(Answer.InputRequired asked, Rulings after, String state) throws Refused {
        return new Release(new Body.Asking((Answer.InputRequired) opened(asked, after), state));
    }

    /// What the gateway itself asks of the person before it makes a call.
    ///
    /// @param asked Tidegate's own words
    /// @param state what brings the answer back to where it is waited for
    public static Release confirming(Answer.InputRequired asked, String state) {
        if (!(asked.resume() instanceof Resume.Confirmed)) {
            throw new GateBroken("a question of a server's that was not judged");
        }
        return new Release(new Body.Asking(asked, state));
    }

    private static Answer opened(Answer answer, Rulings after) throws Refused {
        if (!answer.content().digest().equals(after.arrived().digest())) {
            throw new GateBroken("rulings about another answer");
        }
        Keys.check(Door.AFTER, after);
        return answer.with(after.leaving());
    }

    public static Release of(Refusal refusal, CallId id) {
        return new Release(new Body.Denied(refusal, id));
    }

    public static Release of(Own own) {
        return new Release(new Body.Spoken(own));
    }

    public Body body() {
        return body;
    }
}
