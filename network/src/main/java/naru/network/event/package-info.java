/**
 * Numbered events with a snapshot to start from: {@link naru.network.event.EventLog} keeps them,
 * {@link naru.network.event.NetworkEvent} lists what happens to networks. Start at {@link
 * naru.network.Networks#events()}.
 */
@NullMarked
package naru.network.event;

import org.jspecify.annotations.NullMarked;
