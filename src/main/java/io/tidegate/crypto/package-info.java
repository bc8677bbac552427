/// Keys and what is done with them: digests, codes, sealed values and signatures, all from the JDK.
@NullMarked
package io.tidegate.crypto;

import org.jspecify.annotations.NullMarked;
