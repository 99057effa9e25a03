/**
 * A Linux kernel in memory, for tests without root. Start with {@link
 * naru.network.fake.FakeKernel}; {@link naru.network.fake.FakeHost} is a daemon's connection to it.
 */
@NullUnmarked
package naru.network.fake;

import org.jspecify.annotations.NullUnmarked;
