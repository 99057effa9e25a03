/** The Docker Engine API, one class per resource. */
@NullMarked
package naru.api;

import org.jspecify.annotations.NullMarked;
