/**
 * Bodies and replies of the Docker Engine API, except those in {@code naru.container.config}: one
 * record each, with Docker's field names. They contain no logic.
 */
@NullMarked
package naru.api.json;

import org.jspecify.annotations.NullMarked;
