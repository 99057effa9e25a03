/** A small client of HTTP. Start with {@link naru.cli.http.Http}. */
@NullMarked
package naru.cli.http;

import org.jspecify.annotations.NullMarked;
