/** Bodies of replies about the engine as a whole. */
@NullMarked
package naru.api.json.system;

import org.jspecify.annotations.NullMarked;
