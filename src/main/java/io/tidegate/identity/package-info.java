/// Who is calling: API keys, OpenID Connect tokens, and nobody at all on loopback.
@NullMarked
package io.tidegate.identity;

import org.jspecify.annotations.NullMarked;
