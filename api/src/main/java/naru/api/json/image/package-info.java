/** Bodies of requests and replies for images. */
@NullMarked
package naru.api.json.image;

import org.jspecify.annotations.NullMarked;
