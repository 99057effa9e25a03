/** Networks and published ports, as containers and the host see them. */
@NullMarked
package naru.acceptance.network;

import org.jspecify.annotations.NullMarked;
