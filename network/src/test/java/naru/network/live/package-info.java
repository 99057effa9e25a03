/** Tests of the whole network on the real kernel, in namespaces of their own. */
@NullUnmarked
package naru.network.live;

import org.jspecify.annotations.NullUnmarked;
