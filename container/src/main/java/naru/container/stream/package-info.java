/** Output and input of containers, logs, and tables of their processes. */
@NullMarked
package naru.container.stream;

import org.jspecify.annotations.NullMarked;
