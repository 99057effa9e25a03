/**
 * The clients of the API: the docker command, Compose, curl, and libraries in several languages.
 */
@NullMarked
package naru.acceptance.client;

import org.jspecify.annotations.NullMarked;
