/** Creation of containers, and changes of them: names, limits, endpoints and published ports. */
@NullMarked
package naru.container.change;

import org.jspecify.annotations.NullMarked;
