/// The configuration: one strict YAML file, read into values that are right or not made at all.
@NullMarked
package io.tidegate.config;

import org.jspecify.annotations.NullMarked;
