/** The syntax of HAProxy's configuration: sections, quoting. */
@NullMarked
package naru.proxy.haproxy.text;

import org.jspecify.annotations.NullMarked;
