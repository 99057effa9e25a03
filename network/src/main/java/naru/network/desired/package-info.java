/**
 * The networks and sandboxes that exist, as held in memory and written to the journal, and the last
 * leases of endpoints that have ended.
 */
@NullMarked
package naru.network.desired;

import org.jspecify.annotations.NullMarked;
