/**
 * The routes of all workloads: {@link naru.proxy.table.RoutingTable} resolves names and conflicts,
 * and decides where a request goes.
 */
@NullMarked
package naru.proxy.table;

import org.jspecify.annotations.NullMarked;
