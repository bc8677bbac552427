/// Engines that look into decoded text: which sensitive data it holds, what in it is hidden from people, and how to
/// mark it as untrusted.
@NullMarked
package io.tidegate.detect;

import org.jspecify.annotations.NullMarked;
