/**
 * Values that callers of {@link naru.container.Containers} pass in and get back: containers,
 * volumes, options, output and exits.
 */
@NullMarked
package naru.container.model;

import org.jspecify.annotations.NullMarked;
