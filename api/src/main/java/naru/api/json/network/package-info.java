/** Bodies of requests and replies for networks. */
@NullMarked
package naru.api.json.network;

import org.jspecify.annotations.NullMarked;
