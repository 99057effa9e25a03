/** Bodies of requests for clusters and nodes. */
@NullMarked
package naru.api.json.swarm;

import org.jspecify.annotations.NullMarked;
