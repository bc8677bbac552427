/// How much and how fast: token buckets and slots, both keyed and both bounded.
@NullMarked
package io.tidegate.limit;

import org.jspecify.annotations.NullMarked;
