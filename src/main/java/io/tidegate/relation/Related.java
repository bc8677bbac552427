package io.tidegate.relation;

import io.tidegate.cedar.Value;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What is one caller related to, as one decision sees it? The same answer however often it asks. For one thread.
public interface Related {
    /// For whoever has nothing to do with relations.
    Related NONE = new Related() {
        @Override
        public Optional<Value> texts(String relation) {
            return Optional.empty();
        }

        @Override
        public Set<String> unanswered() {
            return Set.of();
        }
    };

    /// The caller's texts in a relation; nothing where it is not known whose the caller's name is, as of somebody who
    /// proved nothing.
    ///
    /// @throws Unanswered where it can't be said now
    Optional<Value> texts(String relation) throws Unanswered;

    /// What was answered so far, of which no source is asked more.
    default Related asSeen() {
        return this;
    }

    /// The relations that were asked for and not answered.
    Set<String> unanswered();

    /// These and no others.
    static Related given(Map<String, Set<String>> texts) {
        return given(texts, NONE);
    }

    /// These, and what somebody else says of others.
    static Related given(Map<String, Set<String>> texts, Related others) {
        Map<String, Value> values = texts.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Texts.of(entry.getValue())));
        return new Related() {
            @Override
            public Optional<Value> texts(String relation) throws Unanswered {
                Value known = values.get(relation);
                return known == null ? others.texts(relation) : Optional.of(known);
            }

            @Override
            public Set<String> unanswered() {
                return others.unanswered();
            }
        };
    }
}
