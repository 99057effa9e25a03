/** Bodies of requests and replies for volumes. */
@NullMarked
package naru.api.json.volume;

import org.jspecify.annotations.NullMarked;
