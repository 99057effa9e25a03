/** Published ports: as requested, and as given. */
@NullMarked
package naru.network.publish;

import org.jspecify.annotations.NullMarked;
