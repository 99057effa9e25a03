/**
 * HTTP over Unix sockets and TCP for blocking handlers: each request runs on its own virtual
 * thread, Netty only moves bytes. Independent of Docker. Start at {@link naru.api.http.HttpServer}
 * and {@link naru.api.http.Exchange}.
 */
@NullMarked
package naru.api.http;

import org.jspecify.annotations.NullMarked;
