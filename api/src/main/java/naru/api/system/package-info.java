/** The engine as a whole: version, info, disk usage, events, and what Naru does not have. */
@NullMarked
package naru.api.system;

import org.jspecify.annotations.NullMarked;
