/**
 * HTTP over a Unix socket for handlers that block: each request runs on a virtual thread of its
 * own, Netty only moves bytes. Nothing in here knows Docker. Start at {@link
 * naru.api.http.HttpServer} and {@link naru.api.http.Exchange}.
 */
@NullMarked
package naru.api.http;

import org.jspecify.annotations.NullMarked;
