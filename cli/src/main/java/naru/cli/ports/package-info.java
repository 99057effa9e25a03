/**
 * {@code naru publish} and {@code naru unpublish}, which {@code docker} does not have. Start with
 * {@link naru.cli.ports.PublishCommand}.
 */
@NullMarked
package naru.cli.ports;

import org.jspecify.annotations.NullMarked;
