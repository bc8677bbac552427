/// The official conformance suite, run against a server directly and through Tidegate, and compared check by check.
@NullMarked
package io.tidegate.conformance;

import org.jspecify.annotations.NullMarked;
