/**
 * Networks, endpoints and sandboxes. Start at {@code Networks}, the front door.
 */
@NullMarked
package naru.network;

import org.jspecify.annotations.NullMarked;
