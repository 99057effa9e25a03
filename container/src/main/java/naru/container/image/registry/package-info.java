/**
 * HTTP to registries: endpoints and mirrors, TLS, tokens, errors, and reading and writing of
 * manifests and blobs.
 */
@NullMarked
package naru.container.image.registry;

import org.jspecify.annotations.NullMarked;
