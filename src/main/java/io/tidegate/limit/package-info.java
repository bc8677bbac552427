/// How much and how fast: token buckets, shares of what all use, and room for messages; all bounded.
@NullMarked
package io.tidegate.limit;

import org.jspecify.annotations.NullMarked;
