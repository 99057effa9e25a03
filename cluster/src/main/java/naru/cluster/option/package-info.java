/** What administrators configure and request: the settings of a node, and Docker's options. */
@NullMarked
package naru.cluster.option;

import org.jspecify.annotations.NullMarked;
