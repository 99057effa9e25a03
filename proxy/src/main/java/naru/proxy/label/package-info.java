/**
 * The vocabularies in which containers define routes: Traefik's labels, nginx-proxy's environment
 * variables, and Naru's own short labels. {@link naru.proxy.label.Vocabularies} reads all of them.
 */
@NullMarked
package naru.proxy.label;

import org.jspecify.annotations.NullMarked;
