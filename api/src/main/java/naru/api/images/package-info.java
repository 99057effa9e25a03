/** Images, and their transfers to and from registries and archives. */
@NullMarked
package naru.api.images;

import org.jspecify.annotations.NullMarked;
