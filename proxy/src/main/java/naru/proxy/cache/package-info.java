/**
 * The nginx that keeps responses of routes that ask for it: {@link naru.proxy.cache.CacheRuntime}
 * runs it while there are such routes, {@link naru.proxy.cache.CacheStore} is its folder.
 */
@NullMarked
package naru.proxy.cache;

import org.jspecify.annotations.NullMarked;
