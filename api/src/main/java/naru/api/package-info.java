/** The Docker Engine API, one class a resource. */
@NullMarked
package naru.api;

import org.jspecify.annotations.NullMarked;
