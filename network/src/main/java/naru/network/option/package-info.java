/** Options of networks and endpoints, parsed once from text into types. */
@NullMarked
package naru.network.option;

import org.jspecify.annotations.NullMarked;
