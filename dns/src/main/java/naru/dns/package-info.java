/**
 * The name server that every sandbox sees at 127.0.0.11.
 */
@NullMarked
package naru.dns;

import org.jspecify.annotations.NullMarked;
