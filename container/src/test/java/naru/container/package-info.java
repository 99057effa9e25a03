/** Tests of containers: pure ones, and live ones on hosts that are namespaces of their own. */
@NullUnmarked
package naru.container;

import org.jspecify.annotations.NullUnmarked;
