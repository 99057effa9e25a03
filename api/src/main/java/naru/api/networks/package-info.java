/** Networks, and what the name server reports of them. */
@NullMarked
package naru.api.networks;

import org.jspecify.annotations.NullMarked;
