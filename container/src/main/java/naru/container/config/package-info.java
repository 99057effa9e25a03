/**
 * Docker's records for containers, images and volumes, in the JSON of the Docker Engine API 1.51.
 *
 * <p>Absent strings are decoded as "", absent lists and maps as empty ones; fields for which Docker
 * distinguishes absent from empty values are nullable. Maps keep their keys sorted, as Docker's
 * encoder does. Start at {@link naru.container.config.CreateRequest}.
 */
@NullMarked
package naru.container.config;

import org.jspecify.annotations.NullMarked;
