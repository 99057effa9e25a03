/**
 * What an OCI runtime is told about a container: {@link naru.container.oci.SpecBuilder} turns
 * Docker's configuration into the runtime's. Pure but for the files of the container's root.
 */
@NullMarked
package naru.container.oci;

import org.jspecify.annotations.NullMarked;
