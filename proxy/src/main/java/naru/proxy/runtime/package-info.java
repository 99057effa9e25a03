/**
 * The HAProxy process and its two command sockets. Start at {@link
 * naru.proxy.runtime.ProxyRuntime}, which brings the running process to a wanted configuration.
 */
@NullMarked
package naru.proxy.runtime;

import org.jspecify.annotations.NullMarked;
