/** Clusters and nodes: Docker Engine API, Swarm and Node. */
@NullMarked
package naru.api.swarm;

import org.jspecify.annotations.NullMarked;
