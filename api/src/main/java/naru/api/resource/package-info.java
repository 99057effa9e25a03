/**
 * What serves requests: a {@link naru.api.resource.Resource} has a table of {@link
 * naru.api.resource.Route}s, whose actions answer {@link naru.api.resource.Request}s. Modules above
 * add resources of their own.
 */
@NullMarked
package naru.api.resource;

import org.jspecify.annotations.NullMarked;
