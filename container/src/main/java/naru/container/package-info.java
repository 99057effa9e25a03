/**
 * Containers of one host. Start at {@link naru.container.Containers}, whose class comment is the
 * tour. The packages below, each of which uses only those after it: {@code change}, {@code stream},
 * {@code run}, {@code etc}, {@code mount}, {@code image}, {@code volume}, {@code state}, {@code
 * plan}, {@code runtime}, {@code oci}, {@code archive}, {@code store}, {@code tar}, {@code event},
 * {@code model}, {@code config}.
 */
@NullMarked
package naru.container;

import org.jspecify.annotations.NullMarked;
