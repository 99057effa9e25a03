/**
 * What the Docker Engine API sends and receives that is not among {@code naru.container.config}:
 * records with Docker's spelling, one an answer or a body. They hold no logic; the classes that
 * fill them are in {@code naru.api}.
 */
@NullMarked
package naru.api.json;

import org.jspecify.annotations.NullMarked;
