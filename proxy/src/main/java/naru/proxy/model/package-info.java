/**
 * Routing, independent of the vocabulary that defines it and of the proxy that performs it: {@link
 * naru.proxy.model.Route}s lead requests to {@link naru.proxy.model.Service}s through {@link
 * naru.proxy.model.Middleware}s.
 */
@NullMarked
package naru.proxy.model;

import org.jspecify.annotations.NullMarked;
