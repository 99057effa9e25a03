/**
 * Changes to networks and sandboxes at run time: created, deleted, opened, closed, attached,
 * detached, published, and given virtual addresses. Each change undoes its steps when one of them
 * fails.
 */
@NullMarked
package naru.network.change;

import org.jspecify.annotations.NullMarked;
