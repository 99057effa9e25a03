/** Adapters of the JSON library for types that it does not know, or not well. */
@NullMarked
package naru.network.json;

import org.jspecify.annotations.NullMarked;
