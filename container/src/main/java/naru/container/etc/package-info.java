/**
 * The files that Naru writes into a container's {@code /etc}, and links of the default bridge,
 * which end up in {@code /etc/hosts} and in the environment.
 */
@NullMarked
package naru.container.etc;

import org.jspecify.annotations.NullMarked;
