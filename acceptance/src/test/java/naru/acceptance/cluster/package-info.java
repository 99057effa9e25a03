/** Several hosts as one cluster, formed by docker's own command. */
@NullMarked
package naru.acceptance.cluster;

import org.jspecify.annotations.NullMarked;
