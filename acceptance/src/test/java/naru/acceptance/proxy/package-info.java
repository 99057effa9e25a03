/** HTTP routes from labels: {@code naru proxy} with running containers and Compose files. */
@NullMarked
package naru.acceptance.proxy;

import org.jspecify.annotations.NullMarked;
