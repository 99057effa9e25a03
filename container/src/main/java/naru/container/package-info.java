/**
 * Containers and images on top of an OCI runtime.
 */
@NullMarked
package naru.container;

import org.jspecify.annotations.NullMarked;
