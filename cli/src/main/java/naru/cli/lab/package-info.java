/**
 * Labs: several hosts on one machine. A host is a network namespace with a daemon of its own and an
 * uplink to the lab's switch, which is a bridge in one more namespace; so a lab does not touch the
 * machine's own network. Start with {@link naru.cli.lab.Labs}.
 */
@NullMarked
package naru.cli.lab;

import org.jspecify.annotations.NullMarked;
