/** Volumes. */
@NullMarked
package naru.api.volumes;

import org.jspecify.annotations.NullMarked;
