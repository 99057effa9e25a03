/** Bodies of requests and replies for containers and execs. */
@NullMarked
package naru.api.json.container;

import org.jspecify.annotations.NullMarked;
