/**
 * The network of one host: what containers are attached to, and everything in the kernel that makes
 * it so. Start with {@link naru.network.Networks}. Its packages, each of which uses only those
 * after it: {@code reconcile, change, plan, desired, event, pool, record, driver, firewall, host,
 * model}.
 */
@NullMarked
package naru.network;

import org.jspecify.annotations.NullMarked;
