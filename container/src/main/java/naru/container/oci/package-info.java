/**
 * The OCI runtime configuration of a container: {@link naru.container.oci.SpecBuilder} converts
 * Docker's configuration. Pure except for files of the container's root.
 */
@NullMarked
package naru.container.oci;

import org.jspecify.annotations.NullMarked;
