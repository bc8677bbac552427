/// Cedar, decided: policies in Cedar's JSON form, compiled and indexed; the language's values, operators and
/// extensions.
@NullMarked
package io.tidegate.cedar;

import org.jspecify.annotations.NullMarked;
