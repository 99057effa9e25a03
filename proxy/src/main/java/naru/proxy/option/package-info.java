/** What an administrator configures: {@link naru.proxy.option.ProxyOptions}. */
@NullMarked
package naru.proxy.option;

import org.jspecify.annotations.NullMarked;
