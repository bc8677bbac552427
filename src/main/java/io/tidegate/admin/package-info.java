/// What operators see of a running gateway: health, metrics and traces, on a listener of their own.
@NullMarked
package io.tidegate.admin;

import org.jspecify.annotations.NullMarked;
