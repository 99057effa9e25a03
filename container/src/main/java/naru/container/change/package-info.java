/** Creation of containers, and changes: names, limits, endpoints and published ports. */
@NullMarked
package naru.container.change;

import org.jspecify.annotations.NullMarked;
