/**
 * The network of one host: what containers are attached to, and everything in the kernel that makes
 * it so. Start with {@link naru.network.Networks}.
 */
@NullMarked
package naru.network;

import org.jspecify.annotations.NullMarked;
