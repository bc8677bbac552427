package io.tidegate.policy;

import io.tidegate.config.Pointer;

/// What is a permit bound to? That a person agrees before the call, what its answer must not show, or that it is kept.
public sealed interface Obligation {
    /// A person must agree: `@require("approval")`.
    Obligation APPROVAL = new Approval();

    /// The person who calls must agree to this very call: `@require("user-confirmation")`.
    Obligation CONFIRMATION = new Confirmation();

    /// As the annotation is called: `require`, `mask` and so on.
    String annotation();

    /// For auditors, in a word or two.
    String describe();

    /// See [#APPROVAL].
    record Approval() implements Obligation {
        @Override
        public String annotation() {
            return "require";
        }

        @Override
        public String describe() {
            return "APPROVAL";
        }
    }

    /// See [#CONFIRMATION].
    record Confirmation() implements Obligation {
        @Override
        public String annotation() {
            return "require";
        }

        @Override
        public String describe() {
            return "CONFIRMATION";
        }
    }

    /// A field of the answer, or of the record, whose value is not shown: `@mask("/customer/email")`.
    record Mask(Pointer field) implements Obligation {
        @Override
        public String annotation() {
            return "mask";
        }

        @Override
        public String describe() {
            return "mask " + field.text();
        }
    }

    /// A field that is left out: `@drop_fields("/notes")`.
    record Drop(Pointer field) implements Obligation {
        @Override
        public String annotation() {
            return "drop_fields";
        }

        @Override
        public String describe() {
            return "drop " + field.text();
        }
    }

    /// So many rows of an answer at most: `@limit_rows("100")`.
    record LimitRows(int most) implements Obligation {
        @Override
        public String annotation() {
            return "limit_rows";
        }

        @Override
        public String describe() {
            return "at most " + most + " rows";
        }
    }

    /// The answer is kept in the trail, sealed, and why: `@log("salaries are read")`.
    record Log(String words) implements Obligation {
        @Override
        public String annotation() {
            return "log";
        }

        @Override
        public String describe() {
            return "log: " + words;
        }
    }
}
