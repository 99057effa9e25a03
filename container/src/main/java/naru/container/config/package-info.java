/**
 * Docker's records for containers, images and volumes, spelled on the wire as the Docker Engine API
 * 1.51 spells them.
 *
 * <p>Absent strings read as "", absent lists and maps as empty ones, so that nobody asks twice;
 * what is null where Docker tells "not given" from "given and empty" says so in its type. Maps keep
 * their keys sorted, as Docker's encoder does. Start at {@link
 * naru.container.config.CreateRequest}.
 */
@NullMarked
package naru.container.config;

import org.jspecify.annotations.NullMarked;
