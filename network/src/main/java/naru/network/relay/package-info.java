/** Published ports that the kernel cannot translate, and the program that carries them. */
@NullMarked
package naru.network.relay;

import org.jspecify.annotations.NullMarked;
