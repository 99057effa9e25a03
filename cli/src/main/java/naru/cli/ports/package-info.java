/**
 * {@code naru publish} and {@code naru unpublish}, for which {@code docker} has no word. Start with
 * {@link naru.cli.ports.PublishCommand}.
 */
@NullMarked
package naru.cli.ports;

import org.jspecify.annotations.NullMarked;
